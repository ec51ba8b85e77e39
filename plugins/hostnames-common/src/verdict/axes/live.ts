import type { AxisId } from '../../schema/openapi/generated/models';
import { Judgement } from '../Judgement';
import { checkAgain } from '../nextSteps';
import { Subject } from '../Subject';
import { waitsFor } from '../waitsFor';
import { firstUndone } from './firstUndone';
import { down, judgeProbes, serving } from './liveProbes';

/**
 * What the world sees. `others`: the axes judged so far; where one of them explains what is seen, its actor and next steps are
 * taken.
 *
 * @internal
 */
export function judgeLive(subject: Subject, others: Judgement[]): Judgement {
  const seen = judgeProbes(subject);
  if (seen?.state === 'serving') return seen;
  if (!subject.isPublished)
    return waitsFor('live', firstUndone(subject) ?? 'dns');
  const propagating =
    others.find(({ id }) => id === 'dns')?.state === 'propagating';
  if (propagating) return waitsFor('live', 'dns');
  return explained(seen ?? byCondition(subject) ?? notProbed(subject), others);
}

function notProbed(subject: Subject): Judgement {
  const wildcard = subject.hostname.startsWith('*.');
  return {
    id: 'live',
    level: 'ok',
    state: 'not-probed',
    label: 'Ready',
    sentence: wildcard
      ? 'A wildcard is not looked at itself; the names below it are'
      : 'Not looked at from outside yet',
  };
}

/** What the probes of the reconciler's last look said, where their results are not at hand. */
function byCondition(subject: Subject): Judgement | undefined {
  const reachable = subject.condition('Reachable');
  if (!reachable || reachable.reason === 'NotProbed') return undefined;
  if (reachable.status === 'True')
    return serving(reachable.message || 'Serving', []);
  if (reachable.status === 'Unknown') return undefined;
  return {
    ...down('not-reachable', 'Not reachable'),
    sentence: reachable.message || `${subject.hostname} is not reachable`,
    since: reachable.lastTransitionTime,
    who: ['NoRoute', 'BackendError'].includes(reachable.reason)
      ? 'you'
      : 'platform',
    next: [checkAgain()],
  };
}

/** The axis that explains what is seen from outside, in the order of the layers. */
const CAUSES: Record<string, AxisId[]> = {
  'not-resolving': ['dns', 'claim'],
  'wrong-certificate': ['dns', 'certificate', 'gateway'],
  refused: ['dns', 'gateway'],
  timeout: ['dns', 'gateway'],
  'handshake-failed': ['dns', 'certificate', 'gateway'],
  'http-failed': ['gateway', 'route'],
  'base-answers': ['route', 'gateway'],
  'server-error': ['route'],
  'not-reachable': ['dns', 'certificate', 'gateway', 'route'],
};

function explained(live: Judgement, others: Judgement[]): Judgement {
  if (live.level !== 'action') return live;
  const cause = (CAUSES[live.state] ?? [])
    .map(id => others.find(each => each.id === id && each.level === 'action'))
    .find(each => each !== undefined);
  return cause
    ? {
        ...live,
        who: cause.who ?? live.who,
        next: cause.next ?? live.next,
        explainedBy: cause.id,
      }
    : live;
}
