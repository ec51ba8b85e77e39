import { AnyObject } from './ExploredWorld';

/** Fields that tell when, or by which random number, not what. */
const MOVING = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'generation',
  'observedGeneration',
  'managedFields',
  'lastTransitionTime',
  'message',
  'claimedAt',
  'since',
  'until',
  'releasedAt',
  'lastFailure',
  'hostmaster.dev/empty-since',
]);

/** Kinds whose objects are compared and counted. Events and leases are not. */
export const comparedKinds = [
  { apiVersion: 'hostmaster.dev/v1alpha1', kind: 'GatewayHostnameRequest' },
  { apiVersion: 'hostmaster.dev/v1alpha1', kind: 'DomainClaim' },
  { apiVersion: 'hostmaster.dev/v1alpha1', kind: 'HostnameGrant' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'ListenerSet' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  { apiVersion: 'gateway.k8s.aws/v1beta1', kind: 'LoadBalancerConfiguration' },
  { apiVersion: 'gateway.k8s.aws/v1beta1', kind: 'ListenerRuleConfiguration' },
] as const;

/** Of whose statuses only the product's own is compared. */
const OWN_STATUS = 'GatewayHostnameRequest';

/** An object in one line, without what moves. */
export function objectLine(cluster: string, object: AnyObject): string {
  const { namespace = '', name } = object.metadata;
  const { status, ...rest } = object;
  const compared = object.kind === OWN_STATUS ? object : rest;
  return `${cluster} ${object.kind} ${namespace}/${name} ${JSON.stringify(
    sorted(compared),
  )}`;
}

/** What comes and goes within an object: certificates on a gateway, hostnames that a namespace may route. */
export function partsOf(object: AnyObject): string[] {
  return partNames(object).map(
    part => `${object.kind} ${object.metadata.name}: ${part}`,
  );
}

function partNames({ kind, spec }: AnyObject): string[] {
  if (kind === 'HostnameGrant')
    return spec.hostnames.map((each: { hostname: string }) => each.hostname);
  if (kind !== 'LoadBalancerConfiguration') return [];
  return (spec.listenerConfigurations ?? []).flatMap(
    (each: { certificates?: string[] }) => each.certificates ?? [],
  );
}

/** A record set in one line; an ownership record without the parts that move. */
export function recordLine({
  type,
  name,
  values,
}: {
  name: string;
  type: string;
  values: readonly string[];
}): string {
  return `${type} ${name} ${[...values].sort().join(' ')}`
    .replace(/seq=\d+/, 'seq=*')
    .replace(/until=[^,"]+/, 'until=*');
}

/** A record set as it counts: of an ownership record only whose it is, whatever else it says. */
export function countedRecord(record: {
  name: string;
  type: string;
  values: readonly string[];
}): string {
  if (record.type !== 'TXT' || !record.name.includes('._hostmaster.'))
    return recordLine(record);
  const [owner] = /cluster=[^,]*,owner=[^,]*/.exec(record.values[0]) ?? [''];
  return `TXT ${record.name} ${owner}`;
}

/** A line with its list of certificates, whose order says nothing, in a fixed order. */
export function withOrderedCertificates(line: string): string {
  return line.replace(
    /"certificates":\[("[^"]*"(?:,"[^"]*")*)\]/g,
    (_all, list: string) =>
      `"certificates":[${list
        .split(/,(?=")/)
        .sort()
        .join()}]`,
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, entry]) => !MOVING.has(key) && !isNothing(entry))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  );
}

/** Left out or empty: the same to an API server. */
function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return (
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.keys(value).length === 0
  );
}
