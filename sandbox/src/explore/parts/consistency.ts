import { scenarios } from '../scenarios';
import { Part, Point, tracesOf } from './Part';
import { tryPlan } from './tryFault';

/** Milliseconds for which an API answers reads with what it answered before. */
const DELAYS = [0, 1_000, 10_000, 60_000, 300_000];

/** R9: from every read of AWS on, that API shows old answers for up to five minutes. */
export const readAfterWrite: Part = {
  id: 'R9',
  title: 'reads of AWS that are 0 to 300 s old, from every read on',
  budget: { explore: 505, test: 6 },
  async points(traces) {
    const points: Point[] = [];
    for (const { scenario, trace } of await tracesOf(
      traces,
      'emulated',
      scenarios,
    )) {
      const reads = trace.calls.filter(
        ({ service, kind }) => service !== 'kubernetes' && kind === 'read',
      );
      for (const { number, service, operation } of reads) {
        for (const delay of DELAYS) {
          points.push({
            id: `R9:${scenario.name}:${number}:${delay / 1_000}s`,
            run: () => {
              let since: number | undefined;
              let now = () => 0;
              return tryPlan(
                scenario,
                trace,
                {
                  world: 'emulated',
                  restMs: delay + 90_000,
                  interfere: world => {
                    now = () => world.clock.monotonic();
                  },
                  plan: call => {
                    if (call.number === number) since ??= now();
                    const isMeant =
                      since !== undefined &&
                      call.service === service &&
                      call.operation === operation;
                    return isMeant && now() <= since! + delay
                      ? { kind: 'stale' }
                      : undefined;
                  },
                },
                () => since !== undefined,
              );
            },
          });
        }
      }
    }
    return points;
  },
};
