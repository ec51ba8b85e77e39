import { runWalk } from './runWalk';
import { Walk, partOfWalk } from './Walk';

/** A walk that fails, and how. */
export interface FailingWalk {
  id: string;
  walk: Walk;
  what: string;
}

/** Runs at most: a failing walk waits long in virtual time for what does not come. */
const MOST_RUNS = 30;

/**
 * The failing walk with the requests and rounds left out that it fails without, in the same way. Each try starts from the
 * wishes known before, so that a walk that only contradicts an earlier one keeps doing so.
 */
export async function shortenWalk(
  { id, walk, what }: FailingWalk,
  wishes: Map<string, string[]>,
): Promise<FailingWalk> {
  let slots = range(Math.max(...walk.map(({ length }) => length)));
  let rounds = range(walk.length);
  let shortest = what;
  let runs = 0;
  const failsWith = async (fewerSlots: number[], fewerRounds: number[]) => {
    if (runs >= MOST_RUNS) return false;
    runs += 1;
    const seen = await runWalk(
      partOfWalk(walk, fewerSlots, fewerRounds),
      new Map(wishes),
    );
    if (seen === undefined || manner(seen) !== manner(what)) return false;
    shortest = seen;
    slots = fewerSlots;
    rounds = fewerRounds;
    return true;
  };

  const [, culprit] = /\bs(\d+): /.exec(what) ?? [];
  if (culprit) await failsWith([Number(culprit)], rounds);
  const [, last] = /in round (\d+)/.exec(what) ?? [];
  if (last) await failsWith(slots, range(Number(last) + 1));
  for (const round of [...rounds].reverse()) {
    await failsWith(
      slots,
      rounds.filter(each => each !== round),
    );
  }
  for (const slot of slots.length > 1 ? [...slots] : []) {
    await failsWith(
      slots.filter(each => each !== slot),
      rounds,
    );
  }
  return {
    id: `${id}:${slots}:${rounds}`,
    walk: partOfWalk(walk, slots, rounds),
    what: shortest,
  };
}

/** How it fails, whoever and whenever. */
function manner(what: string): string {
  return what
    .replace(/^.*?(?:s\d+|round \d+): /, '')
    .replace(/\d+/g, '')
    .slice(0, 40);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}
