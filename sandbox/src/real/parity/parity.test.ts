import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createClusterClient,
  customResourceDefinitionKind,
  CustomResourceDefinition,
  loadKubeConfig,
  resourceKind,
  systemClock,
} from '@hostmaster/kubernetes-runtime';
import {
  createMemoryCluster,
  listenHttps,
  sandboxDefinitions,
} from '../../cluster';
import { counterparts } from '../counterparts';
import { startKubeApiServer } from '../startKubeApiServer';
import { apiTarget, ApiTarget } from './ApiTarget';
import { comparedCalls } from './calls';

const { kubeApiServer } = counterparts(
  'the comparison of answers with a real kube-apiserver',
  ['kubeApiServer'],
);

/** What kubectl and other clients see that the runtime contract does not look at: the very words, tables, discovery, managed fields. */
(kubeApiServer ? describe : describe.skip)(
  'the memory cluster beside a real kube-apiserver',
  () => {
    let real: ApiTarget;
    let memory: ApiTarget;
    const closing: Array<() => Promise<unknown> | void> = [];

    beforeAll(async () => {
      const server = await startKubeApiServer(kubeApiServer!);
      closing.push(server.close);
      await installAll(server.kubeconfig);
      const cluster = createMemoryCluster({
        name: 'memory',
        clock: systemClock,
      });
      const listener = await listenHttps(cluster);
      const folder = await mkdtemp(join(tmpdir(), 'parity-'));
      closing.push(
        () => rm(folder, { recursive: true }),
        () => cluster.close(),
        listener.close,
      );
      real = apiTarget(server.kubeconfig);
      memory = apiTarget(await listener.kubeconfig(join(folder, 'kubeconfig')));
      closing.push(real.close, memory.close);
    }, 90_000);

    afterAll(async () => {
      for (const close of closing.reverse()) await close();
    });

    it.each(comparedCalls)('$title', async call => {
      const [expected, answer] = [await real.ask(call), await memory.ask(call)];

      if (call.differs) expect(answer).not.toEqual(expected);
      else expect(answer).toEqual(expected);
    });
  },
);

/** The same kinds in both. A real server has routes for them a moment after it calls them established. */
async function installAll(kubeconfig: string): Promise<void> {
  const client = createClusterClient({
    name: 'real',
    kubeConfig: await loadKubeConfig({ kind: 'file', path: kubeconfig }),
  });
  const definitions = sandboxDefinitions() as CustomResourceDefinition[];
  for (const definition of definitions)
    await client.create(customResourceDefinitionKind, definition);
  for (const { spec } of definitions) {
    const kind = resourceKind({
      group: spec.group,
      version: spec.versions.find(({ served }) => served)!.name,
      kind: spec.names.kind,
      plural: spec.names.plural,
      namespaced: spec.scope === 'Namespaced',
    });
    for (let attempt = 0; ; attempt += 1) {
      const isServed = await client.list(kind).then(
        () => true,
        () => false,
      );
      if (isServed) break;
      if (attempt > 200)
        throw new Error(
          `${definitions.length} kinds were installed, but ${spec.names.plural}.${spec.group} is not served`,
        );
      await systemClock.sleep(100);
    }
  }
  await client.close();
}
