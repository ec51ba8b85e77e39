import {
  DnsChange,
  DnsRecord,
  RequestIdentity,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { AwsTestWorld, awsTestWorld } from '../__testUtils__/awsTestWorld';

let world: AwsTestWorld;
afterEach(() => world?.close());

function subject(name: string, namespace: string = 'shop'): RequestIdentity {
  return { installation: 'test', cluster: 'prod', namespace, name };
}

function txt(name: string, text: string): DnsRecord {
  return { name, type: 'TXT', ttl: 300, values: [`"${text}"`] };
}

function create(...records: DnsRecord[]): DnsChange[] {
  return records.map(record => ({ action: 'CREATE', record }));
}

function zoneWith(count: number): string {
  const zone = world.aws.zones.putZone({ name: 'example.com' });
  const seeds = Array.from({ length: count }, (_, index) => ({
    name: `n${index}.example.com`,
    type: 'A' as const,
    values: ['192.0.2.1'],
  }));
  if (count > 0) world.aws.zones.putRecords(zone, seeds);
  return zone.id;
}

const writes = () =>
  world.aws.callLog.entries({ operation: 'ChangeResourceRecordSets' });
const inZone = (zoneId: string, name: string) =>
  [...(world.aws.route53.zones.get(zoneId)?.records.all() ?? [])].filter(
    record => record.name === `${name}.`,
  );

describe('zones', () => {
  it('tells names, visibility and the name servers that the parent must list', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(0);
    const { dns } = world.startProcess();

    const { zones } = await world.done(dns.zones());

    expect(zones).toEqual([
      expect.objectContaining({
        id: zoneId,
        name: 'example.com',
        visibility: 'public',
        recordCount: 2,
      }),
    ]);
    expect(zones[0].nameServers).toHaveLength(4);
    expect(zones[0].nameServers[0]).toMatch(/^ns-.*[a-z]$/);
  });
});

describe('view', () => {
  it('reads a zone of many pages within the budget, with wildcards as people write them', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(3000);
    world.aws.zones.putRecords(zoneId, [
      { name: '*.apps.example.com', type: 'A', values: ['192.0.2.9'] },
    ]);
    const { dns } = world.startProcess();

    const view = await world.done(dns.view(zoneId));

    expect([...view.all()]).toHaveLength(3003);
    expect(view.records('*.apps.example.com', 'A')[0].values).toEqual([
      '192.0.2.9',
    ]);
    expect(view.wildcardFor('a.b.apps.example.com')).toHaveLength(1);
    expect(
      world.aws.callLog.count({
        operation: 'ListResourceRecordSets',
        outcome: 'ok',
      }),
    ).toBe(11);
    expect(world.aws.callLog.count({ outcome: 'Throttling' })).toBe(0);
  });

  it('says that there is no such zone instead of showing an empty one', async () => {
    world = awsTestWorld();
    const { dns } = world.startProcess();

    await expect(world.done(dns.view('Z0NOTHING'))).rejects.toMatchObject({
      name: 'ProviderError',
      code: 'notFound',
    });
  });

  it('keeps what it knows while listings fail, and tells so', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(10);
    const { dns } = world.startProcess();
    await world.done(dns.view(zoneId));
    world.aws.faults.fail(
      { operation: 'ListResourceRecordSets' },
      { code: 'InternalError', status: 500 },
      {},
    );

    await world.clock.advance(600_000);
    const view = await world.done(dns.view(zoneId));

    expect(view.records('n3.example.com')).toHaveLength(1);
    expect(dns.health().failing).toMatchObject({ code: 'unavailable' });
    await expect(
      world.done(dns.view(zoneId, { newerThan: world.clock.monotonic() })),
    ).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('tells how old the view of each zone is and how often it is read, while somebody asks', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(2);
    const { dns } = world.startProcess();
    await world.done(dns.view(zoneId));
    const { views } = dns.health();

    expect(views).toContainEqual({
      name: `records of ${zoneId}`,
      zone: zoneId,
      ageMs: expect.any(Number),
      intervalMs: expect.any(Number),
    });
    expect(views.find(({ name }) => name === 'zones')).toMatchObject({
      intervalMs: expect.any(Number),
    });
    await world.clock.advance(2 * 3_600_000);
    expect(dns.health().views.map(({ name }) => name)).toEqual(['zones']);
  });

  it('trusts what was there when it started only where that is asked for', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(2);
    const { dns } = world.startProcess();

    const view = await world.done(dns.view(zoneId));

    const trusting = { trustFirstListing: true };
    expect(view.isPublished('n0.example.com', 'A', trusting)).toBe(true);
    expect(view.isPublished('n0.example.com', 'A')).toBe(false);
    await world.clock.advance(61_000);
    expect(view.isPublished('n0.example.com', 'A')).toBe(true);
  });

  it('notices what others change, and tells when that is visible everywhere', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(1);
    const { dns } = world.startProcess();
    await world.done(dns.view(zoneId));
    await world.clock.advance(70_000);
    const seen: unknown[] = [];
    dns.onChange(change => seen.push(change));

    world.aws.zones.putRecords(zoneId, [
      { name: 'n0.example.com', type: 'A', values: ['192.0.2.77'] },
    ]);
    await world.clock.runUntil(() => seen.length > 0, { limitMs: 400_000 });
    const view = await world.done(dns.view(zoneId));

    expect(seen[0]).toEqual({ zoneId, names: ['n0.example.com'] });
    expect(view.records('n0.example.com')[0].values).toEqual(['192.0.2.77']);
    expect(
      view.isPublished('n0.example.com', 'A', { trustFirstListing: true }),
    ).toBe(false);
    expect(view.isPublished('n0.example.com', 'A')).toBe(false);
    await world.clock.advance(61_000);
    expect(view.isPublished('n0.example.com', 'A')).toBe(true);
    expect(seen).toHaveLength(2);
  });
});

describe('submit', () => {
  it('sends the changes of five hundred subjects in one batch', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(0);
    const { dns } = world.startProcess();

    const outcomes = await world.done(
      Promise.all(
        Array.from({ length: 500 }, (_, index) =>
          dns.submit(
            zoneId,
            subject(`s${index}`),
            create(txt(`s${index}.example.com`, 'x')),
          ),
        ),
      ),
    );

    expect(outcomes.every(({ kind }) => kind === 'applied')).toBe(true);
    expect(writes()).toHaveLength(1);
    expect(inZone(zoneId, 's499.example.com')).toHaveLength(1);
  });

  it('shows own writes at once and says when they are visible everywhere', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(0);
    const { dns } = world.startProcess();
    await world.done(dns.view(zoneId));
    const seen: unknown[] = [];
    dns.onChange(change => seen.push(change));

    await world.done(
      dns.submit(zoneId, subject('a'), create(txt('a.example.com', 'x'))),
    );
    const view = await world.done(dns.view(zoneId));

    expect(view.records('a.example.com', 'TXT')).toHaveLength(1);
    expect(view.isPublished('a.example.com', 'TXT')).toBe(false);
    expect(
      view.isPublished('a.example.com', 'TXT', { trustFirstListing: true }),
    ).toBe(false);
    await world.clock.runUntil(() => seen.length > 0, { limitMs: 120_000 });
    expect(view.isPublished('a.example.com', 'TXT')).toBe(true);
    expect(seen).toEqual([{ zoneId, names: ['a.example.com'] }]);
    expect(world.aws.callLog.count({ operation: 'GetChange' })).toBeLessThan(
      15,
    );
  });

  it('takes out the one change at fault and applies the 499 others in the same pass', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(0);
    world.aws.zones.putRecords(zoneId, [
      { name: 's250.example.com', type: 'TXT', values: ['"theirs"'] },
    ]);
    const { dns } = world.startProcess();

    const outcomes = await world.done(
      Promise.all(
        Array.from({ length: 500 }, (_, index) =>
          dns.submit(
            zoneId,
            subject(`s${index}`),
            create(txt(`s${index}.example.com`, 'x')),
          ),
        ),
      ),
    );

    expect(outcomes.filter(({ kind }) => kind === 'applied')).toHaveLength(499);
    expect(outcomes[250]).toEqual({
      kind: 'refused',
      reason: 'exists',
      message:
        "Tried to create resource record set [name='s250.example.com.', type='TXT'] but it already exists",
      records: [{ name: 's250.example.com', type: 'TXT' }],
    });
    expect(writes().map(({ outcome }) => outcome)).toEqual([
      'InvalidChangeBatch',
      'ok',
    ]);
  });

  it('applies all changes of a subject or none', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(0);
    world.aws.zones.putRecords(zoneId, [
      { name: 'a.example.com', type: 'A', values: ['192.0.2.1'] },
    ]);
    const { dns } = world.startProcess();

    const outcome = await world.done(
      dns.submit(
        zoneId,
        subject('a'),
        create(txt('own.example.com', 'x'), {
          name: 'a.example.com',
          type: 'A',
          ttl: 60,
          values: ['192.0.2.2'],
        }),
      ),
    );

    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: 'exists',
      records: [{ name: 'a.example.com', type: 'A' }],
    });
    expect(inZone(zoneId, 'own.example.com')).toEqual([]);
  });

  it('serialises two subjects that touch one record: the second one is told what the first one did', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(0);
    const { dns } = world.startProcess();

    const [first, second, other] = await world.done(
      Promise.all([
        dns.submit(
          zoneId,
          subject('first'),
          create(txt('a.example.com', 'first')),
        ),
        dns.submit(
          zoneId,
          subject('second', 'other'),
          create(txt('a.example.com', 'second')),
        ),
        dns.submit(
          zoneId,
          subject('third', 'third'),
          create(txt('b.example.com', 'x')),
        ),
      ]),
    );

    expect([first.kind, second.kind, other.kind]).toEqual([
      'applied',
      'refused',
      'applied',
    ]);
    expect(inZone(zoneId, 'a.example.com')[0].values).toEqual(['"first"']);
  });

  it.each(['loseAnswer', 'loseRequest'] as const)(
    'settles a lost answer (%s) by reading, and writes once',
    async fault => {
      world = awsTestWorld();
      const zoneId = zoneWith(0);
      const { dns } = world.startProcess();
      world.aws.faults[fault]({ operation: 'ChangeResourceRecordSets' });

      const outcome = await world.done(
        dns.submit(zoneId, subject('a'), create(txt('a.example.com', 'x'))),
      );

      expect(outcome.kind).toBe('applied');
      expect(inZone(zoneId, 'a.example.com')).toHaveLength(1);
      expect(writes()).toHaveLength(fault === 'loseAnswer' ? 1 : 2);
    },
  );

  it('goes on through throttling and a busy zone', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(0);
    const { dns } = world.startProcess();
    world.aws.faults.throttle(
      { service: 'route53' },
      { share: 0.6, forMilliseconds: 600_000 },
    );
    world.aws.faults.fail(
      { operation: 'ChangeResourceRecordSets' },
      { code: 'PriorRequestNotComplete' },
      { times: 3 },
    );

    const outcome = await world.done(
      dns.submit(zoneId, subject('a'), create(txt('a.example.com', 'x'))),
    );

    expect(outcome.kind).toBe('applied');
  });

  it('moves an ownership text from one state to the next only when it is as expected', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(0);
    const { dns } = world.startProcess();
    await world.done(
      dns.submit(zoneId, subject('a'), create(txt('a.example.com', 'seq=1'))),
    );
    const move = (from: string, to: string): DnsChange[] => [
      { action: 'DELETE', record: txt('a.example.com', from) },
      { action: 'CREATE', record: txt('a.example.com', to) },
    ];

    const late = await world.done(
      dns.submit(zoneId, subject('a'), move('seq=0', 'seq=9')),
    );
    const right = await world.done(
      dns.submit(zoneId, subject('a'), move('seq=1', 'seq=2')),
    );

    expect(late).toMatchObject({ kind: 'refused', reason: 'differs' });
    expect(right.kind).toBe('applied');
    expect(inZone(zoneId, 'a.example.com')[0].values).toEqual(['"seq=2"']);
  });

  it('never shows half of a batch that was sent while the zone was being listed', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(1500);
    const { dns } = world.startProcess();
    await world.done(dns.view(zoneId));

    const listing = dns.view(zoneId, { newerThan: world.clock.monotonic() });
    const submitted = dns.submit(
      zoneId,
      subject('a'),
      create(txt('a0.example.com', 'x'), txt('zzz.example.com', 'x')),
      { priority: 'high' },
    );
    const [view] = await world.done(Promise.all([listing, submitted]));

    const halves = ['a0.example.com', 'zzz.example.com'].map(
      name => view.records(name, 'TXT').length,
    );
    expect(halves).toEqual([1, 1]);
  });

  it('sends nothing when this process may not write', async () => {
    world = awsTestWorld();
    const zoneId = zoneWith(0);
    const closed = Object.assign(new Error('not the leader'), {
      name: 'KubernetesError',
      code: 'GateClosed',
    });
    const gate = {
      isOpen: () => false,
      pass: () => Promise.reject(closed),
      drained: async () => {},
    };
    const { dns } = world.startProcess({ gate });

    const outcome = world.done(
      dns.submit(zoneId, subject('a'), create(txt('a.example.com', 'x'))),
    );

    await expect(outcome).rejects.toMatchObject({ code: 'GateClosed' });
    expect(writes()).toEqual([]);
  });
});
