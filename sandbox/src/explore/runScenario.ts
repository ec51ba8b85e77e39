import { preparedWorld, WorldKind } from './preparedWorld';
import { CrashedRun, restartedWorld } from './runToCrash';
import { Scenario } from './scenarios';
import { watchOver } from './watchOver';
import { Call, callLine, CallPlan } from './world/Call';
import { ExploredWorld } from './world/ExploredWorld';

/** One run of a scenario, seen from outside. */
export interface Outcome {
  /** Calls from the beginning of the scenario on, numbered from 1. */
  calls: Call[];
  state: string[];
  ledger: string[];
  violations: string[];
}

export interface RunOptions {
  world: WorldKind;
  /** What goes wrong: asked with the number of the call within the scenario; what comes before it has numbers below 1. */
  plan?: CallPlan;
  /** Further interference, from the beginning of the scenario on. */
  interfere?: (world: ExploredWorld) => void;
  /** Goes on from there instead of beginning anew. */
  from?: CrashedRun;
  /** Looks at the end with nothing to do, in which nothing may be written. */
  idleLooks?: number;
  /** Virtual ms after the end until it is compared. */
  restMs?: number;
  limitMs?: number;
}

/** Runs a scenario in a fresh world until it has come to rest. @throws Error when its end is not reached. */
export async function runScenario(
  scenario: Scenario,
  options: RunOptions,
): Promise<Outcome> {
  const { interfere, idleLooks = 3, restMs = 90_000, from } = options;
  const world = from
    ? restartedWorld(scenario, from)
    : await preparedWorld(scenario, options.world);
  try {
    const before = world.calls.length;
    const { invariants, end } = watchOver(world, options.plan, from?.seen);
    if (!from) scenario.begin(world);
    interfere?.(world);
    await world.until(
      `the end of ${scenario.name}`,
      () => scenario.isDone(world),
      options.limitMs,
    );
    await world.clock.advance(restMs);
    world.requireEnd('the rest');
    if (!scenario.isDone(world)) throw new Error('the end did not last');
    invariants.check();
    end();
    invariants.checkLeftovers();
    const violations = [...invariants.violations];
    const after = world.calls.length;
    violations.push(...(await idle(world, idleLooks)));
    return {
      calls: world.calls
        .slice(before, after)
        .map(call => ({ ...call, number: call.number - before })),
      state: world.endState(),
      ledger: world.ledger.lines(),
      violations,
    };
  } finally {
    await world.close();
  }
}

/** I7: once there, nothing is written any more. */
async function idle(world: ExploredWorld, looks: number): Promise<string[]> {
  world.plan = () => undefined;
  const before = world.calls.length;
  for (let look = 0; look < looks; look++) {
    world.current.reconciler.touch('all', 'an idle look');
    await world.clock.advance(100);
  }
  return world.calls
    .slice(before)
    .filter(({ kind }) => kind === 'write')
    .map(call => `I7 written while idle: ${callLine(call)}`);
}
