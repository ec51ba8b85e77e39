import { isWithin } from '../hostname/isWithin';
import { relativeName } from '../hostname/relativeName';

/**
 * Where the ownership TXT of a hostname stands in a zone: `<relative>._hostmaster.<zone>`, the zone's own name as `apex--`,
 * a leading `*` as `any--`. Undefined when the name would be longer than 255 octets on the wire (253 characters), and for a
 * hostname outside the zone.
 *
 * @public
 */
export function ownershipRecordName(
  hostname: string,
  zoneName: string,
): string | undefined {
  if (!isWithin(hostname, zoneName)) return undefined;
  const relative = relativeName(hostname, zoneName);
  const label =
    relative === '@' ? 'apex--' : relative.replace(/^\*(?=\.|$)/, 'any--');
  const name = `${label}._hostmaster.${zoneName}`;
  return name.length <= 253 ? name : undefined;
}
