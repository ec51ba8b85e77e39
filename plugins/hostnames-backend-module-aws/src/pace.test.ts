import {
  CertificateOrder,
  RequestIdentity,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { raisedLimits } from '@hostmaster/sandbox/aws';
import { AwsTestWorld, awsTestWorld } from './__testUtils__/awsTestWorld';

const COUNT = Number(process.env.PACE_COUNT ?? 200);
const ZONES = 10;

let world: AwsTestWorld;
afterEach(() => world?.close());

/** What a fleet costs: the floor is set by RequestCertificate, five a second, and by how long ACM takes for one. */
it(
  `issues certificates for ${COUNT} hostnames in ${ZONES} zones about as fast as ACM lets anybody, without one throttled call`,
  async () => {
    world = awsTestWorld({ limits: raisedLimits });
    const { clock, aws } = world;
    const zones = Array.from({ length: ZONES }, (_, index) =>
      aws.zones.putZone({ name: `z${index}.example` }),
    );
    const balancer = aws.loadBalancers.put({ name: 'gw-01' });
    const alias = {
      hostedZoneId: aws.inRegion().elb.canonicalZone,
      dnsName: balancer.dnsName,
      evaluateTargetHealth: false,
    };
    const { dns, certificates } = world.startProcess();
    const changed = new Map<string, () => void>();
    certificates.onChange(({ ref }) => changed.get(ref)?.());

    const serve = async (index: number) => {
      const zone = zones[index % ZONES];
      const zoneName = `z${index % ZONES}.example`;
      const hostname = `n${index}.${zoneName}`;
      const identity: RequestIdentity = {
        installation: 'test',
        cluster: 'prod',
        namespace: `team-${index % 20}`,
        name: hostname,
      };
      const order: CertificateOrder = {
        owner: { identity, attempt: 1 },
        names: [hostname],
        keyAlgorithm: 'EC_prime256v1',
      };
      const submit = (
        ...records: Parameters<typeof dns.submit>[2][number]['record'][]
      ) =>
        dns.submit(
          zone.id,
          identity,
          records.map(record => ({ action: 'CREATE', record })),
        );
      await submit({
        name: `n${index}._hostmaster.${zoneName}`,
        type: 'TXT',
        ttl: 300,
        values: ['"heritage=hostmaster"'],
      });
      const found = await certificates.find(order);
      const { ref } = found ?? (await certificates.request(order));
      let detail = await certificates.describe(ref);
      while (!detail?.validationRecords.length) {
        await clock.sleep(2000);
        detail = await certificates.describe(ref);
      }
      const [{ name, value }] = detail.validationRecords;
      await submit({ name, type: 'CNAME', ttl: 300, values: [value] });
      while (
        (await certificates.inventory()).get(ref)?.status.kind !== 'issued'
      ) {
        await new Promise<void>(resolve => changed.set(ref, resolve));
      }
      const outcome = await submit(
        { name: hostname, type: 'A', alias },
        { name: hostname, type: 'AAAA', alias },
      );
      return outcome.kind;
    };
    const outcomes = await world.done(
      Promise.all(Array.from({ length: COUNT }, (_, index) => serve(index))),
      24 * 3_600_000,
    );

    const seconds = clock.monotonic() / 1000;
    if (process.env.PACE_COUNT) console.log(seconds, aws.callLog.summary());
    expect(outcomes.every(kind => kind === 'applied')).toBe(true);
    expect(
      aws.callLog.count({ outcome: 'Throttling' }) +
        aws.callLog.count({ outcome: 'ThrottlingException' }),
    ).toBe(0);
    // At most 150 s to issue one after its record is found, 15 s between two looks of ACM, and 15 s until the listing shows it.
    expect(seconds).toBeLessThan(COUNT / 5 + 240);
    expect(
      aws.callLog.count({ operation: 'ChangeResourceRecordSets' }),
    ).toBeLessThan(COUNT);
  },
  120_000 + COUNT * 60,
);
