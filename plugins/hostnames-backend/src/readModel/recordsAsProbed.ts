import {
  GatewayHostnameRequest,
  VerdictInput,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { StoredProbes } from './StoredHostname';

type Records = NonNullable<VerdictInput['records']>;
type Addresses = { addresses: string[]; targetAddresses?: string[] };

/**
 * The records with what the zone's servers answered beside what is expected.
 *
 * An alias is answered by addresses, never by the target's name, so the target's own addresses of the same moment decide
 * whether the answer is the expected one:
 *
 * | answer | target's addresses | authoritative |
 * | --- | --- | --- |
 * | 192.0.2.1 | 192.0.2.1, 192.0.2.2 | the expected target |
 * | 192.0.2.1, 192.0.2.9 | 192.0.2.1, 192.0.2.2 | the expected target |
 * | 192.0.2.9 | 192.0.2.1, 192.0.2.2 | 192.0.2.9 |
 * | 192.0.2.1 | not known | left out: nothing is claimed |
 */
export function recordsAsProbed(
  records: Records | undefined,
  request: GatewayHostnameRequest,
  probes: StoredProbes,
): Records | undefined {
  const answer = probes.authoritative;
  if (!records || answer?.kind !== 'answer') return records;
  const { hostname } = request.spec;
  return records.map(record => {
    if (
      record.purpose !== 'alias' ||
      record.name !== hostname ||
      record.authoritative !== undefined
    )
      return record;
    const authoritative = detected(answer, record);
    return authoritative === undefined ? record : { ...record, authoritative };
  });
}

/** How one layer answers for an alias record; `undefined`: that cannot be said. */
export function detected(
  answer: Addresses,
  record: { type: string; expected?: string },
): string | undefined {
  const own = ofType(answer.addresses, record.type);
  if (!answer.targetAddresses) return undefined;
  const target = ofType(answer.targetAddresses, record.type);
  if (own.length === 0 && target.length === 0) return undefined;
  // A load balancer answers with some of its addresses, and changes them: one in common shows that it is this one.
  const same = own.some(address => target.includes(address));
  return same ? record.expected : own.join(', ') || 'no address';
}

function ofType(addresses: string[], type: string): string[] {
  return addresses.filter(
    address => address.includes(':') === (type === 'AAAA'),
  );
}
