import {
  Ownership,
  deepestZone,
  isWithin,
  ownershipRecordName,
  wildcardOf,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  DnsRecord,
  DnsZone,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { ChainDeps } from '../ChainDeps';
import { holderOfOwnership } from '../holders';
import { NameOwnership, ownershipFrom } from '../records/ownership.pure';
import { dnsOf, viewOf } from '../records/zoneAccess';
import { NamePlace, Subject } from '../Subject';
import { goesTogether } from '../takeover.pure';
import { Rival } from './claimHostname.decide';

/**
 * The zones in which somebody else's wildcard over the name, or name below the wildcard, would show: the name's own, and
 * across a zone cut the parent's (the zone's own name is covered by a wildcard above the cut) or the child zones' (a wildcard
 * covers their own names). While the claim is pending each listing is newer than it. None once the name is held.
 */
export async function rivalViews(
  subject: Subject,
  deps: ChainDeps,
  name: {
    place: NamePlace;
    view: ZoneView;
    ownership: NameOwnership;
    isPending: boolean;
  },
): Promise<ZoneView[]> {
  const { place, view, ownership, isPending } = name;
  const { hostname, validationZone } = place;
  if (ownership.kind === 'own' && ownership.ownership.state === 'held') {
    return [];
  }
  const isApex = hostname === validationZone.name;
  if (!isApex && !hostname.startsWith('*.')) return [view];
  const { zones } = await dnsOf(subject, deps).zones();
  const views = [view];
  for (const { id } of acrossTheCut(hostname, view.zone, zones)) {
    views.push(
      await viewOf(subject, deps, id, {
        fresh: isPending,
        since: validationZone.id,
      }),
    );
  }
  return views;
}

/** The wildcard over a name, or the names one label below a wildcard, where somebody else claims them. */
export function rivalsIn(
  views: ZoneView[],
  subject: Subject,
  deps: ChainDeps,
  hostname: string,
): Rival[] {
  const wildcard = hostname.startsWith('*.');
  return views
    .flatMap(view => [...ownershipsBeside(view, hostname)])
    .flatMap(({ hostname: other, ownership }): Rival[] => {
      if (other === hostname) return [];
      if (wildcard && wildcardOf(other) !== hostname) return [];
      if (goesTogether(subject, ownership)) return [];
      return [
        {
          hostname: other,
          state: ownership.state,
          holder: holderOfOwnership(ownership, other, deps),
        },
      ];
    });
}

function acrossTheCut(
  hostname: string,
  zone: DnsZone,
  zones: DnsZone[],
): DnsZone[] {
  const others = zones.filter(
    ({ id, visibility }) => id !== zone.id && visibility === zone.visibility,
  );
  if (hostname.startsWith('*.')) {
    return others.filter(({ name }) => wildcardOf(name) === hostname);
  }
  const above = others.filter(
    ({ name }) => name !== zone.name && isWithin(zone.name, name),
  );
  const parent = deepestZone(hostname, above);
  return parent ? [parent] : [];
}

/** Ownerships of the wildcard over a name; of all names below a wildcard's base in that zone, and of the zone's own name. */
function* ownershipsBeside(
  view: ZoneView,
  hostname: string,
): Iterable<{ hostname: string; ownership: Ownership }> {
  for (const record of recordsBeside(view, hostname)) {
    const found = ownershipFrom(record, view.zone.name);
    if (found) yield found;
  }
}

function recordsBeside(view: ZoneView, hostname: string): DnsRecord[] {
  const zoneName = view.zone.name;
  const wildcard = wildcardOf(hostname);
  const at = (name: string) => {
    const record = ownershipRecordName(name, zoneName);
    return record ? view.records(record, 'TXT') : [];
  };
  if (hostname !== wildcard) return at(wildcard);
  const base = wildcard.slice(2);
  if (!isWithin(base, zoneName)) return at(zoneName);
  const relative = base.slice(0, -(zoneName.length + 1));
  return view.below(
    base === zoneName
      ? `_hostmaster.${zoneName}`
      : `${relative}._hostmaster.${zoneName}`,
  );
}
