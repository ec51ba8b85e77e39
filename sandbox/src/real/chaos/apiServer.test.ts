import {
  FINALIZER,
  GatewayHostnameRequest,
  gatewayHostnameRequestKind,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  CustomResourceDefinition,
  customResourceDefinitionKind,
  KubernetesObject,
  systemClock,
} from '@hostmaster/kubernetes-runtime';
import { kindOf } from '../../actors/gitOps/manifests';
import { inProcessRequestHandler } from '../../aws';
import { counterparts } from '../counterparts';
import { chaosCounts } from './chaosCounts';
import { ChaosWorld, startChaosWorld } from './ChaosWorld';
import { createChaosProduct } from './createChaosProduct';
import { distribution } from './distribution';
import { inspectWorld, isReady, settle } from './inspectWorld';
import { say, trace } from './say';
import { until } from './until';
import { Wire } from './Wire';

const { kubeApiServer } = counterparts(
  'chaos on a real kube-apiserver and etcd',
  ['kubeApiServer'],
);
const chaos = kubeApiServer ? describe : describe.skip;
const counts = chaosCounts();
const unharmed = { lost: [], twice: [], left: [] };
const MINUTE = 60_000;

/** From trouble's end to the first reconcile of what changed after it. */
const RECOVERY = MINUTE;

chaos('the reconciler on a real kube-apiserver and etcd, under load', () => {
  let world: ChaosWorld;
  let wire: Wire;

  beforeAll(async () => {
    world = await startChaosWorld({
      kubeApiServer: kubeApiServer!,
      period: 1_000,
    });
    wire = await Wire.to(world.server.port);
    world.closing.push(() => wire.close());
    await startProduct(world, wire);
    world.load.start(25);
    await until('a dozen hostnames are ready', async () => {
      const { items } = await world.client.list(gatewayHostnameRequestKind);
      return items.filter(isReady).length >= 12;
    });
  }, 6 * MINUTE);

  beforeEach(() => world.load.resume());

  afterEach(() => {
    if (process.env.HOSTMASTER_TRACE)
      process.stderr.write(`${world.log.splice(0).join('\n')}\n`);
  });

  afterAll(async () => {
    await world?.close();
  }, MINUTE);

  it(
    `goes on when the API server is killed and restarted ${counts.serverKills} times`,
    async () => {
      const recoveries: number[] = [];
      const outages: number[] = [];
      for (let kill = 1; kill <= counts.serverKills; kill++) {
        await systemClock.sleep(1_000 + 4_000 * Math.random());
        const down = systemClock.monotonic();
        await world.server.kill();
        // Every fourth time for longer than the lease can be kept.
        await systemClock.sleep(
          kill % 4 === 0
            ? 12_000 + 8_000 * Math.random()
            : 500 + 5_000 * Math.random(),
        );
        await world.server.start();
        outages.push(systemClock.monotonic() - down);
        recoveries.push(await recovery(world));
        trace(`kill ${kill}: ${recoveries.at(-1)} ms`);
      }
      const settled = await settle(world);
      const findings = await inspectWorld(world);
      say('api-server-killed', {
        kills: counts.serverKills,
        outageSeconds: distribution(outages),
        recoverySeconds: distribution(recoveries),
        ...summary(world, settled, findings),
      });
      expect(findings).toEqual(unharmed);
      expect(Math.max(...recoveries)).toBeLessThanOrEqual(RECOVERY);
    },
    (5 + counts.serverKills * 2) * MINUTE,
  );

  it.each([
    {
      what: 'of all clusters',
      kind: ['ClusterRoleBinding'],
      restart: false,
    },
    {
      what: 'of the edge namespace, with the lease',
      kind: ['RoleBinding'],
      restart: false,
    },
    {
      what: 'all, while the API server restarts',
      kind: ['ClusterRoleBinding', 'RoleBinding'],
      restart: true,
    },
  ])(
    'deletes nothing while its rights are away ($what), and goes on when they are back',
    async ({ what, kind, restart }) => {
      const bindings = world.rights.filter(
        object =>
          kind.includes(object.kind) &&
          object.metadata.name === 'hostmaster-controller',
      );
      expect(bindings).toHaveLength(kind.length);
      for (const binding of bindings)
        await world.client.delete(kindOf(binding), binding.metadata);
      if (restart) {
        await world.server.kill();
        await world.server.start();
      }
      await systemClock.sleep(25_000);
      await world.put(bindings);
      const took = await recovery(world);

      const settled = await settle(world);
      const findings = await inspectWorld(world);
      say('rights-away', {
        what,
        recoverySeconds: took / 1000,
        ...summary(world, settled, findings),
      });
      expect(findings).toEqual(unharmed);
      expect(took).toBeLessThanOrEqual(RECOVERY);
    },
    8 * MINUTE,
  );

  it.each([
    'domainclaims.hostmaster.dev',
    'httproutes.gateway.networking.k8s.io',
  ])(
    'takes nothing away when the definition %s goes with all its objects, and has all of it again afterwards',
    async name => {
      const definition = await definitionOf(world, name);
      await world.client.delete(customResourceDefinitionKind, { name });
      await untilGone(world, name);
      await systemClock.sleep(25_000);
      await world.put([definition]);
      world.census.forget(name.split('.')[0]);
      await established(world, name);
      world.load.applyAll();
      const took = await recovery(world);

      const settled = await settle(world);
      const findings = await inspectWorld(world);
      say('definition-away', {
        name,
        recoverySeconds: took / 1000,
        ...summary(world, settled, findings),
      });
      expect(findings).toEqual(unharmed);
      expect(took).toBeLessThanOrEqual(RECOVERY);
    },
    8 * MINUTE,
  );

  it(
    'takes nothing away when the definition of the requests is deleted and with it all requests, and adopts those that come back from Git',
    async () => {
      await settle(world);
      const name = 'gatewayhostnamerequests.hostmaster.dev';
      const definition = await definitionOf(world, name);
      const places = await placesOf(world);
      await world.client.delete(customResourceDefinitionKind, { name });
      await systemClock.sleep(25_000);
      const { items } = await world.client.list(gatewayHostnameRequestKind);
      const held = items.filter(
        ({ metadata }) =>
          metadata.deletionTimestamp !== undefined &&
          metadata.finalizers?.includes(FINALIZER),
      ).length;
      // What a person does who has read what the brake says, and wants it all back.
      await stripFinalizers(world, items);
      await untilGone(world, name);
      await world.put([definition]);
      world.census.forget('gatewayhostnamerequests');
      await established(world, name);
      world.load.applyAll();
      const took = await recovery(world);

      const settled = await settle(world);
      const findings = await inspectWorld(world);
      say('definition-away', {
        name,
        held,
        recoverySeconds: took / 1000,
        ...summary(world, settled, findings),
      });
      expect(findings).toEqual(unharmed);
      expect(held).toBe(world.load.wanted().length);
      expect(await placesOf(world)).toEqual(places);
      expect(took).toBeLessThanOrEqual(RECOVERY);
    },
    10 * MINUTE,
  );

  it(
    `catches up when etcd has forgotten what it has not seen yet, ${counts.compactions} times`,
    async () => {
      const recoveries: number[] = [];
      const compacted: number[] = [];
      for (let round = 1; round <= counts.compactions; round++) {
        wire.cut();
        await systemClock.sleep(4_000 + 10_000 * Math.random());
        await noise(world, 300);
        compacted.push(await world.server.compact());
        // Else the API server would go on from its memory.
        await world.server.kill();
        await world.server.start();
        wire.mend();
        recoveries.push(await recovery(world));
        // And once with streams that are up to date.
        await world.server.compact();
        await systemClock.sleep(2_000);
      }
      const settled = await settle(world);
      const findings = await inspectWorld(world);
      say('etcd-compacted', {
        rounds: counts.compactions,
        revisions: compacted,
        recoverySeconds: distribution(recoveries),
        ...summary(world, settled, findings),
      });
      expect(findings).toEqual(unharmed);
      expect(Math.max(...recoveries)).toBeLessThanOrEqual(RECOVERY);
    },
    (5 + counts.compactions * 2) * MINUTE,
  );
});

async function startProduct(world: ChaosWorld, wire: Wire): Promise<void> {
  const stopped = new AbortController();
  const running = createChaosProduct({
    kubeconfig: await world.server.kubeconfig('product-1', wire.port),
    identity: 'product-1',
    aws: {
      requestHandler: inProcessRequestHandler(request =>
        world.aws.handle(request),
      ),
    },
    onLine: line => void world.log.push(line),
  }).start(stopped.signal);
  world.closing.push(async () => {
    stopped.abort();
    await running;
  });
}

/** Milliseconds from now until a change that is made now has been reconciled. */
async function recovery(world: ChaosWorld): Promise<number> {
  const started = systemClock.monotonic();
  const { name, generation } = await world.load.mark();
  await until(
    `${name.hostname} is reconciled in its generation ${generation}`,
    async () => {
      const request = await world.client
        .get(gatewayHostnameRequestKind, name)
        .catch(() => undefined);
      return (request?.status?.observedGeneration ?? 0) >= generation;
    },
    2 * MINUTE,
    50,
  );
  return systemClock.monotonic() - started;
}

function summary(
  { load, ledger }: ChaosWorld,
  settled: number,
  findings: Awaited<ReturnType<typeof inspectWorld>>,
) {
  const effective = (what: string, kind: string) =>
    ledger.effects.filter(each => each.what === what && each.kind === kind)
      .length;
  return {
    hostnames: load.names.length,
    live: load.wanted().length,
    certificatesCreated: effective('created', 'certificate'),
    recordsCreated: effective('created', 'record'),
    settleSeconds: Math.round(settled / 100) / 10,
    lost: findings.lost.length,
    twice: findings.twice.length,
    left: findings.left.length,
  };
}

/** On which gateway each hostname is. */
async function placesOf({
  client,
}: ChaosWorld): Promise<Record<string, string | undefined>> {
  const { items } = await client.list(gatewayHostnameRequestKind);
  const places = items.map(
    ({ spec, status }) =>
      [spec.hostname, status?.assignedGateway?.name] as const,
  );
  return Object.fromEntries(places.sort());
}

async function definitionOf(
  { client }: ChaosWorld,
  name: string,
): Promise<CustomResourceDefinition> {
  const found = await client.get(customResourceDefinitionKind, { name });
  const { apiVersion, kind, metadata, spec } = found!;
  // The API server lets Gateway API kinds in only with the annotation of their project.
  const { annotations, labels } = metadata;
  return { apiVersion, kind, metadata: { name, annotations, labels }, spec };
}

async function untilGone(world: ChaosWorld, name: string): Promise<void> {
  await until(
    `${name} is gone`,
    async () =>
      !(await world.client.get(customResourceDefinitionKind, { name })),
  );
}

async function established(world: ChaosWorld, name: string): Promise<void> {
  await until(`${name} is established`, async () => {
    const found = await world.client.get(customResourceDefinitionKind, {
      name,
    });
    return found?.status?.conditions?.some(
      ({ type, status }) => type === 'Established' && status === 'True',
    );
  });
}

async function stripFinalizers(
  { client }: ChaosWorld,
  requests: GatewayHostnameRequest[],
): Promise<void> {
  for (const request of requests)
    await client.patch(
      gatewayHostnameRequestKind,
      request.metadata as KubernetesObject['metadata'],
      { type: 'merge', body: { metadata: { finalizers: null } } },
    );
}

/** Writes that nobody watches, so that revisions pass. */
async function noise(world: ChaosWorld, writes: number): Promise<void> {
  for (let count = 0; count < writes; count++)
    await world.put([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'noise', namespace: 'default' },
        data: { count: `${count}` },
      } as KubernetesObject,
    ]);
}
