import type { Condition, Reason } from '../conditions';
import { isReason, reasons } from '../conditions';
import type {
  Actor,
  AxisId,
  NextStep,
} from '../schema/openapi/generated/models';
import { Judgement } from './Judgement';
import { checkAgain, link, pullRequest, waitFor } from './nextSteps';
import { HOUR } from './times';
import { waiting } from './waiting';

const LABELS: Partial<Record<Reason, string>> = {
  AccessDenied: 'Access denied',
  BackingOff: 'Certificate failed',
  BrakeApplied: 'Held by the brake',
  ClusterUnavailable: 'Cluster not seen',
  Imported: 'Imported certificate',
  ProviderUnavailable: 'Provider not seen',
  QuotaReached: 'Quota reached',
  ReconcileError: 'Unexpected error',
  RecordNotOurs: 'Foreign record',
  Throttled: 'Rate limited',
  ZoneBusy: 'Zone busy',
  ZoneFull: 'Zone full',
};

/** Reasons that say that the thing could not be looked at, rather than what was found. */
const UNSEEN: string[] = ['ProviderUnavailable', 'ClusterUnavailable'];

/**
 * A condition that is not True and has no row of its own: its message, and who acts after the reason's description. Reasons
 * that end by themselves wait, and are the platform team's matter after an hour.
 *
 * @internal
 */
export function byReason(
  id: AxisId,
  condition: Condition,
  now: number,
): Judgement {
  const { message } = condition;
  const reason = condition.reason || 'NoReasonGiven';
  const known = isReason(reason) ? reasons[reason] : undefined;
  const base = {
    id,
    state: kebab(reason),
    label: (isReason(reason) && LABELS[reason]) || words(reason),
    sentence: message || known?.found || words(reason),
    since: condition.lastTransitionTime,
  };
  if (UNSEEN.includes(reason) || (!known && condition.status === 'Unknown')) {
    return {
      ...base,
      level: 'unknown',
      who: 'platform',
      next: [checkAgain()],
    };
  }
  if (known?.who === 'nobody' || known?.who === 'ca') {
    return waiting(
      {
        ...base,
        level: 'waiting',
        who: known.who,
        next: [waitFor(known.todo)],
        usual: 'a few minutes',
        lateAfterMs: HOUR,
        late: {
          who: 'platform',
          sentence: duration => `For ${duration}: ${base.sentence}`,
          next: [
            checkAgain(),
            link('Ask the platform team to look at the reconciler'),
          ],
        },
      },
      now,
    );
  }
  return {
    ...base,
    level: 'action',
    who: known?.who ?? 'platform',
    next: [todoOf(known?.who ?? 'platform', known?.todo), checkAgain()],
  };
}

function todoOf(who: Actor, todo: string | undefined): NextStep {
  const text = todo ?? 'Ask the platform team to look at it';
  return who === 'you' ? pullRequest(text) : link(text);
}

function kebab(reason: string): string {
  return reason.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

function words(reason: string): string {
  const text = kebab(reason).replace(/-/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
