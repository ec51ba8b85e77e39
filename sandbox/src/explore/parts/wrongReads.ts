import { applyHostname, isReady, requestOf } from '../tenant';
import { Scenario } from '../scenarios';
import { Call } from '../world/Call';
import { wrongNothings } from '../world/wrongNothings';
import { Part, Point } from './Part';
import { tryPlan } from './tryFault';

const NAMES = ['shop.example.test', 'cart.example.test'];
/** Virtual milliseconds for which the list is wrong. */
const SPANS = [0, 10 * 60_000];

/** Three live names, and a process that starts and lists everything. */
const restart: Scenario = {
  name: 'restart',
  prepare: async world => {
    for (const name of NAMES) applyHostname(world, name);
    await world.until('all names are live', () =>
      NAMES.every(name => isReady(requestOf(world, name))),
    );
  },
  begin: world => world.current.kill(),
  isDone: world =>
    NAMES.every(name => isReady(requestOf(world, name))) &&
    world.current.reconciler.status().leading,
};

/** R17: after a restart each list says in ten ways that there is nothing, once or for ten minutes. */
export const wrongReads: Part = {
  id: 'R17',
  title: 'ten forms of a wrong "nothing" on every list',
  budget: { explore: 200, test: 30 },
  async points(traces) {
    const trace = await traces.of(restart, 'emulated');
    const lists = new Map<string, Call>();
    for (const call of trace.calls)
      if (isList(call)) lists.set(keyOf(call), call);
    const points: Point[] = [];
    for (const [key] of lists) {
      for (const label of wrongNothings) {
        for (const span of SPANS)
          points.push({
            id: `R17:${key}:${label}:${span === 0 ? 'once' : '10min'}`,
            run: () => {
              let since: number | undefined;
              let now = () => 0;
              return tryPlan(
                restart,
                trace,
                {
                  world: 'emulated',
                  restMs: 15 * 60_000,
                  interfere: world => {
                    now = () => world.clock.monotonic();
                  },
                  plan: call => {
                    if (call.number < 1 || keyOf(call) !== key)
                      return undefined;
                    const isFirst = since === undefined;
                    since ??= now();
                    return isFirst || now() < since + span
                      ? { kind: 'rewrite', label }
                      : undefined;
                  },
                },
                () => since !== undefined,
              );
            },
          });
      }
    }
    return points;
  },
};

function isList({ service, operation, kind }: Call): boolean {
  if (kind !== 'read') return false;
  return service === 'kubernetes'
    ? operation === 'list'
    : /^(List|Describe.*s$)/.test(operation);
}

function keyOf({ service, operation, target }: Call): string {
  return service === 'kubernetes'
    ? `${operation} ${target}`
    : `${service} ${operation}`;
}
