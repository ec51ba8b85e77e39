import { Invariants, SeenSoFar } from './invariants';
import { Scenario } from './scenarios';
import { Call, callLine, CallPlan } from './world/Call';
import { ExploredWorld, RESTART } from './world/ExploredWorld';
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
  /** Goes on from there instead of beginning anew. */
  from?: CrashedRun;
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

/** A run whose process has died, before the next one starts: everything there is outside of it. */
export interface CrashedRun {
  state: MemoryState;
  seen: SeenSoFar;
  processes: number;
}

/** Runs a scenario in a fresh world until it has come to rest. @throws Error when its end is not reached. */
export async function runScenario(
  scenario: Scenario,
  options: RunOptions,
): Promise<Outcome> {
  const { interfere, idleLooks = 3, restMs = 90_000, from } = options;
  const world = from
    ? restarted(scenario, from)
    : await prepared(scenario, options.world);
  try {
    const before = world.calls.length;
    const { invariants, end } = watchOver(world, options);
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

/**
 * The beginning of a run in memory, up to the death of its process; undefined: it did not die. Runs that begin alike can go on
 * from there.
 */
export async function runToCrash(
  scenario: Scenario,
  { plan, restMs = 90_000 }: Pick<RunOptions, 'plan' | 'restMs'>,
): Promise<CrashedRun | undefined> {
  const world = await prepared(scenario, 'memory');
  try {
    world.restarts = false;
    const { invariants } = watchOver(world, { plan });
    scenario.begin(world);
    const isDead = () => world.current.isDead;
    await world.until(
      `the end of ${scenario.name}`,
      () => isDead() || scenario.isDone(world),
    );
    if (!isDead()) await world.clock.advance(restMs);
    if (!isDead()) return undefined;
    return {
      state: (world as MemoryWorld).save(),
      seen: invariants.save(),
      processes: world.processes.length,
    };
  } finally {
    await world.close();
  }
}

/** From here on calls are interfered with, writes counted and invariants looked at. */
function watchOver(
  world: ExploredWorld,
  { plan, from }: Pick<RunOptions, 'plan' | 'from'>,
): { invariants: Invariants; end: () => void } {
  const before = world.calls.length;
  if (!from) world.ledger.begin();
  const invariants = new Invariants(world, from?.seen);
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
  return {
    invariants,
    end: () => {
      isOver = true;
    },
  };
}

/** The world in which a process died, with the next one about to start. */
function restarted(
  { options }: Scenario,
  { state, processes }: CrashedRun,
): ExploredWorld {
  const world = new MemoryWorld(options, state, processes);
  world.clock.schedule(RESTART, () => world.start());
  return world;
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
