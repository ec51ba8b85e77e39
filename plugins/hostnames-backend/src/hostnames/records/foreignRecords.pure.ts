import type {
  DnsRecord,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { COPY_MARK } from './ownership.pure';

/** A record at a name that this suite did not write. */
export interface ForeignRecord {
  name: string;
  type: string;
  /** Who says it is theirs, in words, for instance `external-dns (owner edge, ingress/shop/web)`. */
  by?: string;
}

const ADDRESSES = ['A', 'AAAA', 'CNAME'];

/**
 * The records that stand at the name and are not in `owns`: addresses, and external-dns's marks, which say that the name is
 * its to write even while no address is there.
 *
 * | at `shop.example.com` | `owns` | foreign |
 * | --- | --- | --- |
 * | A | – | A |
 * | A, AAAA | A, AAAA | – |
 * | TXT `heritage=external-dns,…` | – | TXT |
 * | TXT at `a-shop.example.com` `heritage=external-dns,…` | – | TXT |
 * | MX, TXT of a mail provider | – | – |
 */
export function foreignRecords(
  view: ZoneView,
  hostname: string,
  owns: readonly string[],
  /** Types at the name that a platform engineer has said to take in; never what belongs to a weighted set. */
  adoptable?: readonly string[],
): ForeignRecord[] {
  const marks = externalDnsMarks(view, hostname);
  const by = marks[0]?.by;
  const addresses = view
    .records(hostname)
    .filter(({ type }) => ADDRESSES.includes(type))
    .filter(record => !isOwned(record, owns))
    .filter(record => !isAdoptable(record, adoptable))
    .map(({ name, type }) => ({ name, type, ...(by ? { by } : {}) }));
  return [...addresses, ...marks];
}

/** Whether a record at the name itself is ours: an alias or a copy, and never one of a weighted set. */
export function isOwned(record: DnsRecord, owns: readonly string[]): boolean {
  if (record.setIdentifier) return false;
  return (
    owns.includes(`${COPY_MARK}${record.type}`) ||
    (record.type !== 'CNAME' && owns.includes(record.type))
  );
}

/** Whether a hand-made record at the name may be exchanged for the alias. */
export function isAdoptable(
  record: DnsRecord,
  adoptable: readonly string[] | undefined,
): boolean {
  return !record.setIdentifier && adoptable?.includes(record.type) === true;
}

/**
 * external-dns marks what is its own: formerly by a TXT at the name itself, now by one whose first label begins with the
 * record's type (`a-shop.example.com`, `cname-shop.example.com`; of a wildcard also `a-any.example.com` and `a-*`).
 */
function externalDnsMarks(view: ZoneView, hostname: string): ForeignRecord[] {
  const types = ['a', 'aaaa', 'cname'];
  const names = new Set([
    hostname,
    ...types.map(type => `${type}-${hostname}`),
    ...types.map(type => `${type}.${hostname}`),
    ...types.map(type => `${type}-${hostname.replace('*', 'any')}`),
  ]);
  return [...names].flatMap(name =>
    view.records(name, 'TXT').flatMap((record): ForeignRecord[] => {
      const heritage = record.values?.map(markOf).find(Boolean);
      return heritage ? [{ name, type: 'TXT', by: heritage }] : [];
    }),
  );
}

function markOf(value: string): string | undefined {
  const text = value.replaceAll('"', '');
  if (!text.startsWith('heritage=external-dns')) return undefined;
  const fields = new Map(
    text.split(',').map(part => {
      const equals = part.indexOf('=');
      return [part.slice(0, equals), part.slice(equals + 1)] as const;
    }),
  );
  const owner = fields.get('external-dns/owner');
  const resource = fields.get('external-dns/resource');
  const details = [owner && `owner ${owner}`, resource].filter(Boolean);
  return details.length
    ? `external-dns (${details.join(', ')})`
    : 'external-dns';
}

/** Of one record or more, in a message: `A shop.example.com, written by external-dns (owner edge)`. */
export function describeForeign(records: ForeignRecord[]): string {
  const [first] = records;
  const listed = [
    ...new Set(records.map(({ type, name }) => `${type} ${name}`)),
  ].join(', ');
  return first.by ? `${listed}, written by ${first.by}` : listed;
}
