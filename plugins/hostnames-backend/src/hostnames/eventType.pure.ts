import type { RequestObject } from '../gateways/kinds';

type Status = NonNullable<RequestObject['status']>;
type StoredCondition = NonNullable<Status['conditions']>[number];

/**
 * Whether a transition is something to look at. `kubectl get events --field-selector type=Warning` is then a list of what went
 * wrong.
 *
 * | condition becomes | while | type |
 * | --- | --- | --- |
 * | True | | Normal |
 * | Denied True | | Warning |
 * | True, with a reason that somebody has to look at | | Warning |
 * | Unknown, an error | | Warning |
 * | False | the request is stalled: somebody has to act | Warning |
 * | Ready False, from True | it is not being deleted: a live hostname fell back | Warning |
 * | False | waiting, or being deleted | Normal |
 */
export function eventType(
  condition: Pick<StoredCondition, 'type' | 'status' | 'reason'>,
  before: Status | undefined,
  after: Status,
): 'Normal' | 'Warning' {
  const { type, status, reason } = condition;
  if (status === 'True') {
    return type === 'Denied' || isWarning(condition) ? 'Warning' : 'Normal';
  }
  if (status === 'Unknown') return 'Warning';
  if (after.conditions?.some(each => each.type === 'Stalled')) return 'Warning';
  const wasLive = before?.conditions?.some(
    each => each.type === 'Ready' && each.status === 'True',
  );
  const fellBack = type === 'Ready' && wasLive && reason !== 'Deleting';
  return fellBack ? 'Warning' : 'Normal';
}

/** Reasons of conditions that are True and will not stay so, or not by this suite's doing. */
const WARNINGS = ['RenewalAtRisk', 'FoughtOver'];

export function isWarning({
  status,
  reason,
}: Pick<StoredCondition, 'status' | 'reason'>): boolean {
  return status === 'True' && WARNINGS.includes(reason);
}
