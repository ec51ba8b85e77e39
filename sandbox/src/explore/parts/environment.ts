import { Outcome } from '../runScenario';
import { coreScenarios } from '../scenarios';
import { Call, CallFault } from '../world/Call';
import { ExploredWorld } from '../world/ExploredWorld';
import { gatewayKind, leaseKind, listenerSetKind } from '../world/kinds';
import { Part, Point, tracesOf } from './Part';
import { tryPlan } from './tryFault';

const PHASES = 8;
/** Virtual milliseconds for which something is gone. */
const LOSS = 3 * 60_000;

/** Something of the surroundings that goes away for a while. */
interface Loss {
  name: string;
  /** What calls meet meanwhile. */
  onCall?: (call: Call) => CallFault | undefined;
  /** What is done once at the beginning; false: there was nothing to do it to. */
  strike?: (world: ExploredWorld) => void | false;
  /** What is done at the end; answers what is wrong by then. */
  heal?: (world: ExploredWorld) => string | undefined;
}

const SHOP = 'shop.example.test';
const FOREIGN = '192.0.2.9';
const ADDRESSES = ['A', 'AAAA', 'CNAME'];

const refused =
  (matches: (call: Call) => boolean, fault: CallFault) => (call: Call) =>
    matches(call) ? fault : undefined;
const ofKubernetes = ({ service }: Call) => service === 'kubernetes';
const error = (label: string): CallFault => ({ kind: 'error', label });

const losses: Loss[] = [
  {
    name: 'rights to write in the cluster',
    onCall: refused(
      call => ofKubernetes(call) && call.kind === 'write',
      error('Forbidden'),
    ),
  },
  {
    name: 'rights to read in the cluster',
    onCall: refused(
      call => ofKubernetes(call) && call.kind !== 'write',
      error('Forbidden'),
    ),
  },
  {
    name: 'the kinds of the Gateway API',
    onCall: refused(
      call =>
        ofKubernetes(call) && /^(listenersets|gateways)/.test(call.target),
      error('NotFound'),
    ),
  },
  {
    name: 'the cluster',
    onCall: refused(ofKubernetes, { kind: 'loseRequest' }),
  },
  {
    name: 'credentials of AWS',
    onCall: refused(
      call => !ofKubernetes(call),
      error('ExpiredTokenException'),
    ),
  },
  {
    name: 'the zone',
    onCall: refused(
      ({ service }) => service === 'route53',
      error('NoSuchHostedZone'),
    ),
  },
  {
    name: 'the gateway',
    strike: world => {
      const [cluster] = world.clusters;
      for (const { metadata } of cluster.list(gatewayKind))
        cluster.delete(gatewayKind, metadata);
    },
  },
  {
    name: 'the ListenerSet',
    strike: world => {
      const [cluster] = world.clusters;
      for (const { metadata } of cluster.list(listenerSetKind))
        cluster.delete(listenerSetKind, metadata);
    },
  },
  {
    name: 'the lease',
    strike: world => {
      const [cluster] = world.clusters;
      for (const { metadata } of cluster.list(leaseKind))
        cluster.delete(leaseKind, metadata);
    },
  },
  {
    name: 'a record of somebody else',
    strike: ({ outside }) => {
      const isTaken = outside
        .records()
        .some(({ name, type }) => name === SHOP && ADDRESSES.includes(type));
      if (isTaken) return false;
      outside.putRecord({ name: SHOP, type: 'A', ttl: 300, values: [FOREIGN] });
      return undefined;
    },
    heal: ({ outside }) => {
      const isThere = outside
        .records()
        .some(({ name, values }) => name === SHOP && values[0] === FOREIGN);
      if (!isThere) return `I2 the record ${SHOP} of somebody else is gone`;
      outside.removeRecord(SHOP, 'A');
      return undefined;
    },
  },
];

/** R16: something of the surroundings is lost for three minutes, in every phase. */
export const environmentLoss: Part = {
  id: 'R16',
  title:
    'rights, kinds, cluster, zone, credentials, gateway or lease lost, a foreign record in the way',
  budget: { explore: 130, test: 4 },
  async points(traces) {
    const points: Point[] = [];
    for (const { scenario, trace } of await tracesOf(
      traces,
      'emulated',
      coreScenarios,
    )) {
      for (const loss of losses) {
        for (let phase = 0; phase < PHASES; phase++) {
          const number = 1 + Math.floor((trace.calls.length * phase) / PHASES);
          points.push({
            id: `R16:${scenario.name}:${loss.name}:${phase + 1}`,
            run: () => {
              const losing = lose(loss, number);
              return tryPlan(
                scenario,
                trace,
                {
                  world: 'emulated',
                  restMs: LOSS + 3 * 60_000,
                  plan: losing.onCall,
                  interfere: losing.interfere,
                },
                losing.fired,
                (faultFree, run) =>
                  sameEnd(faultFree, {
                    ...run,
                    violations: [
                      // Where the surroundings take something from a name, it is without it for a while.
                      ...run.violations.filter(
                        what =>
                          !loss.strike ||
                          !/^I10|lost its listener with its alias$/.test(what),
                      ),
                      ...losing.violations,
                    ],
                  }),
              );
            },
          });
        }
      }
    }
    return points;
  },
};

function lose({ onCall, strike, heal }: Loss, number: number) {
  let world: ExploredWorld | undefined;
  let since: number | undefined;
  let missed = false;
  const violations: string[] = [];
  const begin = (struck: ExploredWorld) => {
    missed = strike?.(struck) === false;
    if (missed || !heal) return;
    struck.clock.schedule(LOSS, () => {
      const what = heal(struck);
      if (what) violations.push(what);
    });
  };
  return {
    violations,
    fired: () => since !== undefined && !missed,
    interfere(each: ExploredWorld) {
      world = each;
    },
    onCall(call: Call): CallFault | undefined {
      if (!world) return undefined;
      if (since === undefined && call.number >= number) {
        since = world.clock.monotonic();
        world.clock.schedule(1, () => begin(world!));
      }
      const isLost =
        since !== undefined && world.clock.monotonic() < since + LOSS;
      return isLost ? onCall?.(call) : undefined;
    },
  };
}

/**
 * What was taken away is made again, so that more was written than without; the end is the same. In the place of a gateway
 * that was deleted another one may serve, or none where no name is left.
 */
function sameEnd(faultFree: Outcome, run: Outcome): string | undefined {
  const wants = anyGateway(faultFree.state);
  const has = anyGateway(run.state);
  const found = [
    ...run.violations,
    ...[...wants]
      .filter(line => !has.has(line))
      .map(line => `end state lacks ${line.slice(0, 300)}`),
    ...[...has]
      .filter(line => !wants.has(line))
      .map(line => `end state has ${line.slice(0, 300)}`),
  ];
  return found.length > 0 ? found.slice(0, 20).join('; ') : undefined;
}

function anyGateway(state: string[]): Set<string> {
  return new Set(
    state
      .filter(line => !/^\w+ (Gateway|HTTPRoute edge\/|LoadBal)/.test(line))
      .filter(line => !isOfEmptyGateway(line))
      .map(line => line.replace(/gw-?\d\d(-[0-9a-f]+)?/g, 'gw')),
  );
}

/** The default certificate, and listeners that have no other. */
function isOfEmptyGateway(line: string): boolean {
  if (line.startsWith('certificate '))
    return line.includes('/default-certificate');
  return (
    line.startsWith('listener ') &&
    !line.replace(/\[default\.[^\]]*\]/g, '').includes('[')
  );
}
