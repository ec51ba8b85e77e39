import { Outcome, runScenario } from '../runScenario';
import { coreScenarios, furtherScenarios, Scenario } from '../scenarios';
import { isForgotten, removeHostname } from '../tenant';
import { Call, CallFault } from '../world/Call';
import { ExploredWorld } from '../world/ExploredWorld';
import { Part, Point, PointOutcome, tracesOf } from './Part';

const SHOP = 'shop.example.test';

/** R3: the request is deleted at every write, and the process dies at every later one. */
export const deletionsAndCrashes: Part = {
  id: 'R3',
  title: 'deleted at every write, with a crash at every later one',
  budget: { explore: 3_100, test: 40 },
  async points(traces) {
    const points: Point[] = [];
    const chosen = [
      ...coreScenarios.filter(({ name }) =>
        ['request', 'change'].includes(name),
      ),
      furtherScenarios.neighbours,
    ];
    for (const { scenario, trace } of await tracesOf(
      traces,
      'memory',
      chosen,
    )) {
      const writes = trace.calls.filter(({ kind }) => kind === 'write').length;
      for (let deletion = 1; deletion <= writes; deletion++) {
        const later = await laterWrites(scenario, deletion);
        for (let crash = 1; crash <= later; crash++) {
          for (const when of ['before', 'lost', 'after'] as const)
            points.push({
              id: `R3:${scenario.name}:${deletion}:${crash}${when}`,
              run: () => deleteAndCrash(scenario, deletion, crash, when),
            });
        }
      }
    }
    return points;
  },
};

const known = new Map<string, Promise<number>>();

/** How many writes follow when the request is deleted at its n-th and nothing else goes wrong. */
function laterWrites(scenario: Scenario, deletion: number): Promise<number> {
  const key = `${scenario.name} ${deletion}`;
  const found = known.get(key) ?? deleteAndCount(scenario, deletion);
  known.set(key, found);
  return found;
}

async function deleteAndCount(
  scenario: Scenario,
  deletion: number,
): Promise<number> {
  const { run, writes } = deleteAt(scenario, deletion);
  try {
    await run();
    return writes();
  } catch {
    // What goes wrong without a crash does so with one after the first write.
    return 1;
  }
}

async function deleteAndCrash(
  scenario: Scenario,
  deletion: number,
  crash: number,
  when: 'before' | 'lost' | 'after',
): Promise<PointOutcome> {
  let crashed = false;
  const { run } = deleteAt(scenario, deletion, later => {
    if (crashed || later !== crash) return undefined;
    crashed = true;
    return when === 'lost' ? { kind: 'loseAnswer' } : { kind: 'crash', when };
  });
  try {
    const outcome = await run();
    if (!crashed) return { kind: 'notReached' };
    const left = leftovers(outcome);
    return left.length === 0
      ? { kind: 'ok' }
      : { kind: 'failed', what: left.slice(0, 5).join('; ') };
  } catch (error) {
    return { kind: 'failed', what: (error as Error).message };
  }
}

/** A run in which the request is deleted at its n-th write; `atLater` is asked for a fault at each write after that. */
function deleteAt(
  scenario: Scenario,
  deletion: number,
  atLater: (later: number) => CallFault | undefined = () => undefined,
) {
  let writes = 0;
  let world: ExploredWorld | undefined;
  let deleted = false;
  const plan = (call: Call): CallFault | undefined => {
    if (call.kind !== 'write' || call.number < 1) return undefined;
    writes += 1;
    if (deleted) return atLater(writes);
    if (writes === deletion) {
      deleted = true;
      writes = 0;
      removeHostname(world!, SHOP);
    }
    return undefined;
  };
  const ending: Scenario = {
    ...scenario,
    isDone: each => deleted && isForgotten(each),
  };
  const run = () =>
    runScenario(ending, {
      world: 'memory',
      plan,
      idleLooks: 0,
      restMs: 45_000,
      interfere: each => {
        world = each;
      },
    });
  return { run, writes: () => writes };
}

/** What speaks of the hostname though it is gone. */
function leftovers({ state, violations }: Outcome): string[] {
  return [
    ...violations,
    ...state
      .filter(
        line =>
          line.includes('shop') && !/HTTPRoute edge\/|foreign\.test/.test(line),
      )
      .map(line => `is left: ${line.slice(0, 300)}`),
  ];
}
