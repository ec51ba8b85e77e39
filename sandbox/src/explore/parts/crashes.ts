import { Outcome, runScenario } from '../runScenario';
import { runToCrash } from '../runToCrash';
import { allScenarios, coreScenarios } from '../scenarios';
import { CallFault, CallPlan } from '../world/Call';
import { Part, Point, tracesOf } from './Part';
import { isExternal, tryFault, tryRun } from './tryFault';

const positions: Array<{ name: string; fault: CallFault }> = [
  { name: 'before', fault: { kind: 'crash', when: 'before' } },
  { name: 'lost', fault: { kind: 'loseAnswer' } },
  { name: 'after', fault: { kind: 'crash', when: 'after' } },
];

/** After so long nobody remembers what was asked for: idempotency tokens live for an hour. */
const FORGOTTEN = 61 * 60_000;

/** R1: a crash before, a lost answer, and a crash after every call of every scenario; after writes also one for an hour. */
export const singleCrashes: Part = {
  id: 'R1',
  title: 'a crash or a lost answer at every call',
  budget: { explore: 1_020, test: 60 },
  async points(traces) {
    const points: Point[] = [];
    for (const world of ['memory', 'emulated'] as const) {
      for (const { scenario, trace } of await tracesOf(
        traces,
        world,
        allScenarios,
      )) {
        for (const { number } of trace.calls.filter(isExternal)) {
          for (const { name, fault } of positions)
            points.push({
              id: `R1:${world}:${scenario.name}:${number}:${name}`,
              run: () => tryFault(scenario, trace, { world }, number, fault),
            });
        }
        if (world === 'memory')
          points.push(
            ...writesOf(trace).map(number => ({
              id: `R1:${world}:${scenario.name}:down:${number}`,
              run: () =>
                tryFault(scenario, trace, { world }, number, {
                  kind: 'crash',
                  when: 'after',
                  downFor: FORGOTTEN,
                }),
            })),
          );
      }
    }
    return points;
  },
};

function writesOf({ calls }: Outcome): number[] {
  return calls
    .filter(({ kind }) => kind === 'write')
    .map(({ number }) => number);
}

/**
 * R2: two crashes, at every pair of writes. A crash between two writes leaves the world as it was after the first of them, so
 * that pairs of writes stand for pairs of calls.
 */
export const doubleCrashes: Part = {
  id: 'R2',
  title: 'two crashes, at every pair of writes',
  budget: { explore: 11_000, test: 60 },
  async points(traces) {
    const points: Point[] = [];
    for (const { scenario, trace } of await tracesOf(
      traces,
      'memory',
      coreScenarios,
    )) {
      const writes = trace.calls.filter(({ kind }) => kind === 'write').length;
      for (let first = 1; first <= writes; first++) {
        for (const when of ['before', 'after'] as const) {
          const crashed = once(() =>
            runToCrash(scenario, {
              plan: crashAtWrite(first, when).onCall,
              restMs: REST,
            }),
          );
          for (let second = 1; second <= writes - first + 2; second++) {
            for (const then of ['before', 'after'] as const) {
              points.push({
                id: `R2:${scenario.name}:${first}${when}:${second}${then}`,
                run: () => {
                  const { onCall, fired } = crashAtWrite(second, then);
                  return tryRun(
                    trace,
                    async () => {
                      const from = await crashed();
                      return (
                        from &&
                        runScenario(scenario, {
                          world: 'memory',
                          from,
                          idleLooks: 1,
                          restMs: REST,
                          plan: onCall,
                        })
                      );
                    },
                    fired,
                  );
                },
              });
            }
          }
        }
      }
    }
    return points;
  },
};

/** Milliseconds after the end. */
const REST = 45_000;

/** The process dies at its n-th write. */
function crashAtWrite(
  nth: number,
  when: 'before' | 'after',
): { fired: () => boolean; onCall: CallPlan } {
  let writes = 0;
  return {
    fired: () => writes >= nth,
    onCall: ({ kind, number }) => {
      if (kind !== 'write' || number < 1) return undefined;
      writes += 1;
      return writes === nth ? { kind: 'crash', when } : undefined;
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
