import { DeleteHostedZoneCommand } from '@aws-sdk/client-route-53';
import {
  DnsChange,
  DnsRecord,
  RequestIdentity,
} from '@hostmaster/backstage-plugin-hostnames-node';
import {
  AwsOptions,
  awsLimits,
  inProcessRequestHandler,
} from '@hostmaster/sandbox/aws';
import {
  AwsTestWorld,
  REGION,
  awsTestWorld,
} from '../__testUtils__/awsTestWorld';
import { createAwsClients } from '../clients/createAwsClients';

let world: AwsTestWorld;
let zoneId: string;
afterEach(() => world?.close());

function setUp(options: Partial<AwsOptions> = {}) {
  world = awsTestWorld(options);
  zoneId = world.aws.zones.putZone({ name: 'example.com' }).id;
  return world.startProcess();
}

const subject = (name: string): RequestIdentity => ({
  installation: 'test',
  cluster: 'prod',
  namespace: `team-${name}`,
  name,
});
const txt = (label: string, value: string = 'x'): DnsRecord => ({
  name: `${label}.example.com`,
  type: 'TXT',
  ttl: 300,
  values: [`"${value}"`],
});
const creating = (...records: DnsRecord[]): DnsChange[] =>
  records.map(record => ({ action: 'CREATE', record }));
const names = () =>
  [...world.aws.route53.zones.get(zoneId)!.records.all()]
    .map(({ name }) => name.replace(/\.example\.com\.$/, ''))
    .filter(name => name !== 'example.com.');
const writes = (outcome?: string) =>
  world.aws.callLog.count({ operation: 'ChangeResourceRecordSets', outcome });

function route53() {
  return createAwsClients({
    region: REGION,
    credentials: { accessKeyId: 'AKIDOTHER', secretAccessKey: 'secret' },
    requestHandler: inProcessRequestHandler(world.aws.handle),
  }).route53;
}

describe('a batch that is refused', () => {
  it('shows the words of whoever protected a record, and writes the others', async () => {
    const { dns } = setUp();
    world.aws.zones.putRecords(zoneId, [
      { name: 'kept.example.com', type: 'TXT', values: ['"x"'] },
    ]);
    world.aws.route53.zones
      .get(zoneId)!
      .protections.set('kept.example.com. TXT', {
        name: 'kept.example.com.',
        type: 'TXT',
        comment: 'ask the DNS team',
      });

    const [kept, other] = await world.done(
      Promise.all([
        dns.submit(zoneId, subject('a'), [
          { action: 'DELETE', record: txt('kept') },
        ]),
        dns.submit(zoneId, subject('b'), creating(txt('other'))),
      ]),
    );

    expect(kept).toMatchObject({
      kind: 'refused',
      reason: 'protected',
      message: expect.stringContaining('ask the DNS team'),
    });
    expect(other.kind).toBe('applied');
    expect(names().sort()).toEqual(['kept', 'other']);
  });

  it('fills a zone to its limit, oldest first, and still takes what makes it smaller', async () => {
    const { dns } = setUp({
      limits: {
        ...awsLimits,
        route53: { ...awsLimits.route53, recordsPerZone: 2 + 1 + 5 },
      },
    });
    world.aws.zones.putRecords(zoneId, [
      { name: 'old.example.com', type: 'TXT', values: ['"x"'] },
    ]);

    const outcomes = await world.done(
      Promise.all([
        ...Array.from({ length: 8 }, (_, index) =>
          dns.submit(zoneId, subject(`s${index}`), creating(txt(`s${index}`))),
        ),
        dns.submit(zoneId, subject('old'), [
          { action: 'DELETE', record: txt('old') },
        ]),
      ]),
    );

    expect(outcomes.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 6 }, () => 'applied'),
      'refused',
      'refused',
      'applied',
    ]);
    expect(outcomes[7]).toMatchObject({ reason: 'zoneFull' });
    expect(names()).toHaveLength(6);
  });

  it('is halved where the words tell nothing, so that only the culprit is refused', async () => {
    const { dns } = setUp();
    world.aws.faults.fail(
      { operation: 'ChangeResourceRecordSets' },
      {
        code: 'InvalidChangeBatch',
        message: '[Something nobody has seen yet]',
      },
      { times: 1 },
    );

    const outcomes = await world.done(
      Promise.all(
        Array.from({ length: 9 }, (_, index) =>
          dns.submit(zoneId, subject(`s${index}`), creating(txt(`s${index}`))),
        ),
      ),
    );

    expect(outcomes.every(({ kind }) => kind === 'applied')).toBe(true);
    expect(writes()).toBe(3);
  });

  it('is sent in smaller parts where aliases turn out to count as characters', async () => {
    const { dns } = setUp({
      limits: {
        ...awsLimits,
        route53: {
          ...awsLimits.route53,
          aliasNamesCountAsCharacters: true,
          batchCharacters: 2000,
        },
      },
    });
    const balancer = world.aws.loadBalancers.put({ name: 'gw-01' });
    const alias = {
      hostedZoneId: world.aws.inRegion().elb.canonicalZone,
      dnsName: balancer.dnsName,
      evaluateTargetHealth: false,
    };

    const outcomes = await world.done(
      Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          dns.submit(
            zoneId,
            subject(`s${index}`),
            creating({ name: `s${index}.example.com`, type: 'A', alias }),
          ),
        ),
      ),
    );

    expect(outcomes.filter(({ kind }) => kind === 'applied')).toHaveLength(100);
  });

  it('refuses by itself what no batch could carry', async () => {
    const { dns } = setUp();
    const huge = Array.from({ length: 200 }, (_, index) =>
      txt(`n${index}`, 'x'.repeat(200)),
    );

    const outcomes = await world.done(
      Promise.all([
        dns.submit(zoneId, subject('huge'), creating(...huge)),
        dns.submit(
          zoneId,
          subject('hollow'),
          creating({ name: 'a.example.com', type: 'A' }),
        ),
        dns.submit(
          zoneId,
          subject('weighted'),
          creating({ ...txt('w'), setIdentifier: 'blue' }),
        ),
      ]),
    );

    expect(
      outcomes.map(outcome => outcome.kind === 'refused' && outcome.reason),
    ).toEqual(['invalid', 'invalid', 'invalid']);
    expect(writes()).toBe(0);
  });
});

describe('a lost answer', () => {
  it('of a request that Route 53 executes only after we have looked is not taken for somebody else’s record', async () => {
    const { dns } = setUp();
    world.aws.faults.loseRequest(
      { operation: 'ChangeResourceRecordSets' },
      { times: 1 },
    );
    const submitted = dns.submit(zoneId, subject('a'), creating(txt('a')));
    let isLate = false;
    const listed = () =>
      world.aws.callLog.count({ operation: 'ListResourceRecordSets' });

    const late = (async () => {
      while (listed() === 0) await world.clock.sleep(10);
      world.aws.zones.putRecords(zoneId, [
        { name: 'a.example.com', type: 'TXT', ttl: 300, values: ['"x"'] },
      ]);
      isLate = true;
    })();
    const [outcome] = await world.done(Promise.all([submitted, late]));

    expect(isLate).toBe(true);
    expect(outcome.kind).toBe('applied');
    expect(names()).toEqual(['a']);
  });

  it('again and again ends with "not known" instead of trying for ever', async () => {
    const { dns } = setUp();
    world.aws.faults.loseRequest({ operation: 'ChangeResourceRecordSets' }, {});

    const submitted = dns.submit(zoneId, subject('a'), creating(txt('a')));

    await expect(world.done(submitted)).rejects.toMatchObject({
      name: 'ProviderError',
      code: 'unavailable',
    });
    expect(writes()).toBeLessThanOrEqual(4);
  });

  it('with a zone that cannot be read either says that it is not known, and sends nothing again', async () => {
    const { dns } = setUp();
    world.aws.faults.loseAnswer({ operation: 'ChangeResourceRecordSets' });
    world.aws.faults.fail(
      { operation: 'ListResourceRecordSets' },
      { code: 'InternalError', status: 500 },
      {},
    );

    const submitted = dns.submit(zoneId, subject('a'), creating(txt('a')));

    await expect(world.done(submitted)).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(writes()).toBe(1);
  });
});

describe('a zone that is deleted', () => {
  it('is said to be gone, to readers and writers', async () => {
    const { dns } = setUp();
    await world.done(dns.view(zoneId));
    const seen: unknown[] = [];
    dns.onChange(change => seen.push(change));

    await world.done(
      route53().send(new DeleteHostedZoneCommand({ Id: zoneId })),
    );
    const submitted = world.done(
      dns.submit(zoneId, subject('a'), creating(txt('a'))),
    );

    await expect(submitted).rejects.toMatchObject({ code: 'notFound' });
    await expect(
      world.done(dns.view(zoneId, { newerThan: world.clock.monotonic() })),
    ).rejects.toMatchObject({ code: 'notFound' });
    expect(seen).toEqual([{ zoneId, names: 'many' }]);
  });
});

describe('many zones', () => {
  it('are written within the budget, without one call too many', async () => {
    const { dns } = setUp();
    const zoneIds = Array.from(
      { length: 100 },
      (_, index) => world.aws.zones.putZone({ name: `z${index}.example` }).id,
    );

    const outcomes = await world.done(
      Promise.all(
        zoneIds.flatMap((id, zone) =>
          Array.from({ length: 5 }, (_, index) =>
            world.clock
              .sleep(index * 2000)
              .then(() =>
                dns.submit(
                  id,
                  subject(`${zone}-${index}`),
                  creating({ ...txt('x'), name: `n${index}.z${zone}.example` }),
                ),
              ),
          ),
        ),
      ),
    );

    expect(outcomes.every(({ kind }) => kind === 'applied')).toBe(true);
    expect(world.aws.callLog.count({ outcome: 'Throttling' })).toBe(0);
    expect(
      world.aws.callLog.count({ outcome: 'PriorRequestNotComplete' }),
    ).toBe(0);
    expect(writes()).toBeLessThan(200);
  }, 60_000);
});
