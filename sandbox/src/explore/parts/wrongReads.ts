import { applyHostname, isReady, requestOf } from '../tenant';
import { difference } from '../compare';
import { Outcome } from '../runScenario';
import { Scenario } from '../scenarios';
import { Call } from '../world/Call';
import { ExploredWorld } from '../world/ExploredWorld';
import { wrongNothings } from '../world/wrongNothings';
import { Part, Point, PointOutcome } from './Part';
import { tryPlan } from './tryFault';

const NAMES = ['shop.example.test', 'cart.example.test'];
/** Virtual milliseconds for which the list is wrong. */
const SPANS = [0, 10 * 60_000];

const prepare = async (world: ExploredWorld) => {
  for (const name of NAMES) applyHostname(world, name);
  await world.until('all names are live', () =>
    NAMES.every(name => isReady(requestOf(world, name))),
  );
};
const isLeading = (world: ExploredWorld) =>
  world.current.reconciler.status().leading;

/** Live names, and a process that starts and lists everything. */
const restart: Scenario = {
  name: 'restart',
  prepare,
  begin: world => world.current.kill(),
  isDone: world =>
    isLeading(world) && NAMES.every(name => isReady(requestOf(world, name))),
};

/**
 * The same where a cluster is read with lists. A list that is wrong and says of which version it is cannot be told from a right
 * one, and is never read again: what is live may be called not Ready, and is not touched.
 */
const restartWithLists: Scenario = {
  name: 'restart with lists',
  options: { pagedLists: true },
  prepare,
  begin: world => world.current.kill(),
  isDone: isLeading,
};

/** R17: after a restart each list says in ten ways that there is nothing, once or for ten minutes. */
export const wrongReads: Part = {
  id: 'R17',
  title: 'ten forms of a wrong "nothing" on every list',
  budget: { explore: 104, test: 4 },
  async points(traces) {
    const ofAws = await traces.of(restart, 'emulated');
    const ofClusters = await traces.of(restartWithLists, 'emulated');
    return [
      ...pointsOf(restartWithLists, ofClusters, isListOfCluster, untouched),
      ...pointsOf(restart, ofAws, isListOfAws, difference),
    ];
  },
};

function pointsOf(
  scenario: Scenario,
  trace: Outcome,
  isMeant: (call: Call) => boolean,
  compare: typeof difference,
): Point[] {
  const keys = new Set(trace.calls.filter(isMeant).map(keyOf));
  return [...keys].flatMap(key =>
    wrongNothings.flatMap(label =>
      SPANS.map(span => ({
        id: `R17:${key}:${label}:${span === 0 ? 'once' : '10min'}`,
        run: () => tellNothing(scenario, trace, { key, label, span }, compare),
      })),
    ),
  );
}

function tellNothing(
  scenario: Scenario,
  trace: Outcome,
  { key, label, span }: { key: string; label: string; span: number },
  compare: typeof difference,
): Promise<PointOutcome> {
  let since: number | undefined;
  let now = () => 0;
  return tryPlan(
    scenario,
    trace,
    {
      world: 'emulated',
      restMs: span + 5 * 60_000,
      interfere: world => {
        now = () => world.clock.monotonic();
      },
      plan: call => {
        if (call.number < 1 || keyOf(call) !== key) return undefined;
        const isFirst = since === undefined;
        since ??= now();
        return isFirst || now() < since + span
          ? { kind: 'rewrite', label }
          : undefined;
      },
    },
    () => since !== undefined,
    compare,
  );
}

/** All is as it was, but for what is said of it. */
function untouched(faultFree: Outcome, run: Outcome): string | undefined {
  const withoutStatus = (outcome: Outcome): Outcome => ({
    ...outcome,
    state: outcome.state.filter(
      line => !line.includes(' GatewayHostnameRequest '),
    ),
    violations: outcome.violations.filter(what => !what.startsWith('I7')),
  });
  return difference(withoutStatus(faultFree), withoutStatus(run));
}

function isListOfCluster({ service, operation, kind }: Call): boolean {
  return kind === 'read' && service === 'kubernetes' && operation === 'list';
}

function isListOfAws({ service, operation, kind }: Call): boolean {
  return (
    kind === 'read' &&
    service !== 'kubernetes' &&
    /^(List|Describe.*s$)/.test(operation)
  );
}

function keyOf({ service, operation, target }: Call): string {
  return service === 'kubernetes'
    ? `${operation} ${target}`.trim()
    : `${service} ${operation}`;
}
