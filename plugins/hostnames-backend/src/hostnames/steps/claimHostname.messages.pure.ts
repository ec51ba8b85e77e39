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

/** The name went where the request itself said it may go. */
export function transferred(hostname: string, holder: string) {
  return {
    kind: 'blocked' as const,
    reason: 'TransferredAway',
    message: `${hostname} was handed over to ${holder}, as this request agreed. Delete this request and its routes a few minutes later, when resolvers have forgotten the way here: what it still has goes then, and nothing of the new holder's.`,
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
  )}. Remove them if they are no longer needed, let the platform team adopt them, or choose another hostname.`;
}
