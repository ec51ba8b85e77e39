import {
  seededRandom,
  VirtualClock,
} from '@hostmaster/kubernetes-runtime/testUtils';
import { objectKey } from '@hostmaster/kubernetes-runtime';
import { PartResult, PointResult } from '../PartResult';
import { isEnough, isSelected, Selection } from '../Selection';
import { FaultVariant, streamFaults } from './streamFaults';
import {
  ListMode,
  RECOVERY,
  StreamWorld,
  StreamWorldOptions,
} from './StreamWorld';
import { FIRST, makeTrace, thingKind, TraceChange } from './trace';

/** Changes in each recorded run. */
const LENGTH = 40;
const MODES: readonly ListMode[] = ['paged', 'streaming'];

/** One point: a fault, in one of its variants, at one event of one recorded run. */
export interface StreamPoint {
  fault: string;
  variant: string;
  mode: ListMode;
  /** Before which change, or `start-N`: while the first objects are read. */
  at: number | `start-${number}`;
}

/**
 * Part R6: each of the 15 kinds of stream faults at every event of a recorded run, for an API server that answers lists in pages
 * and for one that offers them as a stream. After the fault is over, store, listener and worker must know exactly what the
 * server has within 60 s of virtual time; at no time may anything be said to be deleted that is there, go back in time, be seen
 * by two streams, or be told after the stop.
 */
export async function exploreStreams(
  options: Selection & {
    seed: number;
    onPoint?(result: PointResult): void;
  },
): Promise<PartResult> {
  const seed = seedOf(options.only) ?? options.seed;
  const trace = makeTrace(seededRandom(seed), LENGTH);
  const result: PartResult = { part: 'R6', trace: 0, points: 0, failures: [] };
  for (const mode of MODES) {
    result.trace += await recordTrace(trace, mode, seed);
  }
  for (const point of allPoints()) {
    const id = idOf(point, seed);
    if (!isSelected(id, options)) continue;
    const what = await runPoint(point, trace, seed);
    if (what === 'notHere') continue;
    const outcome = { id, ok: what === undefined, ...(what ? { what } : {}) };
    result.points++;
    if (what) result.failures.push(outcome);
    options.onPoint?.(outcome);
    if (isEnough(result, options)) break;
  }
  return result;
}

export function* allPoints(): Generator<StreamPoint> {
  for (const fault of streamFaults) {
    for (const [variant, { atStart }] of Object.entries(fault.variants)) {
      for (const mode of MODES) {
        const starts = atStart ? FIRST.length : 0;
        for (let index = 0; index < starts; index++)
          yield { fault: fault.id, variant, mode, at: `start-${index}` };
        for (let index = 0; index < LENGTH; index++)
          yield { fault: fault.id, variant, mode, at: index };
      }
    }
  }
}

/** What was wrong, `undefined` when nothing was, or `notHere` where the fault cannot happen. */
export async function runPoint(
  { fault, variant, mode, at }: StreamPoint,
  trace: readonly TraceChange[],
  seed: number,
  meddle?: StreamWorldOptions['meddle'],
): Promise<string | undefined> {
  const { strike, atStart } = variantOf(fault, variant);
  const clock = new VirtualClock();
  const world = new StreamWorld({ mode, seed, clock, meddle });
  const neighbour =
    fault === 'B15' ? new StreamWorld({ mode, seed, clock }) : undefined;
  try {
    if (typeof at === 'string') {
      const index = Number(at.slice('start-'.length));
      if (atStart?.(world, index) === false) return 'notHere';
    }
    neighbour?.start();
    world.start();
    await clock.advance(2_000);
    for (const [index, change] of trace.entries()) {
      if (index === at) {
        if (world.server.openWatches(thingKind) !== 1)
          world.violation('there is no stream for the fault to strike');
        if ((await strike(world, { index, trace })) === false) {
          await world.close();
          return 'notHere';
        }
      }
      await world.advance(change.after);
      world.applied(index, change);
      neighbour?.apply(change);
      await clock.settle();
      if (neighbour?.difference())
        world.violation(`the other cluster suffers: ${neighbour.difference()}`);
    }
    world.traceEnded();
    await world.untilHealed();
    await world.advance(RECOVERY);
    const difference = world.difference();
    if (difference) world.violation(`at the end ${difference}`);
    if (!world.watchdog.isReady())
      world.violation(world.watchdog.snapshot().problems.join('; '));
    await neighbour?.close();
    await world.close();
    return world.violations[0];
  } catch (error) {
    return `${(error as Error).stack ?? error}`;
  }
}

/** Runs without a fault; answers how many events were delivered. */
async function recordTrace(
  trace: readonly TraceChange[],
  mode: ListMode,
  seed: number,
): Promise<number> {
  const world = new StreamWorld({ mode, seed });
  world.start();
  await world.clock.advance(2_000);
  for (const [index, change] of trace.entries()) {
    await world.advance(change.after);
    world.applied(index, change);
    await world.clock.settle();
    const difference = world.difference();
    if (difference)
      throw new Error(`without any fault: ${objectKey(change)}: ${difference}`);
  }
  await world.close();
  if (world.violations.length)
    throw new Error(`without any fault: ${world.violations[0]}`);
  return trace.length + FIRST.length;
}

function variantOf(fault: string, variant: string): FaultVariant {
  const found = streamFaults.find(({ id }) => id === fault)?.variants[variant];
  if (!found) throw new Error(`there is no fault ${fault}/${variant}`);
  return found;
}

function idOf({ fault, variant, mode, at }: StreamPoint, seed: number): string {
  return `R6/${seed}/${fault}-${variant}/${mode}/${at}`;
}

function seedOf(id: string | undefined): number | undefined {
  const match = /^R6\/(\d+)\//.exec(id ?? '');
  return match ? Number(match[1]) : undefined;
}
