import {
  DnsChange,
  DnsRecord,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { inProcessRequestHandler } from '@hostmaster/sandbox/aws';
import { AwsTestWorld, awsTestWorld } from './__testUtils__/awsTestWorld';

const subject = {
  installation: 'test',
  cluster: 'prod',
  namespace: 'shop',
  name: 'shop',
};
const alias: DnsRecord = {
  name: 'shop.example.com',
  type: 'A',
  ttl: 60,
  values: ['192.0.2.1'],
};
const text = (value: string): DnsRecord => ({
  name: 'mark.example.com',
  type: 'TXT',
  ttl: 60,
  values: [`"${value}"`],
});

let world: AwsTestWorld;
afterEach(() => world?.close());

/** A zone whose listings can be made to show what they showed at some time before. */
function start() {
  world = awsTestWorld();
  const { id: zoneId } = world.aws.zones.putZone({ name: 'example.com' });
  let last = '';
  let isFrozen = false;
  const { dns } = world.startProcess({
    requestHandler: inProcessRequestHandler(async request => {
      const isListing =
        request.method === 'GET' && request.url.includes('/rrset');
      if (isListing && isFrozen) return new Response(last);
      const answer = await world.aws.handle(request);
      if (isListing) last = await answer.clone().text();
      return answer;
    }),
  });
  return {
    zoneId,
    freeze: () => {
      isFrozen = true;
    },
    thaw: () => {
      isFrozen = false;
    },
    view: async (newer = true) => {
      await world.clock.advance(10);
      return world.done(
        dns.view(
          zoneId,
          newer ? { newerThan: world.clock.monotonic() - 1 } : {},
        ),
      );
    },
    submit: (...changes: DnsChange[]) =>
      world.done(dns.submit(zoneId, subject, changes)),
  };
}

describe('a listing that is older than what was written', () => {
  it('is refused while it lacks a record that was created', async () => {
    const { view, submit, freeze, thaw } = start();
    await view();
    await submit({ action: 'CREATE', record: alias });
    freeze();

    await expect(view()).rejects.toThrow(
      'older than the change of A shop.example.com',
    );
    expect((await view(false)).records(alias.name)).toHaveLength(1);
    thaw();
    expect((await view()).records(alias.name)).toHaveLength(1);
  });

  it('is refused while it shows a record that was removed', async () => {
    const { view, submit, freeze } = start();
    await submit({ action: 'CREATE', record: alias });
    await view();
    await submit({ action: 'DELETE', record: alias });
    freeze();

    await expect(view()).rejects.toThrow('older than the change');
    expect((await view(false)).records(alias.name)).toEqual([]);
  });

  it('is refused while it shows the value before, or one before that', async () => {
    const { view, submit, freeze } = start();
    await submit({ action: 'CREATE', record: text('one') });
    await view();
    for (const [before, after] of [
      ['one', 'two'],
      ['two', 'three'],
    ])
      await submit(
        { action: 'DELETE', record: text(before) },
        { action: 'CREATE', record: text(after) },
      );
    freeze();

    await expect(view()).rejects.toThrow('older than the change of TXT');
  });

  it('is believed again after ten minutes', async () => {
    const { view, submit, freeze } = start();
    await submit({ action: 'CREATE', record: text('one') });
    await view();
    await submit(
      { action: 'DELETE', record: text('one') },
      { action: 'CREATE', record: text('two') },
    );
    freeze();
    await world.clock.advance(600_001);

    const [record] = (await view()).records('mark.example.com');
    expect(record.values).toEqual(['"one"']);
  });
});

describe('what others undo', () => {
  it('is seen at once: a record that they delete', async () => {
    const { view, submit, zoneId } = start();
    await view();
    await submit({ action: 'CREATE', record: alias });
    await view();
    world.aws.zones.deleteRecords(zoneId, alias.name);

    expect((await view()).records(alias.name)).toEqual([]);
  });

  it('is seen at once: a record that they give another value', async () => {
    const { view, submit, zoneId } = start();
    await view();
    await submit({ action: 'CREATE', record: alias });
    world.aws.zones.putRecords(zoneId, [
      { name: alias.name, type: 'A', values: ['192.0.2.7'] },
    ]);

    const [record] = (await view()).records(alias.name);
    expect(record.values).toEqual(['192.0.2.7']);
  });
});
