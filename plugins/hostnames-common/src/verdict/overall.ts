import type { Axis, Impact, Level } from '../schema/openapi/generated/models';
import { Judgement } from './Judgement';
import { toTime } from './times';

const WORST_FIRST: Level[] = ['action', 'unknown', 'waiting', 'improve', 'ok'];
const IMPACTS: Impact[] = ['down', 'at-risk', 'none'];

/**
 * The axis that speaks for the hostname: the worst in the order action, unknown, waiting, improve, ok; among equals the one that
 * hurts most, then the first in the chain, the cause before what is seen of it. An axis that waits for another never speaks
 * while that one is not done.
 *
 * @internal
 */
export function headline(judgements: Judgement[]): Judgement {
  const speaking = judgements.filter(
    each => !isHeldUp(each, judgements) && !isExplained(each, judgements),
  );
  const candidates = speaking.length ? speaking : judgements;
  const ranked = [...candidates].sort(
    (a, b) =>
      WORST_FIRST.indexOf(a.level) - WORST_FIRST.indexOf(b.level) ||
      IMPACTS.indexOf(a.impact ?? 'none') - IMPACTS.indexOf(b.impact ?? 'none'),
  );
  const worst = ranked[0];
  if (worst.level !== 'ok') return worst;
  return candidates.find(({ id }) => id === 'live') ?? worst;
}

/**
 * What it means for those who use the hostname. What the world sees beats what the cluster says: while the live check
 * is served, nothing is down, and what looks down elsewhere is at risk.
 *
 * @internal
 */
export function overallImpact(judgements: Judgement[]): {
  impact: Impact;
  impactAt?: string;
} {
  const live = judgements.find(({ id }) => id === 'live');
  if (live?.impact === 'down') return { impact: 'down' };
  const isServing = live?.state === 'serving';
  const others = judgements.filter(each => !isHeldUp(each, judgements));
  if (!isServing && others.some(({ impact }) => impact === 'down')) {
    return { impact: 'down' };
  }
  const atRisk = others.filter(({ impact }) => impact && impact !== 'none');
  if (atRisk.length === 0) return { impact: 'none' };
  const dates = atRisk
    .flatMap(({ impactAt }) =>
      toTime(impactAt) === undefined ? [] : [impactAt!],
    )
    .sort((a, b) => toTime(a)! - toTime(b)!);
  return { impact: 'at-risk', ...(dates[0] ? { impactAt: dates[0] } : {}) };
}

/**
 * An axis as it is shown.
 *
 * @internal
 */
export function axisOf(judgement: Judgement): Axis {
  const { label, impact, impactAt, seenOutside, explainedBy, ...axis } =
    judgement;
  return withoutUndefined({
    ...axis,
    who: axis.who ?? 'nobody',
    evidence: axis.evidence ?? [],
    comparisons: axis.comparisons?.length ? axis.comparisons : undefined,
    next: axis.next ?? [],
  });
}

/**
 * Without fields that are undefined: the verdict is compared and sent as JSON.
 *
 * @internal
 */
export function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, each]) => each !== undefined),
  ) as T;
}

/** Whether what the axis waits for, at the end of the line, is itself not done. */
function isHeldUp(judgement: Judgement, judgements: Judgement[]): boolean {
  let at: Judgement | undefined = judgement;
  for (let step = 0; at?.waitsFor !== undefined; step += 1) {
    const { waitsFor }: Judgement = at;
    at = judgements.find(({ id }) => id === waitsFor);
    if (step > judgements.length) return false;
  }
  return (
    at !== undefined &&
    at !== judgement &&
    at.level !== 'ok' &&
    at.level !== 'improve'
  );
}

/** Whether the axis that is the cause says so itself. */
function isExplained(judgement: Judgement, judgements: Judgement[]): boolean {
  return judgements.some(
    ({ id, level }) => id === judgement.explainedBy && level === 'action',
  );
}
