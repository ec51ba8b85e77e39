import {
  execFile,
  ExecFileException,
  spawn,
  spawnSync,
} from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { createMemoryCluster, MemoryCluster } from './createMemoryCluster';
import { ClusterListener, listenHttps } from './listener/listenHttps';
import { hostnameRequest } from './testing/testCluster';

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
if (!hasKubectl)
  process.stderr.write(
    'SKIPPED: kubectl is not installed, so the memory cluster is not tried with it\n',
  );
const describeWithKubectl = hasKubectl ? describe : describe.skip;

const KIND = {
  apiVersion: 'hostmaster.dev/v1alpha1',
  kind: 'GatewayHostnameRequest',
};
const SHOP = { namespace: 'default', name: 'shop' };

jest.setTimeout(60_000);

describeWithKubectl('kubectl', () => {
  let folder: string;
  let cluster: MemoryCluster;
  let listener: ClusterListener;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubectl-'));
    cluster = createMemoryCluster({ name: 'memory', clock: systemClock });
    listener = await listenHttps(cluster);
    environment = {
      ...process.env,
      HOME: folder,
      KUBECONFIG: await listener.kubeconfig(join(folder, 'kubeconfig')),
    };
  });

  afterAll(async () => {
    await listener.close();
    cluster.close();
    await rm(folder, { recursive: true });
  });

  afterEach(() => {
    for (const { metadata } of cluster.objects.list(KIND)) {
      cluster.objects.patch(KIND, metadata, { metadata: { finalizers: null } });
      cluster.objects.delete(KIND, metadata);
    }
  });

  function kubectl(
    ...args: string[]
  ): Promise<{ code: number; output: string; errors: string }> {
    return new Promise(resolve =>
      execFile(
        'kubectl',
        args,
        { env: environment, timeout: 20_000 },
        (error, output, errors) =>
          resolve({
            code: Number((error as ExecFileException | null)?.code ?? 0),
            output,
            errors,
          }),
      ),
    );
  }

  /** Runs a command that must succeed; answers its output. */
  async function run(...args: string[]): Promise<string> {
    const { code, output, errors } = await kubectl(...args);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${errors}`);
    return output;
  }

  async function manifest(
    object: object,
    name = 'manifest.json',
  ): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, JSON.stringify(object));
    return path;
  }

  function shop(spec = {}, metadata = {}) {
    cluster.objects.create(hostnameRequest('shop', spec, metadata));
  }

  function setReady(reason = 'Live') {
    const lastTransitionTime = '2026-01-01T00:00:00Z';
    const condition = {
      type: 'Ready',
      status: 'True',
      reason,
      message: 'it works',
      lastTransitionTime,
    };
    cluster.objects.patchStatus(KIND, SHOP, {
      conditions: [condition],
      assignedGateway: { namespace: 'edge', name: 'gw-01' },
    });
  }

  it('lists what there is: resources, short names, categories', async () => {
    shop();

    expect(await run('api-resources')).toMatch(
      /gatewayhostnamerequests\s+ghr\s+hostmaster.dev\/v1alpha1\s+true\s+GatewayHostnameRequest/,
    );
    expect(await run('api-versions')).toContain(
      'gateway.networking.k8s.io/v1\n',
    );
    expect(await run('get', 'hostmaster', '-o', 'name')).toBe(
      'gatewayhostnamerequest.hostmaster.dev/shop\n',
    );
    expect(await run('version')).toContain('v1.36');
  });

  it('shows the printer columns, in all namespaces, wide, as YAML and JSON', async () => {
    shop();
    setReady();

    const table = await run('get', 'ghr', '-A');
    const yaml = await run('get', 'ghr', 'shop', '-o', 'yaml');
    const json = JSON.parse(await run('get', 'ghr', '-o', 'json'));

    expect(table).toMatch(
      /NAMESPACE\s+NAME\s+HOSTNAME\s+GATEWAY\s+READY\s+REASON\s+AGE/,
    );
    expect(table).toMatch(
      /default\s+shop\s+shop.example.com\s+gw-01\s+True\s+Live\s+\d+s/,
    );
    expect(await run('get', 'ghr', '-o', 'wide')).toContain('gw-01');
    expect(yaml).toContain('hostname: shop.example.com');
    expect(yaml).not.toContain('managedFields');
    expect(json.items[0].status.conditions[0].reason).toBe('Live');
    expect(
      await run(
        'get',
        'ghr',
        'shop',
        '-o',
        'jsonpath={.status.conditions[?(@.type=="Ready")].reason}',
      ),
    ).toBe('Live');
  });

  it('lists in chunks', async () => {
    for (let index = 0; index < 7; index++)
      cluster.objects.create(hostnameRequest(`r${index}`));

    const names = await run('get', 'ghr', '--chunk-size=2', '-o', 'name');

    expect(names.trim().split('\n')).toHaveLength(7);
  });

  it('watches', async () => {
    shop();
    const watch = spawn(
      'kubectl',
      ['get', 'ghr', '-w', '--output-watch-events'],
      { env: environment },
    );
    let output = '';
    watch.stdout.on('data', (data: Buffer) => {
      output += data;
    });
    const sees = async (text: RegExp) => {
      for (let turn = 0; turn < 100 && !text.test(output); turn++)
        await systemClock.sleep(100);
      expect(output).toMatch(text);
    };

    await sees(/ADDED\s+shop/);
    setReady();
    await sees(/MODIFIED\s+shop\s+shop.example.com\s+gw-01\s+True\s+Live/);
    cluster.objects.delete(KIND, SHOP);
    await sees(/DELETED\s+shop/);
    watch.kill();
  });

  it('describes an object with its events', async () => {
    shop();
    const { metadata } = cluster.objects.get(KIND, SHOP)!;
    cluster.objects.create({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'shop.1', namespace: 'default' },
      involvedObject: {
        ...KIND,
        namespace: 'default',
        name: 'shop',
        uid: metadata.uid,
      },
      reason: 'Claimed',
      message: 'shop.example.com is yours',
      type: 'Normal',
      count: 3,
      firstTimestamp: metadata.creationTimestamp,
      lastTimestamp: metadata.creationTimestamp,
      source: { component: 'hostmaster' },
    });

    expect(await run('describe', 'ghr', 'shop')).toMatch(
      /Normal\s+Claimed\s+.*\(x3 over .*hostmaster\s+shop.example.com is yours/,
    );
    expect(await run('get', 'events')).toMatch(
      /LAST SEEN\s+TYPE\s+REASON\s+OBJECT\s+MESSAGE/,
    );
    expect(await run('get', 'events')).toMatch(
      /Normal\s+Claimed\s+gatewayhostnamerequest\/shop\s+shop.example.com is yours/,
    );
    expect(await run('events', '--for', 'ghr/shop')).toContain('Claimed');
  });

  it('applies: creates, finds nothing to do, changes, and validates', async () => {
    const path = await manifest(
      hostnameRequest('shop', {}, { labels: { team: 'a' } }),
    );

    const outputs = [
      await run('apply', '-f', path),
      await run('apply', '-f', path),
    ];
    await manifest(hostnameRequest('shop', { expiresAfter: '72h' }));
    const difference = await kubectl('diff', '-f', path);
    outputs.push(await run('apply', '-f', path));
    await manifest(hostnameRequest('shop', { colour: 'red' }));
    const unknown = await kubectl('apply', '-f', path);
    await manifest(hostnameRequest('shop', { hostname: 'other.example.com' }));
    const immutable = await kubectl('apply', '-f', path);

    expect(outputs.map(output => output.trim().split(' ').at(-1))).toEqual([
      'created',
      'unchanged',
      'configured',
    ]);
    expect(difference.output).toContain('+  expiresAfter: 72h');
    expect(difference.output).toContain('-    team: a');
    expect(cluster.objects.get(KIND, SHOP)!.metadata.labels).toBeUndefined();
    expect(unknown.errors).toContain('unknown field "spec.colour"');
    expect(immutable.errors).toContain('hostname cannot be changed');
  });

  it('applies on the server side, and tells of conflicts', async () => {
    const path = await manifest(hostnameRequest('shop'));
    const applied = await run('apply', '--server-side', '-f', path);
    await run(
      'patch',
      'ghr',
      'shop',
      '--type=merge',
      '-p',
      '{"spec":{"visibility":"internal"}}',
    );
    await manifest(hostnameRequest('shop', { visibility: 'internet-facing' }));

    const conflict = await kubectl('apply', '--server-side', '-f', path);
    const forced = await run(
      'apply',
      '--server-side',
      '--force-conflicts',
      '-f',
      path,
    );

    expect(applied).toContain('serverside-applied');
    expect(conflict.errors).toContain(
      'conflict with "kubectl-patch" using hostmaster.dev/v1alpha1: .spec.visibility',
    );
    expect(forced).toContain('serverside-applied');
  });

  it('moves from client-side to server-side apply', async () => {
    const path = await manifest(
      hostnameRequest('shop', { expiresAfter: '72h' }),
    );
    await run('apply', '-f', path);
    await run('apply', '--server-side', '-f', path);
    await manifest(hostnameRequest('shop'));
    await run('apply', '--server-side', '-f', path);

    expect(cluster.objects.get(KIND, SHOP)!.spec).not.toHaveProperty(
      'expiresAfter',
    );
  });

  it('creates, replaces, labels, annotates and edits', async () => {
    const path = await manifest(hostnameRequest('shop'));
    await run('create', '-f', path);
    const taken = await kubectl('create', '-f', path);
    await run('label', 'ghr', 'shop', 'team=a');
    await run('annotate', 'ghr', 'shop', 'note=b');
    const { labels, annotations } = cluster.objects.get(KIND, SHOP)!.metadata;
    await run('replace', '-f', path);
    const replaced = cluster.objects.get(KIND, SHOP)!.metadata.labels;
    const editor = await manifest({}, 'editor.sh');
    await writeFile(
      editor,
      '#!/bin/sh\nsed -i "s/internet-facing/internal/" "$1"\n',
      { mode: 0o755 },
    );
    environment = { ...environment, KUBE_EDITOR: `sh ${editor}` };
    await run('edit', 'ghr', 'shop');

    expect(taken.errors).toContain('(AlreadyExists)');
    expect({ labels, annotations }).toEqual({
      labels: { team: 'a' },
      annotations: { note: 'b' },
    });
    expect(replaced).toBeUndefined();
    expect(cluster.objects.get(KIND, SHOP)!.spec).toMatchObject({
      visibility: 'internal',
    });
  });

  it('waits for a condition, and for the end', async () => {
    shop({}, { finalizers: ['test.example.com/hold'] });
    const ready = run(
      'wait',
      '--for=condition=Ready',
      'ghr/shop',
      '--timeout=15s',
    );
    await systemClock.sleep(500);
    setReady();
    expect(await ready).toContain('condition met');

    const deleted = run('delete', 'ghr', 'shop');
    const gone = run('wait', '--for=delete', 'ghr/shop', '--timeout=15s');
    await systemClock.sleep(500);
    expect(
      cluster.objects.get(KIND, SHOP)!.metadata.deletionTimestamp,
    ).toBeDefined();
    cluster.objects.patch(KIND, SHOP, { metadata: { finalizers: null } });

    expect(await deleted).toContain('"shop" deleted');
    await gone;
  });

  it('explains kinds', async () => {
    const explained = await run('explain', 'ghr.spec');

    expect(explained).toContain('hostname	<string> -required-');
    expect(explained).toContain('RFC 5890');
    expect(await run('explain', 'httproute.spec.parentRefs')).toContain(
      'sectionName',
    );
    expect(await run('explain', 'secret')).toContain('stringData');
  });

  it('makes built-in objects by its own commands, which speak protobuf', async () => {
    await run('create', 'namespace', 'shop');
    await run(
      'create',
      'configmap',
      'settings',
      '--from-literal=a=b',
      '-n',
      'shop',
    );
    await run(
      'create',
      'secret',
      'generic',
      'token',
      '--from-literal=c=d',
      '-n',
      'shop',
    );
    await run(
      'create',
      'deployment',
      'web',
      '--image=nginx',
      '--replicas=2',
      '-n',
      'shop',
    );
    await run(
      'create',
      'service',
      'clusterip',
      'web',
      '--tcp=80:8080',
      '-n',
      'shop',
    );
    await run('scale', 'deployment', 'web', '--replicas=3', '-n', 'shop');
    await run('set', 'image', 'deployment/web', 'nginx=nginx:2', '-n', 'shop');

    expect(
      cluster.objects.get(
        { kind: 'ConfigMap' },
        { namespace: 'shop', name: 'settings' },
      ),
    ).toMatchObject({ data: { a: 'b' } });
    expect(
      cluster.objects.get(
        { kind: 'Secret' },
        { namespace: 'shop', name: 'token' },
      ),
    ).toMatchObject({ data: { c: 'ZA==' } });
    expect(
      cluster.objects.get(
        { kind: 'Deployment' },
        { namespace: 'shop', name: 'web' },
      ),
    ).toMatchObject({
      spec: {
        replicas: 3,
        template: {
          spec: { containers: [{ name: 'nginx', image: 'nginx:2' }] },
        },
      },
    });
    expect(await run('get', 'all', '-n', 'shop')).toMatch(
      /service\/web\s+ClusterIP\s+10.96.0.\d+\s+<none>\s+80\/TCP/,
    );
    expect(await run('auth', 'can-i', 'delete', 'secrets')).toBe('yes\n');
    expect(await run('auth', 'whoami')).toContain('admin');

    await run('delete', 'namespace', 'shop');
    expect(
      cluster.objects.list({ kind: 'ConfigMap' }, { namespace: 'shop' }),
    ).toEqual([]);
  });

  it('registers a kind and waits until it is served', async () => {
    const path = await manifest({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Cluster',
        names: { kind: 'Widget', plural: 'widgets' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                'x-kubernetes-preserve-unknown-fields': true,
              },
            },
          },
        ],
      },
    });
    await run('apply', '-f', path);
    await run(
      'wait',
      '--for=condition=Established',
      'crd/widgets.example.com',
      '--timeout=10s',
    );
    await run(
      'apply',
      '-f',
      await manifest({
        apiVersion: 'example.com/v1',
        kind: 'Widget',
        metadata: { name: 'w' },
        size: 3,
      }),
    );

    expect(await run('get', 'widgets', '-o', 'jsonpath={.items[0].size}')).toBe(
      '3',
    );
    await run('delete', 'crd', 'widgets.example.com');
  });

  it('comes in with a client certificate too', async () => {
    const path = join(folder, 'certificate.kubeconfig');
    await listener.kubeconfig(path, {
      certificateFor: { user: 'jane', groups: ['system:masters'] },
    });

    expect(await run('--kubeconfig', path, 'auth', 'whoami')).toMatch(
      /Username\s+jane/,
    );
    expect(await readFile(path, 'utf8')).toContain(
      'certificate-authority-data',
    );
  });
});
