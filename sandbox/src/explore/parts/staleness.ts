import { AnyObject, ExploredWorld } from '../world/ExploredWorld';
import { Part, Point, tracesOf } from './Part';
import { runScenario } from '../runScenario';
import { Scenario } from '../scenarios';
import { difference } from '../compare';
import { tryPlan } from './tryFault';
import { UnseenPair, unseenPairs } from './unseenPairs';

const LAGS = [1, 5, 20, 50];
/** Virtual milliseconds after which a server has caught up in any case. */
const LONGEST_LAG = 60_000;

/** R4: from every change on the API server shows an old cluster, until so many further changes have happened. */
export const staleReads: Part = {
  id: 'R4',
  title: 'a server that lags 1 to 50 events behind, from every change on',
  budget: { explore: 520, test: 30 },
  async points(traces) {
    const points: Point[] = [];
    for (const { scenario, trace } of await tracesOf(traces, 'memory')) {
      const { length } = await changesOf(scenario);
      for (let change = 1; change <= length; change++) {
        for (const lag of LAGS)
          points.push({
            id: `R4:${scenario.name}:${change}:${lag}`,
            run: () => {
              const freeze = freezeAt(change, lag);
              return tryPlan(
                scenario,
                trace,
                { world: 'memory', interfere: freeze.interfere },
                freeze.fired,
              );
            },
          });
      }
    }
    return points;
  },
};

/** R5: at every change somebody does and undoes something, and nobody sees either; the next list shows only the end. */
export const unseenEvents: Part = {
  id: 'R5',
  title: 'what is done and undone unseen, at every change',
  budget: { explore: 400, test: 20 },
  async points(traces) {
    const points: Point[] = [];
    for (const { scenario, trace } of await tracesOf(traces, 'memory')) {
      const { length } = await changesOf(scenario);
      for (let change = 1; change <= length; change++) {
        for (const pair of unseenPairs)
          points.push({
            id: `R5:${scenario.name}:${change}:${pair.name}`,
            run: () => {
              const doing = doAndUndoAt(change, pair);
              return tryPlan(
                scenario,
                trace,
                { world: 'memory', interfere: doing.interfere },
                doing.fired,
                (faultFree, run) =>
                  difference(
                    { ...faultFree, ledger: without(faultFree.ledger, pair) },
                    { ...run, ledger: without(run.ledger, pair) },
                  ),
              );
            },
          });
      }
    }
    return points;
  },
};

/** The changes of all objects but Events and leases in a run without faults. */
async function changesOf(scenario: Scenario): Promise<{ length: number }> {
  const changes: string[] = [];
  await runScenario(scenario, {
    world: 'memory',
    idleLooks: 0,
    interfere: world =>
      world.clusters[0].onEveryChange(({ object }) => {
        if (counts(object.kind)) changes.push(object.kind);
      }),
  });
  return changes;
}

function freezeAt(change: number, lag: number) {
  let fired = false;
  return {
    fired: () => fired,
    interfere(world: ExploredWorld) {
      const [cluster] = world.clusters;
      let seen = 0;
      let thaw: (() => void) | undefined;
      const stop = cluster.onEveryChange(({ object }) => {
        if (!counts(object.kind)) return;
        seen += 1;
        if (seen === change) {
          fired = true;
          thaw = cluster.freezeReads();
          world.clock.schedule(LONGEST_LAG, () => {
            thaw?.();
            stop();
          });
        }
        if (seen === change + lag) thaw?.();
      });
    },
  };
}

function doAndUndoAt(change: number, pair: UnseenPair) {
  let fired = false;
  return {
    fired: () => fired,
    interfere(world: ExploredWorld) {
      const [cluster] = world.clusters;
      const unseen = new Set<string>();
      let seen = 0;
      let acting = false;
      cluster.hideEvents(({ object }) => unseen.has(versionOf(object)));
      cluster.onEveryChange(({ object }) => {
        if (acting) unseen.add(versionOf(object));
        if (acting || !counts(object.kind)) return;
        seen += 1;
        if (seen !== change) return;
        // In a turn of its own: the write that was noticed has to end first.
        world.clock.schedule(1, () => {
          acting = true;
          fired = pair.run(cluster);
          acting = false;
          if (fired) cluster.expireWatches();
        });
      });
    },
  };
}

/** What the pair itself makes and removes is not the product's doing. */
function without(ledger: string[], { kind }: UnseenPair): string[] {
  return ledger.filter(line => !line.includes(` ${kind} `));
}

function versionOf({ metadata }: AnyObject): string {
  return String(metadata.resourceVersion);
}

function counts(kind: string): boolean {
  return kind !== 'Event' && kind !== 'Lease';
}
