import { isWithin } from '@hostmaster/backstage-plugin-hostnames-common';
import type { NamePlace } from '../Subject';

/** A CAA record set (RFC 8659), values as in a zone file: `0 issue "amazon.com"`. */
export interface CaaRecord {
  name: string;
  values: string[];
  /** Who must be named for the authority that will be asked. */
  authority: { name: string; domains: string[] };
}

/** What the closest visible parent of a zone says about it. */
export interface Delegation {
  zone: { id: string; name: string; nameServers: string[] };
  parent: string;
  /** NS values at the zone's name in the parent, without trailing dot; empty: none. */
  delegatedTo: string[];
}

export interface Problem {
  reason: 'CaaForbids' | 'ZoneNotDelegated';
  message: string;
}

/**
 * The closest CAA set at or above a name decides alone. `issuewild`, where there is one, decides for wildcards.
 *
 * | CAA for `shop.example.com`, asked: amazon.com | problem |
 * | --- | --- |
 * | none | – |
 * | `0 issue "amazon.com"` | – |
 * | `0 issue "letsencrypt.org"` | CaaForbids |
 * | `0 issue ";"` | CaaForbids |
 * | `0 iodef "mailto:…"` only | – |
 */
export function caaProblem(
  names: NamePlace[],
  records: CaaRecord[],
): Problem | undefined {
  for (const { hostname } of names) {
    const wildcard = hostname.startsWith('*.');
    const base = wildcard ? hostname.slice(2) : hostname;
    const closest = records
      .filter(record => isWithin(base, record.name))
      .sort((left, right) => right.name.length - left.name.length)[0];
    if (closest && forbids(closest, wildcard)) {
      const [domain] = closest.authority.domains;
      return {
        reason: 'CaaForbids',
        message: `The CAA record at ${closest.name} does not allow ${
          closest.authority.name
        } to issue for ${hostname}. Add: ${closest.name} CAA 0 ${
          wildcard ? 'issuewild' : 'issue'
        } "${domain}"`,
      };
    }
  }
  return undefined;
}

function forbids(record: CaaRecord, wildcard: boolean): boolean {
  const entries = record.values.flatMap(value => {
    const match = /^\s*\d+\s+([A-Za-z0-9]+)\s+"?([^"]*)"?\s*$/.exec(value);
    return match ? [{ tag: match[1].toLowerCase(), value: match[2] }] : [];
  });
  const wild = entries.filter(({ tag }) => tag === 'issuewild');
  const plain = entries.filter(({ tag }) => tag === 'issue');
  const deciding = wildcard && wild.length > 0 ? wild : plain;
  if (deciding.length === 0) return false;
  return !deciding.some(({ value }) =>
    record.authority.domains.includes(value.split(';')[0].trim().toLowerCase()),
  );
}

/** A zone that its parent does not delegate to cannot be seen by a certificate authority. */
export function delegationProblem(
  names: NamePlace[],
  delegations: Delegation[],
): Problem | undefined {
  for (const { validationZone } of names) {
    const delegation = delegations.find(
      ({ zone }) => zone.id === validationZone.id,
    );
    if (!delegation || delegation.zone.nameServers.length === 0) continue;
    const { zone, parent, delegatedTo } = delegation;
    const wanted = zone.nameServers.map(plainName);
    if (delegatedTo.map(plainName).some(server => wanted.includes(server))) {
      continue;
    }
    const found = delegatedTo.length
      ? `delegates ${zone.name} to ${delegatedTo.join(', ')}`
      : `has no NS records for ${zone.name}`;
    return {
      reason: 'ZoneNotDelegated',
      message: `The zone ${parent} ${found}. Write there: ${
        zone.name
      } NS ${wanted.join(', ')}`,
    };
  }
  return undefined;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
