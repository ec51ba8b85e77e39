import { isWithin } from './isWithin';

/**
 * A record's name as a zone file writes it: `shop.example.com` in `example.com` → `shop`, the zone itself → `@`. A name
 * outside the zone stays as it is.
 *
 * @public
 */
export function relativeName(name: string, zoneName: string): string {
  if (name === zoneName) return '@';
  return isWithin(name, zoneName)
    ? name.slice(0, -(zoneName.length + 1))
    : name;
}
