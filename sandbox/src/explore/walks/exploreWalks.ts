import fc from 'fast-check';
import { PartResult, PointResult } from '../PartResult';
import { runWalk } from './runWalk';
import { shortenWalk } from './shortenWalk';
import { Walk, describeWalk, partOfWalk, stepsOf, walks } from './Walk';

/** More failures than this say nothing new. */
const MOST_FAILURES = 10;

/**
 * R18: generated sequences of edits to requests, with their reversals, in a world without faults. Points are edits, the trace
 * is the number of different wishes met. A failing walk is shortened; its id replays the short one:
 * `R18:<seed>`, with the requests and rounds that are left `R18:<seed>:<requests>:<rounds>`.
 *
 * @param options.steps at least so many edits; 1,000 take about half a minute on one core
 */
export async function exploreWalks(options: {
  seed: number;
  steps?: number;
  only?: string;
}): Promise<PartResult> {
  const { seed, steps = 2_000, only } = options;
  const wishes = new Map<string, string[]>();
  const failures: PointResult[] = [];
  if (only) {
    const walk = walkOf(only);
    const what = await runWalk(walk, wishes);
    if (what) failures.push(failure(only, walk, what));
    return result(wishes, stepsOf(walk), failures);
  }
  const told = new Set<string>();
  let points = 0;
  for (let at = 0; points < steps && failures.length < MOST_FAILURES; at++) {
    const id = `R18:${seed + at}`;
    const walk = walkOf(id);
    points += stepsOf(walk);
    const what = await runWalk(walk, wishes);
    if (what === undefined) continue;
    // One of a kind is shortened; the others have the same cause more often than not.
    const kind = what.replace(/[\d]+/g, '').slice(0, 80);
    const short = told.has(kind)
      ? { id, walk, what }
      : await shortenWalk({ id, walk, what }, wishes);
    failures.push(failure(short.id, short.walk, short.what));
    told.add(kind);
  }
  return result(wishes, points, failures);
}

function walkOf(id: string): Walk {
  const [, seed, slots, rounds] =
    /^R18:(-?\d+)(?::([\d,]+):([\d,]+))?$/.exec(id) ?? [];
  if (seed === undefined) {
    throw new Error(
      `"${id}" is no point of R18. Write R18:<seed> or R18:<seed>:<requests>:<rounds>, such as R18:11:5:0,1.`,
    );
  }
  const [walk] = fc.sample(walks(), { seed: Number(seed), numRuns: 1 });
  return slots && rounds
    ? partOfWalk(walk, numbers(slots), numbers(rounds))
    : walk;
}

function numbers(text: string): number[] {
  return text.split(',').map(Number);
}

function failure(id: string, walk: Walk, what: string): PointResult {
  return { id, ok: false, what: `${describeWalk(walk)} ⇒ ${what}` };
}

function result(
  wishes: Map<string, string[]>,
  points: number,
  failures: PointResult[],
): PartResult {
  return { part: 'R18', trace: wishes.size, points, failures };
}
