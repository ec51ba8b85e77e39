import { JsonObject } from '@backstage/types';
import {
  applyHostname,
  conditionOf,
  isForgotten,
  isReady,
  removeHostname,
  requestOf,
} from './tenant';
import {
  ExploredWorld,
  ExploredWorldOptions,
  exploreConfig,
} from './world/ExploredWorld';

/** A course of events whose calls are interfered with. */
export interface Scenario {
  name: string;
  options?: ExploredWorldOptions;
  /** Where it is run; left out: in both worlds. */
  worlds?: Array<'memory' | 'emulated'>;
  /** What is there before; nothing goes wrong in it, and nothing of it counts. */
  prepare?: (world: ExploredWorld) => Promise<void>;
  /** What others do at the beginning. */
  begin: (world: ExploredWorld) => void;
  /** Whether the end is reached. */
  isDone: (world: ExploredWorld) => boolean;
}

const SHOP = 'shop.example.test';
const WWW = 'www.example.test';
const CART = 'cart.example.test';

const live = async (world: ExploredWorld, hostname = SHOP) => {
  applyHostname(world, hostname);
  await world.until(`${hostname} is live`, () =>
    isReady(requestOf(world, hostname)),
  );
};

/** From a request to a live hostname. */
const request: Scenario = {
  name: 'request',
  begin: world => applyHostname(world, SHOP),
  isDone: world => isReady(requestOf(world, SHOP)),
};

/** A live hostname is given up: until even the cool-down is over. */
const remove: Scenario = {
  name: 'remove',
  prepare: live,
  begin: world => removeHostname(world, SHOP),
  isDone: isForgotten,
};

/** A live hostname gets a second name and another key: a new certificate, and the old one goes. */
const change: Scenario = {
  name: 'change',
  prepare: live,
  begin: world =>
    applyHostname(world, SHOP, {
      spec: {
        certificate: { additionalNames: [WWW], keyAlgorithm: 'RSA_2048' },
      },
    }),
  isDone: world =>
    isReady(requestOf(world, SHOP)) &&
    world.outside
      .certificates()
      .filter(({ names }) => names.includes(SHOP))
      .every(({ names, attached }) => names.includes(WWW) && attached),
};

/** Two teams ask for one name; the second gets it when the first lets go. */
const contest: Scenario = {
  name: 'contest',
  prepare: async world => {
    await live(world);
    applyHostname(world, SHOP, { namespace: 'other' });
    await world.until(
      'the second team is told',
      () =>
        conditionOf(requestOf(world, SHOP, { namespace: 'other' }), 'Denied')
          ?.status === 'True',
    );
  },
  begin: world => removeHostname(world, SHOP),
  isDone: world =>
    isReady(requestOf(world, SHOP, { namespace: 'other' })) &&
    requestOf(world, SHOP) === undefined,
};

/** A live hostname is handed to another team; at no moment has it no owner or two. */
const transfer: Scenario = {
  name: 'transfer',
  prepare: live,
  begin: world => {
    applyHostname(world, SHOP, {
      annotations: { 'hostmaster.dev/transfer-to': 'prod/other/shop' },
    });
    applyHostname(world, SHOP, { namespace: 'other' });
  },
  isDone: world =>
    isReady(requestOf(world, SHOP, { namespace: 'other' })) &&
    conditionOf(requestOf(world, SHOP), 'Denied')?.status === 'True',
};

/** The certificate authority shows a certificate only long after it was asked for: later than the next process looks. */
const slow: Scenario = {
  ...request,
  name: 'slow',
  worlds: ['emulated'],
  options: { certificateVisible: 90_000 },
};

/** Two names of a team come at the same moment, onto the same gateway. */
const two: Scenario = {
  name: 'two',
  worlds: ['memory'],
  begin: world => [SHOP, CART].forEach(name => applyHostname(world, name)),
  isDone: world => [SHOP, CART].every(name => isReady(requestOf(world, name))),
};

/** The first gateway has no place left when another name comes. */
const full: Scenario = {
  name: 'full',
  worlds: ['memory'],
  options: { config: { profiles: { alb: poolOfOne() } } },
  prepare: live,
  begin: world => applyHostname(world, CART),
  isDone: two.isDone,
};

/** Records of others stand at the name, beside it and below it. */
const neighbours: Scenario = {
  ...request,
  name: 'neighbours',
  worlds: ['memory'],
  async prepare({ outside }) {
    for (const record of [
      { name: SHOP, type: 'MX', values: ['10 mail.foreign.test.'] },
      { name: SHOP, type: 'TXT', values: ['"v=spf1 include:foreign.test"'] },
      {
        name: `_${'5e'.repeat(16)}.${SHOP}`,
        type: 'CNAME',
        values: ['_other.account.foreign.test'],
      },
      { name: 'mail.example.test', type: 'CNAME', values: ['foreign.test'] },
    ])
      outside.putRecord({ ttl: 300, ...record });
  },
};

const ALL = ['one', 'two', 'three'].map(name => `${name}.example.test`);

/** Everything of a cluster is deleted at once, by mistake as a rule: nothing goes before a person has looked. */
const mass: Scenario = {
  name: 'mass',
  worlds: ['memory'],
  async prepare(world) {
    for (const name of ALL) await live(world, name);
  },
  begin: world => ALL.forEach(name => removeHostname(world, name)),
  isDone: world =>
    ALL.every(
      name =>
        conditionOf(requestOf(world, name), 'DnsAliasReady')?.reason ===
        'BrakeApplied',
    ),
};

function poolOfOne(): JsonObject {
  const { profiles } = exploreConfig({}).hostnames as {
    profiles: { alb: JsonObject & { limits: JsonObject } };
  };
  const { alb } = profiles;
  return { ...alb, limits: { ...alb.limits, certificates: 1 } };
}

/** The four whose pairs of crashes are all tried. */
export const coreScenarios: Scenario[] = [request, remove, change, contest];
/** Those whose every call is interfered with in every way. */
export const scenarios: Scenario[] = [...coreScenarios, transfer];
/** Those of which the one or other part makes use besides. */
export const furtherScenarios = { slow, two, full, neighbours, mass };
export const allScenarios: Scenario[] = [
  ...scenarios,
  ...Object.values(furtherScenarios),
];
