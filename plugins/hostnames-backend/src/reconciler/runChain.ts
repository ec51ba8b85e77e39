import { ChainOptions, ChainOutcome, StepCondition } from './ChainOutcome';
import { Left } from './Repair';
import { Decision, Step } from './Step';

type Ended = ChainOutcome<unknown>['ended'];
type Why = { reason: string; message: string };

/**
 * Walks the steps in order: looks, decides, and stops at the first that is not satisfied. Knows nothing of what the steps are
 * about.
 *
 * An act never makes its own condition True; a later look does. A thrown error makes the condition Unknown. The steps not
 * reached are Unknown, "WaitingFor…" the one that stopped, when bringing something about; in release they stay as they are.
 */
export async function runChain<S, D, M>(
  steps: ReadonlyArray<Step<S, D, M>>,
  start: S,
  deps: D,
  options: ChainOptions<S, M>,
): Promise<ChainOutcome<S>> {
  const passed: StepCondition[] = [];
  const wakeUps: number[] = [];
  let subject = start;
  for (const [index, step] of steps.entries()) {
    const turn = options.turn?.();
    if (turn) await turn;
    const taken = await takeStep(step, subject, deps, options);
    const { decision, error, why } = taken;
    subject = taken.subject;
    if (
      decision &&
      'checkAfter' in decision &&
      decision.checkAfter !== undefined
    )
      wakeUps.push(decision.checkAfter);
    options.onStep?.(step.name, taken.ended, why?.reason ?? '');
    const checkAfter = wakeUps.length > 0 ? Math.min(...wakeUps) : undefined;
    if (taken.ended === 'finished' && why) {
      passed.push({
        type: step.condition,
        status:
          options.direction === 'release' ||
          (decision?.kind === 'satisfied' && decision.status === 'False')
            ? 'False'
            : 'True',
        ...why,
      });
      continue;
    }
    const rest =
      options.direction === 'release'
        ? []
        : steps
            .slice(index + 1)
            .map(({ condition }) => waitingFor(condition, step));
    const status =
      error !== undefined && options.explain(error) ? 'Unknown' : 'False';
    const found = why
      ? [...passed, { type: step.condition, status, ...why } as const, ...rest]
      : [];
    const conditions =
      decision?.kind === 'blocked' && why
        ? overridden(found, decision.also ?? [], why)
        : found;
    return {
      subject,
      conditions,
      finished: false,
      ended: taken.ended,
      checkAfter,
      error,
    };
  }
  return {
    subject,
    conditions: passed,
    finished: true,
    ended: 'finished',
    checkAfter: wakeUps.length > 0 ? Math.min(...wakeUps) : undefined,
  };
}

const endings = {
  satisfied: 'finished',
  act: 'acted',
  wait: 'waiting',
  blocked: 'blocked',
} satisfies Record<string, Ended>;

/** Looks, remembers and acts; what is thrown is part of the answer. */
async function takeStep<S, D, M>(
  step: Step<S, D, M>,
  start: S,
  deps: D,
  options: ChainOptions<S, M>,
) {
  let subject = start;
  let decision: Decision<() => Promise<void>, M> | undefined;
  try {
    decision = await (options.direction === 'release'
      ? step.release
      : step
    ).look(start, deps, options.now);
    if (decision.remember) subject = options.remember(start, decision.remember);
    if (decision.kind === 'act') {
      const { repairs = [], action } = decision;
      const left = await options.fights?.left(repairs);
      if (left) {
        decision = leftAlone(decision, left);
      } else {
        await options.beforeAct(subject);
        await action();
        options.fights?.wrote(repairs);
      }
    }
    return {
      subject,
      decision,
      ended: endings[decision.kind],
      why: whyOf(decision),
    };
  } catch (error) {
    const ended: Ended = 'failed';
    return {
      subject,
      decision,
      ended,
      error,
      why: options.explain(error) ?? (decision && whyOf(decision)),
    };
  }
}

/** Nothing is written; what the subject is served without does not stop it. */
function leftAlone<A, M>(
  { remember }: { remember?: M },
  { message, checkAfter, isOptional }: Left,
): Decision<A, M> {
  return {
    kind: isOptional ? 'satisfied' : 'blocked',
    reason: 'FoughtOver',
    message,
    remember,
    checkAfter,
  };
}

function whyOf({ reason, message }: Why): Why {
  return { reason, message };
}

function overridden(
  conditions: StepCondition[],
  also: Array<Pick<StepCondition, 'type' | 'status'>>,
  why: Why,
): StepCondition[] {
  const kept = conditions.filter(
    ({ type }) => !also.some(each => each.type === type),
  );
  return [...kept, ...also.map(each => ({ ...each, ...why }))];
}

function waitingFor(
  type: string,
  stopped: { condition: string },
): StepCondition {
  return {
    type,
    status: 'Unknown',
    reason: `WaitingFor${stopped.condition}`,
    message: `${stopped.condition} comes first.`,
  };
}
