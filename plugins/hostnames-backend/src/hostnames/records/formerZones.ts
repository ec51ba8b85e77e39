import { isWithin } from '@hostmaster/backstage-plugin-hostnames-common';
import { ZoneView } from '@hostmaster/backstage-plugin-hostnames-node';
import { ChainDeps } from '../ChainDeps';
import { NamePlace, Subject } from '../Subject';
import { ALIAS_MARKS, ownershipIn } from './ownership.pure';
import { dnsOf, viewOf } from './zoneAccess';

/** A name in a zone where its alias is no longer to be. */
export interface FormerPlace extends NamePlace {
  view: ZoneView;
}

/**
 * Where the request has an alias besides the zone it is to be in: after a change between public and private. Found by our own
 * TXT in the zone, so that it survives anything; looked for only where such a zone is.
 */
export async function formerPlaces(
  subject: Subject,
  deps: ChainDeps,
): Promise<FormerPlace[]> {
  const { zones } = await dnsOf(subject, deps).zones();
  const privateZones = zones.filter(
    ({ visibility }) => visibility === 'private',
  );
  const places: FormerPlace[] = [];
  for (const { hostname, zone, validationZone } of subject.names) {
    const others = [
      validationZone,
      ...privateZones.map(({ id, name }) => ({ id, name })),
    ].filter(
      each =>
        each.id !== zone.id &&
        zones.some(({ id }) => id === each.id) &&
        isWithin(hostname, each.name),
    );
    for (const other of others) {
      const view = await viewOf(subject, deps, other.id);
      const ownership = ownershipIn(view, hostname, subject.identity);
      if (ownership.kind !== 'own') continue;
      const { owns } = ownership.ownership;
      const hasAlias = owns.some(mark =>
        ALIAS_MARKS.some(each => each === mark),
      );
      // In a zone of its own a TXT only fences an alias; with the validation record it stays.
      if (!hasAlias && other.id === validationZone.id) continue;
      places.push({ hostname, zone: other, validationZone, view });
    }
  }
  return places;
}
