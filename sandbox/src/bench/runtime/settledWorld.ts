import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import { TestWorld } from '@hostmaster/backstage-plugin-hostnames-backend/testUtils';
import { KubernetesObject, systemClock } from '@hostmaster/kubernetes-runtime';
import {
  chainConfig,
  LISTENED,
  OutsideWorld,
  PER_GATEWAY,
  ZONE,
} from './settledChain';

const AN_HOUR = 3_600_000;

/** What the reconciler leaves when everything is done. */
export interface SettledWorld extends OutsideWorld {
  objects: WorldObject[];
}

export type WorldObject = KubernetesObject & { status?: object };

/**
 * A world with `copies` gateways full of requests that are Ready, each with its route. The first gateway is the work of the
 * reconciler itself, in a world in memory; the others are copies of it with other names.
 */
export async function settledWorld(copies: number): Promise<SettledWorld> {
  const model = await modelWorld();
  const world: SettledWorld = {
    objects: [],
    records: [],
    certificates: [],
    balancers: [],
  };
  const known = new Set<string>();
  /** What is of no gateway, like the zone's own records, comes out the same each time. */
  const add = <T>(list: T[], items: T[]) => {
    for (const item of items) {
      const text = JSON.stringify(item);
      if (known.has(text)) continue;
      known.add(text);
      list.push(item);
    }
  };
  for (let copy = 0; copy < copies; copy++) {
    const { objects, records, certificates, balancers } = renamed(model, copy);
    add(world.objects, objects);
    add(world.records, records);
    add(world.certificates, certificates);
    add(world.balancers, balancers);
  }
  return world;
}

const MODEL = { namespace: 'team-model', gateway: 'gw-01' };
const modelName = (index: number) => `app-model${index}x`;

async function modelWorld(): Promise<SettledWorld> {
  const objects = new Map<string, WorldObject>();
  const world = new TestWorld({
    config: chainConfig,
    start: systemClock.now() - AN_HOUR,
  });
  world.api.onChange = (type, object) => {
    const { kind, metadata } = object;
    const key = `${kind} ${metadata.namespace}/${metadata.name}`;
    if (type === 'DELETED') objects.delete(key);
    else if (kind !== 'Event') objects.set(key, object);
  };
  world.namespaces(world.api, [MODEL.namespace]);
  const names = Array.from({ length: PER_GATEWAY }, (_, index) =>
    modelName(index),
  );
  for (const name of names) {
    const hostname = `${name}.${ZONE.name}`;
    world.request({ hostname }, { name, namespace: MODEL.namespace });
    world.route(hostname, { name, namespace: MODEL.namespace });
  }
  world.start();
  await world.until(
    () =>
      names.every(name => world.ready(name, MODEL.namespace) === 'True Live'),
    `${PER_GATEWAY} requests are Ready`,
  );
  await world.clock.advance(5 * 60_000);
  await world.stop();
  const model: SettledWorld = {
    objects: [...objects.values()],
    records: world.dns.records(ZONE.id),
    certificates: world.certificates.all(),
    balancers: world.balancers.all().map(balancer => ({
      ...balancer,
      certificates: [
        ...(world.balancers.listener(balancer.ref, LISTENED) ?? []),
      ],
    })),
  };
  await world.close();
  return model;
}

/** The model with the names of another gateway. Versions and generations begin anew where the objects are made. */
function renamed(model: SettledWorld, copy: number): SettledWorld {
  const names = new Map([
    [MODEL.namespace, `team-${String(copy).padStart(3, '0')}`],
    [MODEL.gateway, `gw-${String(copy + 1).padStart(2, '0')}`],
  ]);
  for (let index = 0; index < PER_GATEWAY; index++) {
    const before = modelName(index);
    const after = `app-${copy * PER_GATEWAY + index}`;
    names.set(before, after);
    names.set(
      listenerSetName(`${before}.${ZONE.name}`),
      listenerSetName(`${after}.${ZONE.name}`),
    );
  }
  for (const { kind, metadata } of model.objects) {
    if (kind === 'GatewayHostnameRequest' && metadata.uid)
      names.set(metadata.uid, `${metadata.uid}-${copy}`);
  }
  for (const { ref, owner } of model.certificates) {
    if (owner?.identity.namespace !== MODEL.namespace) continue;
    names.set(ref, `${ref}-${copy}`);
  }
  const longestFirst = [...names.keys()].sort(
    (left, right) => right.length - left.length,
  );
  const pattern = new RegExp(
    `(?:${longestFirst.map(escaped).join('|')})(?!\\d)`,
    'g',
  );
  const text = JSON.stringify(model)
    .replace(pattern, name => names.get(name) as string)
    .replace(/"observedGeneration":\d+/g, '"observedGeneration":1');
  return JSON.parse(text) as SettledWorld;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
