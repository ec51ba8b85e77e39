import { Invariants } from './invariants';
import { Scenario } from './scenarios';
import { Call, callLine, CallPlan } from './world/Call';
import { ExploredWorld } from './world/ExploredWorld';
import { MemoryState, MemoryWorld } from './world/MemoryWorld';

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
/** Milliseconds after a preparation. */
const SETTLED = 30_000;

/** Runs a scenario in a fresh world until it has come to rest. @throws Error when its end is not reached. */
export async function runScenario(
  scenario: Scenario,
  options: RunOptions,
): Promise<Outcome> {
  const { plan, interfere, idleLooks = 3, restMs = 90_000 } = options;
  const world = await prepared(scenario, options.world);
  try {
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

/** A world in which the scenario can begin, with a process that has been at work for a while. */
async function prepared(
  scenario: Scenario,
  kind: WorldKind,
): Promise<ExploredWorld> {
  const { prepare, options } = scenario;
  let world: ExploredWorld;
  if (kind === 'emulated') {
    // Loaded where it is needed: it takes longer than a run in memory.
    const { EmulatedWorld } =
      require('./world/EmulatedWorld') as typeof import('./world/EmulatedWorld');
    world = new EmulatedWorld(options);
    world.start();
    await prepare?.(world);
  } else {
    world = new MemoryWorld(options, prepare && (await stateBefore(scenario)));
    world.start();
  }
  if (prepare) await world.clock.advance(SETTLED);
  return world;
}

const states = new Map<string, Promise<MemoryState>>();

/** What a preparation comes to in the memory world: made once for all runs. */
function stateBefore(scenario: Scenario): Promise<MemoryState> {
  const known = states.get(scenario.name);
  if (known) return known;
  const made = prepareOnce(scenario);
  states.set(scenario.name, made);
  return made;
}

async function prepareOnce(scenario: Scenario): Promise<MemoryState> {
  const world = new MemoryWorld(scenario.options);
  try {
    world.start();
    await scenario.prepare?.(world);
    await world.clock.advance(SETTLED);
    world.restarts = false;
    await world.clock.waitFor(world.current.stop());
    return world.save();
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
