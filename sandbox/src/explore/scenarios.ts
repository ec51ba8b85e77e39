import {
  applyHostname,
  conditionOf,
  isForgotten,
  isReady,
  removeHostname,
  requestOf,
} from './tenant';
import { ExploredWorld, ExploredWorldOptions } from './world/ExploredWorld';

/** A course of events whose calls are interfered with. */
export interface Scenario {
  name: string;
  options?: ExploredWorldOptions;
  /** What is there before; nothing goes wrong in it, and nothing of it counts. */
  prepare?: (world: ExploredWorld) => Promise<void>;
  /** What others do at the beginning. */
  begin: (world: ExploredWorld) => void;
  /** Whether the end is reached. */
  isDone: (world: ExploredWorld) => boolean;
}

const SHOP = 'shop.example.test';
const WWW = 'www.example.test';

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
  isDone: world => isReady(requestOf(world, SHOP, { namespace: 'other' })),
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

/** The four whose pairs of crashes are all tried. */
export const coreScenarios: Scenario[] = [request, remove, change, contest];
export const scenarios: Scenario[] = [...coreScenarios, transfer];
