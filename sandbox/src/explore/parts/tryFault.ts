import { difference } from '../compare';
import { Outcome, RunOptions, runScenario } from '../runScenario';
import { Scenario } from '../scenarios';
import { Call, CallFault } from '../world/Call';
import { PointOutcome } from './Part';

/** Runs the scenario with a plan and compares with the run without faults. `fired`: whether the fault happened. */
export async function tryPlan(
  scenario: Scenario,
  trace: Outcome,
  options: RunOptions,
  fired: () => boolean,
  compare: (
    faultFree: Outcome,
    run: Outcome,
  ) => string | undefined = difference,
): Promise<PointOutcome> {
  try {
    const run = await runScenario(scenario, options);
    if (!fired()) return { kind: 'notReached' };
    const what = compare(trace, run);
    return what === undefined ? { kind: 'ok' } : { kind: 'failed', what };
  } catch (error) {
    return { kind: 'failed', what: (error as Error).message };
  }
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
