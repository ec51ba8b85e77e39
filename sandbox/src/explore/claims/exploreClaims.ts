import { seededRandom } from '@hostmaster/kubernetes-runtime/testUtils';
import { PartResult } from '../PartResult';
import { isEnough, Selection } from '../Selection';
import { Choose, ClaimRace } from './ClaimRace';
import { judgeRace } from './judgeRace';
import { RaceSetup, pairs, randomSetup } from './raceSetups';

const RANDOM_RACES = 100_000;

/** Failures beyond these are counted, not told. */
const TOLD = 20;

/**
 * R12: two to ten controllers of different clusters claim the same hostname, or a wildcard and names below it, at the same
 * moment. For two, every order of their calls (those that differ only in the order of calls that cannot notice each other are
 * run once) and every choice between an old and a new listing; for more, random ones.
 *
 * Ids: `R12/<pair>/<choices>`, one digit per choice, and `R12/random/<seed>/<number>`.
 */
export async function exploreClaims(
  options: Selection & {
    seed: number;
    /** How many random races; as a rule 100,000. */
    random?: number;
  },
): Promise<PartResult> {
  const { seed, only, random = RANDOM_RACES } = options;
  const result: PartResult = { part: 'R12', trace: 0, points: 0, failures: [] };
  if (only) {
    await replay(only, result);
    return result;
  }
  for (const setup of pairs)
    if (isMeant(`R12/${setup.name}/`, options))
      await exploreAll(setup, result, {}, options);
  if (!isMeant('R12/random/', options)) return result;
  for (let number = 0; number < random; number++) {
    if (isEnough(result, options)) break;
    await raceAtRandom(seed, number, result);
  }
  return result;
}

/** Whether ids that begin so are among those that are asked for. */
function isMeant(start: string, { prefix = '' }: Selection): boolean {
  return start.startsWith(prefix) || prefix.startsWith(start);
}

/** Depth first over all choices: each run repeats the choices so far and takes the first of every new one. */
export async function exploreAll(
  setup: RaceSetup,
  result: PartResult,
  options: ClaimRace['options'] = {},
  selection: Selection = {},
): Promise<void> {
  let prefix: number[] | undefined = [];
  let isFirst = true;
  while (prefix && !isEnough(result, selection)) {
    const taken: Array<{ choice: number; count: number }> = [];
    const given: number[] = prefix;
    const choose: Choose = count => {
      const choice = given[taken.length] ?? 0;
      taken.push({ choice, count });
      return choice;
    };
    const race = new ClaimRace(setup, choose, options);
    const outcome = await outcomeOf(race);
    if (isFirst) result.trace += race.calls;
    isFirst = false;
    const digits = taken.map(({ choice }) => choice.toString(36)).join('');
    note(result, `R12/${setup.name}/${digits}`, outcome);
    prefix = nextOf(taken);
  }
}

function nextOf(
  taken: Array<{ choice: number; count: number }>,
): number[] | undefined {
  for (let last = taken.length - 1; last >= 0; last--) {
    if (taken[last].choice + 1 < taken[last].count) {
      return [
        ...taken.slice(0, last).map(({ choice }) => choice),
        taken[last].choice + 1,
      ];
    }
  }
  return undefined;
}

async function raceAtRandom(
  seed: number,
  number: number,
  result: PartResult,
): Promise<void> {
  const random = seededRandom(`${seed}/${number}`);
  const race = new ClaimRace(
    randomSetup(random),
    count => Math.floor(random() * count),
    { everyOrder: true },
  );
  note(result, `R12/random/${seed}/${number}`, await outcomeOf(race), () =>
    describe(race.setup),
  );
}

async function replay(id: string, result: PartResult): Promise<void> {
  const [, name, first = '', second] = id.split('/');
  if (name === 'random') {
    await raceAtRandom(Number(first), Number(second), result);
    return;
  }
  const setup = pairs.find(each => each.name === name);
  if (!setup) {
    const known = pairs.map(each => each.name).join(', ');
    throw new Error(
      `there is no race "${id}"; ids are R12/<pair>/<choices> with one of ${known}, or R12/random/<seed>/<number>`,
    );
  }
  let position = 0;
  const race = new ClaimRace(setup, () =>
    Number.parseInt(first[position++] ?? '0', 36),
  );
  const outcome = await outcomeOf(race);
  result.trace += race.calls;
  note(result, id, outcome);
}

/** `what` is wrong; `redundant` orders are not counted. */
type Outcome = 'right' | 'redundant' | { what: string };

async function outcomeOf(race: ClaimRace): Promise<Outcome> {
  try {
    if ((await race.run()) === 'redundant') return 'redundant';
    const what = await judgeRace(race);
    return what === undefined ? 'right' : { what };
  } catch (error) {
    return { what: `${(error as Error).name}: ${(error as Error).message}` };
  }
}

function note(
  result: PartResult,
  id: string,
  outcome: Outcome,
  details: () => string = () => '',
): void {
  if (outcome === 'redundant') return;
  result.points += 1;
  if (outcome === 'right') return;
  const isTold = result.failures.length < TOLD;
  const what = isTold ? `${outcome.what} ${details()}`.trim() : undefined;
  result.failures.push({ id, ok: false, ...(what ? { what } : {}) });
}

function describe({ contenders }: RaceSetup): string {
  return contenders
    .map(
      ({ installation, cluster, namespace, names }) =>
        `${installation}/${cluster}/${namespace}: ${names.join('+')}`,
    )
    .join('; ');
}
