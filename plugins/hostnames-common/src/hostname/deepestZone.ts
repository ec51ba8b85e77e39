import { isWithin } from './isWithin';

/**
 * The zone with the longest name that contains the hostname; the first one where several have that name.
 *
 * @public
 */
export function deepestZone<Z extends { name: string }>(
  hostname: string,
  zones: Z[],
): Z | undefined {
  let deepest: Z | undefined;
  for (const zone of zones) {
    if (!isWithin(hostname, zone.name)) continue;
    if (!deepest || zone.name.length > deepest.name.length) deepest = zone;
  }
  return deepest;
}
