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
  budget: { explore: 5_200, test: 40 },
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
        for (let crash = 1; crash <= 27; crash++) {
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

async function deleteAndCrash(
  scenario: Scenario,
  deletion: number,
  crash: number,
  when: 'before' | 'lost' | 'after',
): Promise<PointOutcome> {
  let writes = 0;
  let world: ExploredWorld | undefined;
  let deleted = false;
  let crashed = false;
  const plan = (call: Call): CallFault | undefined => {
    if (call.kind !== 'write' || call.number < 1) return undefined;
    writes += 1;
    if (!deleted && writes === deletion) {
      deleted = true;
      writes = 0;
      removeHostname(world!, SHOP);
      return undefined;
    }
    if (deleted && !crashed && writes === crash) {
      crashed = true;
      return when === 'lost' ? { kind: 'loseAnswer' } : { kind: 'crash', when };
    }
    return undefined;
  };
  const ending: Scenario = {
    ...scenario,
    isDone: each => deleted && isForgotten(each),
  };
  try {
    const run = await runScenario(ending, {
      world: 'memory',
      plan,
      idleLooks: 0,
      restMs: 60_000,
      interfere: each => {
        world = each;
      },
    });
    if (!crashed) return { kind: 'notReached' };
    const left = leftovers(run);
    return left.length === 0
      ? { kind: 'ok' }
      : { kind: 'failed', what: left.slice(0, 5).join('; ') };
  } catch (error) {
    return { kind: 'failed', what: (error as Error).message };
  }
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
