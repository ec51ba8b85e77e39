import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as client from '@kubernetes/client-node';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { createMemoryCluster, MemoryCluster } from './createMemoryCluster';
import { ClusterListener, listenHttps } from './listener/listenHttps';
import { configMap, hostnameRequest } from './testing/testCluster';

const COORDINATES = {
  group: 'hostmaster.dev',
  version: 'v1alpha1',
  namespace: 'default',
  plural: 'gatewayhostnamerequests',
};

describe('client-node', () => {
  let folder: string;
  let cluster: MemoryCluster;
  let listener: ClusterListener;
  let config: client.KubeConfig;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'client-node-'));
    cluster = createMemoryCluster({ name: 'memory', clock: systemClock });
    listener = await listenHttps(cluster);
    config = new client.KubeConfig();
    config.loadFromFile(await listener.kubeconfig(join(folder, 'kubeconfig')));
  });

  afterAll(async () => {
    await listener.close();
    cluster.close();
    await rm(folder, { recursive: true });
  });

  async function eventually(holds: () => boolean): Promise<void> {
    for (let turn = 0; turn < 100 && !holds(); turn++)
      await systemClock.sleep(50);
    expect(holds()).toBe(true);
  }

  it('keeps an informer up to date', async () => {
    const api = config.makeApiClient(client.CoreV1Api);
    const informer = client.makeInformer<client.V1ConfigMap>(
      config,
      '/api/v1/namespaces/default/configmaps',
      () => api.listNamespacedConfigMap({ namespace: 'default' }),
    );
    const seen: string[] = [];
    for (const event of ['add', 'update', 'delete'] as const) {
      informer.on(event, object =>
        seen.push(`${event} ${object.metadata?.name}`),
      );
    }
    informer.on('error', () => {});
    cluster.objects.create(configMap('first'));
    await informer.start();

    cluster.objects.create(configMap('second'));
    cluster.objects.patch(
      { kind: 'ConfigMap' },
      { namespace: 'default', name: 'second' },
      { data: { a: 'b' } },
    );
    cluster.objects.delete(
      { kind: 'ConfigMap' },
      { namespace: 'default', name: 'first' },
    );

    await eventually(() => seen.length === 4);
    expect(seen).toEqual([
      'add first',
      'add second',
      'update second',
      'delete first',
    ]);
    await informer.stop();
  });

  it('writes any kind through KubernetesObjectApi', async () => {
    const api = client.KubernetesObjectApi.makeApiClient(config);
    const object = hostnameRequest('shop');

    const created = await api.create(object as client.KubernetesObject);
    const patched = await api.patch(
      {
        ...object,
        metadata: { ...object.metadata, labels: { a: 'b' } },
      } as client.KubernetesObject,
      undefined,
      undefined,
      'test',
      undefined,
      client.PatchStrategy.MergePatch,
    );
    const read = await api.read({
      ...object,
      metadata: { name: 'shop', namespace: 'default' },
    } as never);
    const list = await api.list(
      'hostmaster.dev/v1alpha1',
      'GatewayHostnameRequest',
      'default',
    );
    await api.delete(object as client.KubernetesObject);

    expect(created.metadata?.uid).toBeDefined();
    expect(patched.metadata?.labels).toEqual({ a: 'b' });
    expect((read as { metadata: { labels: object } }).metadata.labels).toEqual({
      a: 'b',
    });
    expect(list.items).toHaveLength(1);
    await expect(api.read(object as never)).rejects.toMatchObject({
      code: 404,
    });
  });

  it('reads and writes custom objects, and gets the errors of the server', async () => {
    const api = config.makeApiClient(client.CustomObjectsApi);
    await api.createNamespacedCustomObject({
      ...COORDINATES,
      body: hostnameRequest('api'),
    });

    const object = await api.getNamespacedCustomObject({
      ...COORDINATES,
      name: 'api',
    });
    const replaced = await api.replaceNamespacedCustomObject({
      ...COORDINATES,
      name: 'api',
      body: { ...object, spec: { ...object.spec, expiresAfter: '1h' } },
    });
    const stale = api.replaceNamespacedCustomObject({
      ...COORDINATES,
      name: 'api',
      body: object,
    });
    const invalid = api.createNamespacedCustomObject({
      ...COORDINATES,
      body: hostnameRequest('bad', { dns: 5 }),
    });

    expect(replaced.metadata.generation).toBe(2);
    await expect(stale).rejects.toMatchObject({ code: 409 });
    await expect(invalid).rejects.toMatchObject({
      code: 422,
      body: expect.stringContaining('spec.dns'),
    });
  });
});
