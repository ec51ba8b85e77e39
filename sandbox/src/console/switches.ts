import { Aws, canonicalName, plainName } from '../aws';
import { ClusterSwitches } from './ClusterSwitches';

/** Something a person can break (or mend) on the console. */
export interface Switch {
  id: string;
  title: string;
  /** What happens, and what to look for afterwards. */
  description: string;
  /** What it is done to: nothing, or one of a list. */
  target?: { label: string; options: () => string[] };
  run(target: string): void | Promise<void>;
}

/** All switches of the sandbox. */
export function createSwitches(
  aws: Aws,
  clusters: ClusterSwitches[],
): Switch[] {
  const aliases = () =>
    [...aws.route53.zones.values()].flatMap(zone =>
      [...zone.records.all()]
        .filter(record => record.alias && record.type === 'A')
        .map(record => plainName(record.name)),
    );
  const certificates = () =>
    aws
      .inRegion()
      .acm.all()
      .filter(({ status }) => status === 'ISSUED')
      .map(({ domainName, arn }) => `${domainName} ${arn.split('/').pop()}`);
  const arnOf = (choice: string) => {
    const id = choice.split(' ').pop() ?? '';
    const found = aws
      .inRegion()
      .acm.all()
      .find(({ arn }) => arn.endsWith(`/${id}`));
    if (!found) throw new Error(`There is no certificate ${choice}.`);
    return found.arn;
  };
  const zoneOf = (name: string) => {
    const zone = aws.route53.publicZoneFor(canonicalName(name) ?? name);
    if (!zone) throw new Error(`No zone contains ${name}.`);
    return zone;
  };

  return [
    {
      id: 'delete-alias',
      title: 'Delete an alias record',
      description:
        'Somebody removes the A and AAAA records by hand. The page says what is missing; the reconciler writes them again at its next look.',
      target: { label: 'record', options: aliases },
      run: name => {
        aws.zones.deleteRecords(zoneOf(name), name, 'A');
        aws.zones.deleteRecords(zoneOf(name), name, 'AAAA');
      },
    },
    {
      id: 'repoint-alias',
      title: 'Point an alias elsewhere',
      description: 'Somebody replaces the A record by another address.',
      target: { label: 'record', options: aliases },
      run: name =>
        aws.zones.putRecords(zoneOf(name), [
          { name, type: 'A', ttl: 60, values: ['192.0.2.1'] },
        ]),
    },
    {
      id: 'delete-validation',
      title: 'Delete a validation record',
      description: 'The certificate still works, but it will not renew.',
      target: {
        label: 'record',
        options: () =>
          [...aws.route53.zones.values()].flatMap(zone =>
            [...zone.records.all()]
              .filter(
                ({ type, values }) =>
                  type === 'CNAME' && values[0]?.includes('acm-validations'),
              )
              .map(({ name }) => plainName(name)),
          ),
      },
      run: name => {
        aws.zones.deleteRecords(zoneOf(name), name, 'CNAME');
      },
    },
    {
      id: 'expire-soon',
      title: 'Let a certificate expire in 12 days',
      description: 'As if its renewal had failed for a month.',
      target: { label: 'certificate', options: certificates },
      run: choice =>
        aws.certificates.setExpiry(
          arnOf(choice),
          aws.route53.world.now() + 12 * 86_400_000,
        ),
    },
    {
      id: 'expire',
      title: 'Let a certificate expire now',
      description: 'Browsers refuse it from this moment.',
      target: { label: 'certificate', options: certificates },
      run: choice => aws.certificates.expire(arnOf(choice)),
    },
    {
      id: 'revoke',
      title: 'Revoke a certificate',
      description: 'As its authority would after a leaked key.',
      target: { label: 'certificate', options: certificates },
      run: choice => aws.certificates.revoke(arnOf(choice)),
    },
    {
      id: 'stop-issuing',
      title: 'ACM issues nothing',
      description: 'New certificates stay in validation.',
      run: () => aws.certificates.stopIssuing(true),
    },
    {
      id: 'resume-issuing',
      title: 'ACM issues again',
      description: '',
      run: () => aws.certificates.stopIssuing(false),
    },
    {
      id: 'release-validation',
      title: 'Let ACM validate a name that is stuck',
      description: 'The seeded preview hostname waits for this.',
      target: {
        label: 'name',
        options: () =>
          aws
            .inRegion()
            .acm.all()
            .filter(({ status }) => status === 'PENDING_VALIDATION')
            .map(({ domainName }) => domainName),
      },
      run: name => aws.certificates.release(name),
    },
    {
      id: 'throttle',
      title: 'Throttle AWS for a minute',
      description: 'Six of ten calls are refused with "Rate exceeded".',
      target: {
        label: 'service',
        options: () => ['route53', 'acm', 'elasticloadbalancing'],
      },
      run: service => {
        aws.faults.throttle(
          { service: service as 'acm' },
          { share: 0.6, forMilliseconds: 60_000 },
        );
      },
    },
    {
      id: 'aws-down',
      title: 'AWS is down for a minute',
      description:
        'Every call of the service fails. Everything else goes on, and the pages say since when.',
      target: {
        label: 'service',
        options: () => ['route53', 'acm', 'elasticloadbalancing'],
      },
      run: service => {
        aws.faults.fail(
          { service: service as 'acm' },
          {
            code: 'InternalFailure',
            message: 'The service is unavailable.',
            status: 503,
          },
          { forMilliseconds: 60_000 },
        );
      },
    },
    {
      id: 'aws-mend',
      title: 'Mend AWS',
      description: 'Ends all faults of AWS.',
      run: () => aws.faults.clear(),
    },
    {
      id: 'cluster-down',
      title: 'A cluster stops answering',
      description:
        'Its hostnames keep their last verdict, greyed, with the time since when nothing was heard.',
      target: {
        label: 'cluster',
        options: () => clusters.map(({ name }) => name),
      },
      run: name => clusters.find(cluster => cluster.name === name)?.down(),
    },
    {
      id: 'cluster-up',
      title: 'The cluster answers again',
      description: '',
      target: {
        label: 'cluster',
        options: () => clusters.map(({ name }) => name),
      },
      run: name => clusters.find(cluster => cluster.name === name)?.up(),
    },
    {
      id: 'cut-streams',
      title: 'Cut all watch streams of a cluster',
      description: 'Clients reconnect from the last version they saw.',
      target: {
        label: 'cluster',
        options: () => clusters.map(({ name }) => name),
      },
      run: name =>
        clusters.find(cluster => cluster.name === name)?.cutStreams(),
    },
  ];
}
