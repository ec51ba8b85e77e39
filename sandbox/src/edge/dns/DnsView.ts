import { Aws, Delegation, HostedZone, parentName } from '../../aws';

/** A zone cut that a server refers to. @public */
export interface Referral {
  /** Canonical name of the delegated zone. */
  cut: string;
  nameServers: readonly string[];
}

/** Where a question is to be answered from. @public */
export type DnsAuthority =
  | { kind: 'zone'; zone: HostedZone }
  | { kind: 'addresses'; addresses: readonly string[]; ttl: number }
  | { kind: 'referral'; referral: Referral }
  /** The name is in the part of the tree this server knows, and does not exist. */
  | { kind: 'nxdomain' }
  /** A resolver found no server that answers. */
  | { kind: 'unreachable' }
  | { kind: 'none' };

/**
 * Who asks: what one server, or a resolver, knows of the account's zones.
 *
 * @public
 */
export interface DnsView {
  readonly id: 'public' | 'private' | 'parent' | 'resolver';
  /** Whether answers are those of a resolver: not authoritative, recursion available. */
  readonly recursive: boolean;
  /** Both canonical name and type as asked. */
  authorityFor(name: string, type: string): DnsAuthority;
  /** Addresses of what an alias points at; undefined when it is not a load balancer of the account. */
  aliasAddresses(dnsName: string, type: string): readonly string[] | undefined;
}

/** @public */
export interface ViewOptions {
  /** Address that the name servers' names resolve to; 127.0.0.1 when left out. */
  nameServerAddress?: string;
}

const LOAD_BALANCER_TTL = 60;
const NAME_SERVER_TTL = 172_800;
const NAME_SERVER_NAME = /^ns-\d+\.awsdns-\d+\.(?:com|net|org|co\.uk)\.$/;
const LOAD_BALANCER_NAME = /\.elb\.amazonaws\.com\.$/;

/** The account's public name servers: every public zone, delegated or not; the closest zone answers. @public */
export function publicView(aws: Aws, options: ViewOptions = {}): DnsView {
  return {
    id: 'public',
    recursive: false,
    authorityFor: (name, type) => {
      const zone = closest(
        name,
        type,
        at => aws.route53.publicZoneNamed(at) ?? anyPublicZone(aws, at),
      );
      return zone
        ? { kind: 'zone', zone }
        : wellKnown(aws, name, type, options);
    },
    aliasAddresses: (dnsName, type) => addressesOf(aws, dnsName, type),
  };
}

/**
 * What a machine inside a VPC sees: the most specific private zone, and where there is none the public zones. A private zone
 * that lacks the name says so; the public zone is not asked.
 *
 * @public
 */
export function privateView(
  aws: Aws,
  options: ViewOptions & { vpcId?: string } = {},
): DnsView {
  return {
    id: 'private',
    recursive: true,
    authorityFor: (name, type) => {
      const zone =
        aws.route53.privateZoneFor(name, options.vpcId) ??
        aws.route53.publicZoneFor(name);
      return zone
        ? { kind: 'zone', zone }
        : wellKnown(aws, name, type, options);
    },
    aliasAddresses: (dnsName, type) => addressesOf(aws, dnsName, type),
  };
}

/** What a resolver on the internet finds: only what is delegated. @public */
export function resolverView(aws: Aws, options: ViewOptions = {}): DnsView {
  return {
    id: 'resolver',
    recursive: true,
    authorityFor: (name, type) => {
      const broken = brokenDelegation(aws, name);
      if (broken) return broken;
      const zone = closest(name, type, at => aws.route53.publicZoneNamed(at));
      return zone
        ? { kind: 'zone', zone }
        : wellKnown(aws, name, type, options);
    },
    aliasAddresses: (dnsName, type) => addressesOf(aws, dnsName, type),
  };
}

/** The servers of the parent of every public zone: they refer to the zone's name servers, or know nothing of it. @public */
export function parentView(aws: Aws): DnsView {
  return {
    id: 'parent',
    recursive: false,
    authorityFor: name => {
      const zone = closest(name, 'NS', at => anyPublicZone(aws, at));
      if (!zone) return { kind: 'none' };
      const nameServers = delegatedServers(
        aws,
        zone,
        aws.route53.delegationOf(zone.name),
      );
      return nameServers.length === 0
        ? { kind: 'nxdomain' }
        : { kind: 'referral', referral: { cut: zone.name, nameServers } };
    },
    aliasAddresses: () => undefined,
  };
}

/** The closest zone at or above a name. The DS records of a zone lie in its parent. */
function closest(
  name: string,
  type: string,
  zoneAt: (name: string) => HostedZone | undefined,
): HostedZone | undefined {
  let own: HostedZone | undefined;
  for (
    let at: string | undefined = name;
    at !== undefined;
    at = parentName(at)
  ) {
    const zone = zoneAt(at);
    if (!zone) continue;
    if (type !== 'DS' || at !== name) return zone;
    own = zone;
  }
  return own;
}

function anyPublicZone(aws: Aws, name: string): HostedZone | undefined {
  return aws.route53
    .zonesNamed(name)
    .find(zone => !zone.private && zone.isServed);
}

/** What a resolver meets where a public zone exists that the tree does not lead to. */
function brokenDelegation(aws: Aws, name: string): DnsAuthority | undefined {
  for (
    let at: string | undefined = name;
    at !== undefined;
    at = parentName(at)
  ) {
    if (aws.route53.publicZoneNamed(at)) return undefined;
    if (!anyPublicZone(aws, at)) continue;
    const delegation = aws.route53.delegationOf(at);
    const above = parentName(at);
    const parent =
      above === undefined ? undefined : aws.route53.publicZoneFor(above);
    if (delegation === 'none')
      return parent ? { kind: 'zone', zone: parent } : { kind: 'nxdomain' };
    return { kind: 'unreachable' };
  }
  return undefined;
}

function delegatedServers(
  aws: Aws,
  zone: HostedZone,
  delegation: Delegation,
): readonly string[] {
  if (delegation === 'none') return [];
  if (delegation !== 'zone') return delegation.nameServers;
  const above = parentName(zone.name);
  const parent =
    above === undefined ? undefined : aws.route53.publicZoneFor(above);
  const written =
    parent?.served.at(zone.name, 'NS').flatMap(record => record.values) ?? [];
  return written.length > 0
    ? written.map(value => value.replace(/\.$/, ''))
    : zone.nameServers;
}

function addressesOf(
  aws: Aws,
  dnsName: string,
  type: string,
): readonly string[] | undefined {
  for (const { elb } of aws.regions()) {
    const loadBalancer = elb.loadBalancerOfDnsName(dnsName);
    if (!loadBalancer) continue;
    if (type === 'A')
      return [aws.addresses.of(loadBalancer.arn) ?? '127.0.0.1'];
    return type === 'AAAA' && loadBalancer.ipAddressType !== 'ipv4'
      ? ['::1']
      : [];
  }
  return undefined;
}

/** Names that belong to AWS: load balancers, and the name servers themselves. */
function wellKnown(
  aws: Aws,
  name: string,
  type: string,
  options: ViewOptions,
): DnsAuthority {
  if (NAME_SERVER_NAME.test(name)) {
    const addresses =
      type === 'A' ? [options.nameServerAddress ?? '127.0.0.1'] : [];
    return { kind: 'addresses', addresses, ttl: NAME_SERVER_TTL };
  }
  if (!LOAD_BALANCER_NAME.test(name)) return { kind: 'none' };
  const addresses = addressesOf(aws, name, type);
  return addresses === undefined
    ? { kind: 'nxdomain' }
    : { kind: 'addresses', addresses, ttl: LOAD_BALANCER_TTL };
}
