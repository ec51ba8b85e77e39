import { Scenario } from './scenarios';
import { ExploredWorld } from './world/ExploredWorld';
import { MemoryState, MemoryWorld } from './world/MemoryWorld';

export type WorldKind = 'memory' | 'emulated';

/** Milliseconds after a preparation. */
const SETTLED = 30_000;

/** A world in which the scenario can begin, with a process that has been at work for a while. */
export async function preparedWorld(
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
