/** An empty gateway of a pool, or one that is being taken away. */
export interface RetireFacts {
  /** Nothing is on it: no request, reserved place, ListenerSet, copy, tenant's certificate or route of others. */
  isEmpty: boolean;
  /** More gateways of its pool are empty than are kept ready, and this is one of those beyond. */
  isSurplus: boolean;
  /** Wall-clock ms: since when it is empty, at the latest. */
  emptySince: number;
  /** Wall-clock ms of the mark that says its removal has begun. */
  retiringSince?: number;
  /** The load balancer is protected from being deleted. */
  isProtected: boolean;
  /** Its base routes are there. */
  hasBase: boolean;
  /** It is being deleted already, by whomever. */
  ends: boolean;
}

export type RetireAction =
  /** Take the mark off, and bring its objects in order again. */
  | 'keep'
  /** Write down that its removal begins: from now on nobody is placed there. */
  | 'markRetiring'
  | 'unprotect'
  /** The gateway's controller deletes no load balancer that routes are attached to. */
  | 'deleteBase'
  | 'deleteGateway';

/** From the mark until the first thing is taken away: placements under way are seen, and AWS knows that it is not protected. */
export const NOTICE = 3 * 60_000;

/**
 * What happens next to a gateway that nobody uses; each step is seen before the next. The marks are on the objects, so that a
 * restart goes on where another process was.
 *
 * | empty | beyond the spare ones | marks | decision |
 * | --- | --- | --- | --- |
 * | no | | none | – |
 * | no | | retiring | keep: mark off |
 * | yes | no | empty for a month | – |
 * | yes | no | retiring | keep: it is a spare one again |
 * | yes | yes | empty for 6 days of 7 | – |
 * | yes | yes | empty for 7 days | mark it retiring |
 * | yes | yes | retiring, protected | take the protection off |
 * | yes | yes | retiring for a minute | – |
 * | yes | yes | retiring for 3 minutes | its base routes, then the gateway |
 * | no | | being deleted | – |
 * | yes | | being deleted | what keeps its controller from deleting it: the protection, its base routes |
 */
export function decideRetire(
  facts: RetireFacts,
  now: number,
  waits: { emptyGateway: number },
): RetireAction | undefined {
  const { isEmpty, isSurplus, emptySince, retiringSince } = facts;
  if (facts.ends) {
    if (!isEmpty) return undefined;
    if (facts.isProtected) return 'unprotect';
    return facts.hasBase ? 'deleteBase' : undefined;
  }
  if (!isEmpty) return retiringSince === undefined ? undefined : 'keep';
  if (retiringSince === undefined) {
    const isDue = isSurplus && now - emptySince >= waits.emptyGateway;
    return isDue ? 'markRetiring' : undefined;
  }
  if (!isSurplus) return 'keep';
  if (facts.isProtected) return 'unprotect';
  if (now - retiringSince < NOTICE) return undefined;
  return facts.hasBase ? 'deleteBase' : 'deleteGateway';
}
