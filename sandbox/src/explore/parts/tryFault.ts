import { difference } from '../compare';
import { Outcome, RunOptions, runScenario } from '../runScenario';
import { Scenario } from '../scenarios';
import { Call, CallFault } from '../world/Call';
import { PointOutcome } from './Part';

/**
 * Compares a run with the run without faults. `run`: undefined when nothing can be tried; `fired`: whether the fault happened.
 */
export async function tryRun(
  trace: Outcome,
  run: () => Promise<Outcome | undefined>,
  fired: () => boolean,
  compare: (
    faultFree: Outcome,
    run: Outcome,
  ) => string | undefined = difference,
): Promise<PointOutcome> {
  try {
    const outcome = await run();
    if (!outcome || !fired()) return { kind: 'notReached' };
    const what = compare(trace, outcome);
    return what === undefined ? { kind: 'ok' } : { kind: 'failed', what };
  } catch (error) {
    return { kind: 'failed', what: (error as Error).message };
  }
}

/** Runs the scenario with a plan and compares with the run without faults. */
export function tryPlan(
  scenario: Scenario,
  trace: Outcome,
  options: RunOptions,
  fired: () => boolean,
  compare?: (faultFree: Outcome, run: Outcome) => string | undefined,
): Promise<PointOutcome> {
  return tryRun(trace, () => runScenario(scenario, options), fired, compare);
}

/** One fault at one call. */
export function tryFault(
  scenario: Scenario,
  trace: Outcome,
  options: Omit<RunOptions, 'plan'>,
  number: number,
  fault: CallFault,
): Promise<PointOutcome> {
  let fired = false;
  return tryPlan(
    scenario,
    trace,
    {
      ...options,
      plan: call => {
        if (fired || call.number !== number) return undefined;
        fired = true;
        return fault;
      },
    },
    () => fired,
  );
}

/** Calls at which a fault makes sense: all but renewals of the lease. */
export function isExternal(call: Call): boolean {
  return call.kind !== 'lease';
}
