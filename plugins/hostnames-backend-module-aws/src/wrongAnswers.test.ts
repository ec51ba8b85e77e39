import {
  CertificateProvider,
  DnsProvider,
  LoadBalancerProvider,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { inProcessRequestHandler } from '@hostmaster/sandbox/aws';
import { AwsTestWorld, awsTestWorld } from './__testUtils__/awsTestWorld';

const NOTHING = { 'an empty body': '', 'a page of a proxy': '<html></html>' };
const EMPTY_ZONE =
  '<?xml version="1.0"?><ListResourceRecordSetsResponse><ResourceRecordSets/><IsTruncated>false</IsTruncated><MaxItems>300</MaxItems></ListResourceRecordSetsResponse>';
const NO_ZONES =
  '<?xml version="1.0"?><ListHostedZonesResponse><HostedZones/><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesResponse>';

let world: AwsTestWorld;
afterEach(() => world?.close());

/** An account with a zone, and a process to whose reads of one operation something else answers while it is told to. */
function start() {
  world = awsTestWorld();
  const zone = world.aws.zones.putZone({ name: 'example.com' });
  const wrong: { operation?: string; body: string } = { body: '' };
  const providers = world.startProcess({
    requestHandler: inProcessRequestHandler(async request => {
      const { operation } = wrong;
      const text = await request.clone().text();
      const isMeant =
        operation !== undefined &&
        (request.headers.get('x-amz-target')?.endsWith(operation) ||
          text.includes(`Action=${operation}&`) ||
          (request.method === 'GET' &&
            new URL(request.url).pathname.endsWith(operation)));
      return isMeant ? new Response(wrong.body) : world.aws.handle(request);
    }),
  });
  return { ...providers, wrong, zoneId: zone.id };
}

type Started = ReturnType<typeof start>;

const reads: Array<{
  operation: string;
  read: (started: Started) => Promise<unknown>;
}> = [
  {
    operation: '/hostedzone',
    read: ({ dns }) => (dns as DnsProvider).zones({ maxAgeMs: 0 }),
  },
  {
    operation: '/rrset',
    read: ({ dns, zoneId }) =>
      (dns as DnsProvider).view(zoneId, { newerThan: world.clock.monotonic() }),
  },
  {
    operation: 'ListCertificates',
    read: ({ certificates }) =>
      (certificates as CertificateProvider).inventory({
        newerThan: world.clock.monotonic(),
      }),
  },
  {
    operation: 'DescribeLoadBalancers',
    read: ({ loadBalancers }) =>
      (loadBalancers as LoadBalancerProvider).byDnsName('lb.example.com', {
        newerThan: world.clock.monotonic(),
      }),
  },
];

describe.each(Object.entries(NOTHING))('%s with status 200', (_what, body) => {
  it.each(reads)('is no answer to $operation', async ({ operation, read }) => {
    const started = start();
    await world.done(read(started));
    Object.assign(started.wrong, { operation, body });

    await expect(world.done(read(started))).rejects.toMatchObject({
      code: 'unavailable',
    });
    started.wrong.operation = undefined;
    await world.done(read(started));
  });
});

describe('a well-formed answer that shows less than there must be', () => {
  it('is not taken for a zone without records', async () => {
    const started = start();
    const { dns, zoneId } = started;
    world.aws.zones.putRecords(zoneId, [
      { name: 'shop.example.com', type: 'A', values: ['192.0.2.1'] },
    ]);
    await world.done(dns.view(zoneId));
    Object.assign(started.wrong, { operation: '/rrset', body: EMPTY_ZONE });

    await expect(
      world.done(dns.view(zoneId, { newerThan: world.clock.monotonic() })),
    ).rejects.toThrow('lacks the SOA record');
    const kept = await world.done(dns.view(zoneId));
    expect(kept.records('shop.example.com')).toHaveLength(1);
  });

  it('does not make a zone disappear that is still there', async () => {
    const started = start();
    await world.done(started.dns.zones());
    Object.assign(started.wrong, { operation: '/hostedzone', body: NO_ZONES });

    await expect(
      world.done(started.dns.zones({ maxAgeMs: 0 })),
    ).rejects.toThrow('lacks the zone example.com');
  });

  it('is believed of a zone that has been deleted', async () => {
    const { dns, zoneId } = start();
    await world.done(dns.zones());
    world.aws.route53.deleteZone(world.aws.route53.zones.get(zoneId)!);

    const { zones } = await world.done(dns.zones({ maxAgeMs: 0 }));

    expect(zones).toEqual([]);
  });
});
