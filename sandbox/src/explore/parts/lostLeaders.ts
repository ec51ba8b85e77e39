import { furtherScenarios, scenarios } from '../scenarios';
import { ExploredWorld } from '../world/ExploredWorld';
import { leaseKind } from '../world/kinds';
import { Part, Point, tracesOf } from './Part';
import { difference } from '../compare';
import { tryPlan } from './tryFault';

/** Milliseconds the leader stands still. */
const FREEZES = [1_000, 12_000, 20_000, 60_000, 120_000];

/** R13: the leader stands still before or after every write, while another process may take over. */
export const lostLeaders: Part = {
  id: 'R13',
  title: 'a leader that stands still at every write while another leads',
  budget: { explore: 330, test: 30 },
  async points(traces) {
    const points: Point[] = [];
    for (const { scenario, trace } of await tracesOf(traces, 'memory', [
      ...scenarios,
      furtherScenarios.two,
    ])) {
      const writes = trace.calls.filter(({ kind }) => kind === 'write').length;
      for (let write = 1; write <= writes; write++) {
        for (const when of ['before', 'after'] as const) {
          for (const milliseconds of FREEZES) {
            points.push({
              id: `R13:${scenario.name}:${write}:${when}:${
                milliseconds / 1_000
              }s`,
              run: () => {
                let seen = 0;
                let fired = false;
                let watched: string[] = [];
                return tryPlan(
                  scenario,
                  trace,
                  {
                    world: 'memory',
                    // Who stands still moves again before it is looked whether all is idle.
                    restMs: milliseconds + 90_000,
                    interfere: world => {
                      world.start();
                      watched = writesAfterLoss(world);
                    },
                    plan: call => {
                      if (call.kind !== 'write' || call.number < 1)
                        return undefined;
                      seen += 1;
                      if (seen !== write) return undefined;
                      fired = true;
                      return { kind: 'freeze', when, milliseconds };
                    },
                  },
                  () => fired,
                  (faultFree, run) =>
                    difference(faultFree, {
                      ...run,
                      violations: [...run.violations, ...watched],
                    }),
                );
              },
            });
          }
        }
      }
    }
    return points;
  },
};

/** I6: collects what a process effectively wrote while another one held the lease. */
function writesAfterLoss(world: ExploredWorld): string[] {
  const found: string[] = [];
  let total = world.ledger.total;
  const checked = world.onExecuted;
  world.onExecuted = call => {
    checked?.(call);
    const changed = world.ledger.total !== total;
    total = world.ledger.total;
    if (!changed || call.kind !== 'write') return;
    const [lease] = world.clusters[0].list(leaseKind);
    const holder = String(lease?.spec.holderIdentity ?? '');
    if (!holder.includes(`product-${call.process}`))
      found.push(
        `I6 process ${call.process} wrote ${call.operation} ${call.target} while ${holder} led`,
      );
  };
  return found;
}
