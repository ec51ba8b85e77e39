import { Invariants } from './invariants';
import { Scenario } from './scenarios';
import { Call, callLine, CallPlan } from './world/Call';
import { EmulatedWorld } from './world/EmulatedWorld';
import { ExploredWorld } from './world/ExploredWorld';
import { MemoryWorld } from './world/MemoryWorld';

export type WorldKind = 'memory' | 'emulated';

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
  /** Looks at the end with nothing to do, in which nothing may be written. */
  idleLooks?: number;
  /** Virtual ms after the end until it is compared. */
  restMs?: number;
  limitMs?: number;
}

/** Milliseconds between two looks at the invariants where nothing is written. */
const LOOK_EVERY = 10_000;

/** Runs a scenario in a fresh world until it has come to rest. @throws Error when its end is not reached. */
export async function runScenario(
  scenario: Scenario,
  options: RunOptions,
): Promise<Outcome> {
  const { plan, interfere, idleLooks = 3, restMs = 90_000 } = options;
  const world =
    options.world === 'memory'
      ? new MemoryWorld(scenario.options)
      : new EmulatedWorld(scenario.options);
  try {
    world.start();
    await scenario.prepare?.(world);
    if (scenario.prepare) await world.clock.advance(30_000);
    const before = world.calls.length;
    world.ledger.begin();
    const invariants = new Invariants(world);
    world.onExecuted = call => {
      if (call.kind === 'write') invariants.check();
    };
    let isOver = false;
    const look = () => {
      if (isOver) return;
      invariants.check();
      world.clock.schedule(LOOK_EVERY, look);
    };
    look();
    if (plan)
      world.plan = call => plan({ ...call, number: call.number - before });
    scenario.begin(world);
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
    isOver = true;
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
