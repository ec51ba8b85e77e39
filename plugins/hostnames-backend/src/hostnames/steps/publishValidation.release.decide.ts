import type {
  DnsChange,
  DnsRecord,
} from '@hostmaster/backstage-plugin-hostnames-node';
import type { Decision } from '../../reconciler/Step';
import { VALIDATION_MARK, moveOwnership } from '../records/ownership.pure';
import type { NameOwnership } from '../records/ownership.pure';
import type { Memory, Subject, ZoneName } from '../Subject';

export interface ReleaseValidationFacts {
  hostname: string;
  zone: ZoneName;
  ownership: NameOwnership;
  /** The validation records of the name that are there with the remembered value. */
  present: DnsRecord[];
  /** Why the record has to stay: who else needs it. */
  usedBy?: string;
}

export interface ReleaseValidationAction {
  hostname: string;
  zone: ZoneName;
  changes: DnsChange[];
}

/**
 * | TXT | record | others | decision |
 * | --- | --- | --- | --- |
 * | not ours, or without mark | | | nothing |
 * | marked | there | use it | act: only the mark goes |
 * | marked | there | – | act: record and mark go |
 * | marked | gone | | act: the mark goes |
 * | with marks of copies | copies went with the alias | | – |
 */
export function decideReleaseValidation(
  _subject: Subject,
  names: ReleaseValidationFacts[],
): Decision<ReleaseValidationAction, Memory> {
  const shared = names.find(({ usedBy }) => usedBy);
  for (const { hostname, zone, ownership, present, usedBy } of names) {
    if (ownership.kind !== 'own') continue;
    const { owns } = ownership.ownership;
    if (!owns.includes(VALIDATION_MARK)) continue;
    const removed = usedBy ? [] : present;
    return {
      kind: 'act',
      action: {
        hostname,
        zone,
        changes: [
          ...moveOwnership(ownership, hostname, zone.name, {
            owns: owns.filter(mark => mark !== VALIDATION_MARK),
          }),
          ...removed.map(record => ({ action: 'DELETE' as const, record })),
        ],
      },
      reason: 'Releasing',
      message: `The validation record of ${hostname} is being ${
        usedBy ? `left to ${usedBy}` : 'removed'
      }.`,
    };
  }
  return {
    kind: 'satisfied',
    reason: shared ? 'SharedWithOthers' : 'Released',
    message: shared
      ? `The validation record of ${shared.hostname} stays for ${shared.usedBy}.`
      : 'No validation record of this request is left.',
  };
}
