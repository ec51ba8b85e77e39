import { Invariants, SeenSoFar } from './invariants';
import { CallPlan } from './world/Call';
import { ExploredWorld } from './world/ExploredWorld';

/** Milliseconds between two looks at the invariants where nothing is written. */
const LOOK_EVERY = 10_000;

/**
 * From here on calls are interfered with, writes counted and invariants looked at, until `end`. `from`: what was seen of the
 * world before it was saved.
 */
export function watchOver(
  world: ExploredWorld,
  plan?: CallPlan,
  from?: SeenSoFar,
): { invariants: Invariants; end: () => void } {
  const before = world.calls.length;
  if (!from) world.ledger.begin();
  const invariants = new Invariants(world, from);
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
