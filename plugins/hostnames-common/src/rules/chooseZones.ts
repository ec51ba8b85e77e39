import { isWithin } from '../hostname/isWithin';
import { listed } from './listed';
import { NameQuestion, NameRefusal, NameZone } from './NamePolicy';

/** @internal */
export type ZoneChoice =
  | {
      kind: 'chosen';
      zone: { id: string; name: string };
      validationZone: { id: string; name: string };
    }
  | NameRefusal;

/**
 * The zones of a hostname. Validation and ownership always go into a public zone; the alias of an internal name goes into the
 * deepest private zone that contains it, because inside the network that zone answers and no other; where there is none, and
 * for internet-facing names, it goes into the public zone. `zoneId` decides for zones of its own visibility.
 *
 * @internal
 */
export function chooseZones(
  hostname: string,
  question: Pick<NameQuestion, 'zoneId' | 'visibility'>,
  zones: NameZone[],
): ZoneChoice {
  const named = namedZone(hostname, question, zones);
  if (named && 'kind' in named) return named;

  const validation =
    named?.visibility === 'public' ? named : deepest(hostname, 'public', zones);
  if (validation && 'kind' in validation) return validation;
  if (!validation) return zoneNotFound(hostname, zones);

  if (question.visibility === 'internet-facing') {
    return chosen(validation, validation);
  }
  const alias =
    named?.visibility === 'private'
      ? named
      : deepest(hostname, 'private', zones);
  if (alias && 'kind' in alias) return alias;
  return chosen(alias ?? validation, validation);
}

function namedZone(
  hostname: string,
  { zoneId, visibility }: Pick<NameQuestion, 'zoneId' | 'visibility'>,
  zones: NameZone[],
): NameZone | NameRefusal | undefined {
  if (zoneId === undefined) return undefined;
  const zone = zones.find(({ id }) => id === zoneId);
  if (!zone) {
    const candidates = zones.filter(({ name }) => isWithin(hostname, name));
    return refusal(
      'ZoneNotFound',
      'zoneId',
      candidates.length
        ? `There is no zone "${zoneId}". Leave the zone out, or use ${listed(
            candidates.map(described),
          )}.`
        : `There is no zone "${zoneId}", and no other zone contains "${hostname}". ${zonesThereAre(
            zones,
          )}`,
    );
  }
  if (!isWithin(hostname, zone.name)) {
    return refusal(
      'ZoneMismatch',
      'zoneId',
      `Zone ${described(
        zone,
      )} does not contain "${hostname}". Leave the zone out, or choose a hostname within ${
        zone.name
      }.`,
    );
  }
  if (zone.visibility === 'private' && visibility === 'internet-facing') {
    return refusal(
      'ZoneMismatch',
      'zoneId',
      `Zone ${described(
        zone,
      )} is private, and "${hostname}" is asked for as internet-facing. Leave the zone out, or ask for it as internal.`,
    );
  }
  return zone;
}

function deepest(
  hostname: string,
  visibility: NameZone['visibility'],
  zones: NameZone[],
): NameZone | NameRefusal | undefined {
  const containing = zones.filter(
    zone => zone.visibility === visibility && isWithin(hostname, zone.name),
  );
  const longest = Math.max(0, ...containing.map(({ name }) => name.length));
  const candidates = containing.filter(({ name }) => name.length === longest);
  if (candidates.length < 2) return candidates[0];
  const ids = candidates.map(({ id }) => id).sort();
  return refusal(
    'ZoneAmbiguous',
    'zoneId',
    `There are ${candidates.length} ${visibility} zones "${
      candidates[0].name
    }" that contain "${hostname}". Name one as the zone: ${listed(ids)}.`,
  );
}

function zoneNotFound(hostname: string, zones: NameZone[]): NameRefusal {
  const onlyPrivate = zones.some(({ name }) => isWithin(hostname, name));
  return refusal(
    'ZoneNotFound',
    'hostname',
    onlyPrivate
      ? `No public zone contains "${hostname}", so its certificate could not be validated. ${zonesThereAre(
          zones,
        )}`
      : `No zone contains "${hostname}". ${zonesThereAre(zones)}`,
  );
}

function zonesThereAre(zones: NameZone[]): string {
  const names = zones
    .filter(({ visibility }) => visibility === 'public')
    .map(({ name }) => name);
  const unique = [...new Set(names)].sort();
  return unique.length
    ? `Choose a hostname within ${listed(unique)}.`
    : 'There is no public zone at all: ask the platform team to add one.';
}

function described({ id, name }: NameZone): string {
  return `"${name}" (${id})`;
}

function chosen(zone: NameZone, validationZone: NameZone): ZoneChoice {
  return {
    kind: 'chosen',
    zone: { id: zone.id, name: zone.name },
    validationZone: { id: validationZone.id, name: validationZone.name },
  };
}

function refusal(
  reason: 'ZoneNotFound' | 'ZoneMismatch' | 'ZoneAmbiguous',
  field: 'hostname' | 'zoneId',
  message: string,
): NameRefusal {
  return { kind: 'refused', field, reason, message };
}
