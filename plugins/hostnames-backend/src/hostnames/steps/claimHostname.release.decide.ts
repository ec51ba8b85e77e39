import type { ClaimObject } from '../../gateways/kinds';
import type { Decision } from '../../reconciler/Step';
import type { NameOwnership } from '../records/ownership.pure';
import type { Memory, NamePlace, Subject } from '../Subject';

export interface ReleaseFacts {
  /** Undefined: the zone is gone, and its records with it. */
  ownership: NameOwnership | undefined;
  place: NamePlace;
  /** The claim of the name, when it is ours. */
  claim?: ClaimObject;
}

export type ReleaseAction =
  | {
      kind: 'releaseOwnership';
      place: NamePlace;
      current: NameOwnership & { kind: 'own' };
      /** RFC 3339; undefined: removed at once. */
      until?: string;
    }
  | { kind: 'giveUpClaim'; claim: ClaimObject; until?: string };

/**
 * | TXT | claim | cool-down | decision |
 * | --- | --- | --- | --- |
 * | own, held | own | 24 h | act: TXT released until … |
 * | own, held | own | 0 | act: TXT removed |
 * | own, pending | own | 24 h | act: TXT removed: nobody ever relied on it |
 * | own, released | own, held | 24 h | act: claim released until the same time |
 * | –, another's, foreign | own | | act: claim removed |
 * | own, released | own, released | | satisfied |
 * | –, another's, foreign | –, another's | | satisfied |
 */
export function decideReleaseHostname(
  coolDown: number,
): (
  subject: Subject,
  facts: ReleaseFacts[],
  now: number,
) => Decision<ReleaseAction, Memory> {
  return (_subject, facts, now) => {
    for (const fact of facts) {
      const action = actionFor(fact, coolDown, now);
      if (action) {
        return {
          kind: 'act',
          action,
          reason: 'Releasing',
          message: `The claim on ${fact.place.hostname} is being released.`,
        };
      }
    }
    return {
      kind: 'satisfied',
      reason: 'Released',
      message: 'Nothing is claimed any more.',
    };
  };
}

function actionFor(
  { ownership, place, claim }: ReleaseFacts,
  coolDown: number,
  now: number,
): ReleaseAction | undefined {
  if (ownership?.kind === 'own') {
    const { state } = ownership.ownership;
    const cools = state !== 'pending' && coolDown > 0;
    if (state !== 'released' || !cools) {
      return {
        kind: 'releaseOwnership',
        place,
        current: ownership,
        until: cools ? seconds(now + coolDown) : undefined,
      };
    }
  }
  if (!claim || claim.spec.state === 'released') return undefined;
  const until =
    ownership?.kind === 'own' ? ownership.ownership.until : undefined;
  return { kind: 'giveUpClaim', claim, until };
}

/** RFC 3339 without fractions: the TXT has to fit 255 octets. */
function seconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
