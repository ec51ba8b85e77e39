import type { ForeignRecord } from '../records/foreignRecords.pure';
import { describeForeign } from '../records/foreignRecords.pure';
import type { HolderFacts } from './claimHostname.decide';

/** Somebody else has the name: who to ask, and nothing else about them. */
export function heldBy(
  hostname: string,
  { owner, since, cluster }: HolderFacts,
  covering?: string,
) {
  const where = cluster ? ` in cluster ${cluster}` : '';
  const when = since ? ` since ${since}` : '';
  const who = owner ?? 'another request without a named owner';
  const what =
    covering && covering !== hostname
      ? `${covering}, which ${
          covering.startsWith('*.') ? 'covers' : 'is covered by'
        } ${hostname},`
      : hostname;
  return {
    kind: 'blocked' as const,
    reason: cluster ? 'HeldInOtherCluster' : 'HeldByOther',
    message: `${what} is held by ${who}${where}${when}. Ask ${
      owner ?? 'the platform team'
    } to release it, or choose another hostname.`,
    also: [{ type: 'Denied', status: 'True' as const }],
  };
}

/** What stands at the name, and what can be done about it. */
export function explainForeign(
  hostname: string,
  records: ForeignRecord[],
): string {
  return `${hostname} has records that were not written here and are never changed: ${describeForeign(
    records,
  )}. Remove them if they are no longer needed, or choose another hostname.`;
}
