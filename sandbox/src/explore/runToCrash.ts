import { SeenSoFar } from './invariants';
import { preparedWorld } from './preparedWorld';
import { Scenario } from './scenarios';
import { watchOver } from './watchOver';
import { CallPlan } from './world/Call';
import { ExploredWorld, RESTART } from './world/ExploredWorld';
import { MemoryState, MemoryWorld } from './world/MemoryWorld';

/** A run whose process has died, before the next one starts: everything there is outside of it. */
export interface CrashedRun {
  state: MemoryState;
  seen: SeenSoFar;
  processes: number;
}

/**
 * The beginning of a run in memory, up to the death of its process; undefined: it did not die before it had rested for `restMs`.
 * Runs that begin alike can go on from there.
 */
export async function runToCrash(
  scenario: Scenario,
  { plan, restMs }: { plan: CallPlan; restMs: number },
): Promise<CrashedRun | undefined> {
  const world = await preparedWorld(scenario, 'memory');
  try {
    world.restarts = false;
    const { invariants } = watchOver(world, plan);
    scenario.begin(world);
    let doneAt = Infinity;
    await world.until(`the end of ${scenario.name}`, () => {
      const now = world.clock.monotonic();
      if (scenario.isDone(world)) doneAt = Math.min(doneAt, now);
      return world.current.isDead || now >= doneAt + restMs;
    });
    if (!world.current.isDead) return undefined;
    return {
      state: (world as MemoryWorld).save(),
      seen: invariants.save(),
      processes: world.processes.length,
    };
  } finally {
    await world.close();
  }
}

/** The world in which a process died, with the next one about to start. */
export function restartedWorld(
  { options }: Scenario,
  { state, processes }: CrashedRun,
): ExploredWorld {
  const world = new MemoryWorld(options, state, processes);
  world.clock.schedule(RESTART, () => world.start());
  return world;
}
