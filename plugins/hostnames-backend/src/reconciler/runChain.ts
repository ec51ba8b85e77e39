import { ChainOptions, ChainOutcome, StepCondition } from './ChainOutcome';
import { Decision, RunnablePart, Step } from './Step';

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
  const releases = options.direction === 'release';
  const conditions: StepCondition[] = [];
  let subject = start;
  let checkAfter: number | undefined;

  for (const [index, current] of steps.entries()) {
    const part: RunnablePart<S, D, M> = releases ? current.release : current;
    const stop = (
      ended: ChainOutcome<S>['ended'],
      status: StepCondition['status'],
      why: { reason: string; message: string },
      error?: unknown,
    ): ChainOutcome<S> => {
      const { reason, message } = why;
      options.onStep?.(current.name, ended, reason);
      conditions.push({ type: current.condition, status, reason, message });
      const rest = releases ? [] : steps.slice(index + 1);
      conditions.push(...rest.map(each => waitingFor(each.condition, current)));
      return { subject, conditions, finished: false, ended, checkAfter, error };
    };

    let decision: Decision<() => Promise<void>, M> | undefined;
    try {
      decision = await part.look(subject, deps, options.now);
      if (decision.remember) {
        subject = options.remember(subject, decision.remember);
      }
      if (decision.kind === 'act') {
        await options.beforeAct(subject);
        await decision.action();
        return stop('acted', 'False', decision);
      }
    } catch (error) {
      const why = options.explain(error);
      if (why) return stop('failed', 'Unknown', why, error);
      if (decision) return stop('failed', 'False', decision, error);
      return { subject, conditions: [], finished: false, ended: 'failed', error };
    }

    checkAfter = earliest(checkAfter, decision.checkAfter);
    if (decision.kind === 'wait') return stop('waiting', 'False', decision);
    if (decision.kind === 'blocked') {
      const outcome = stop('blocked', 'False', decision);
      const also = (decision.also ?? []).map(each => ({ ...outcome.conditions[index], ...each }));
      return { ...outcome, conditions: [...conditions.filter(({ type }) => !also.some(each => each.type === type)), ...also] };
    }
    const { reason, message } = decision;
    options.onStep?.(current.name, 'satisfied', reason);
    conditions.push({
      type: current.condition,
      status: releases ? 'False' : 'True',
      reason,
      message,
    });
  }
  return { subject, conditions, finished: true, ended: 'finished', checkAfter };
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

function earliest(left: number | undefined, right: number | undefined) {
  if (left === undefined) return right;
  return right === undefined ? left : Math.min(left, right);
}
