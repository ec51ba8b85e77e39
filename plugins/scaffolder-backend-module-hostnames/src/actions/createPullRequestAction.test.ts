import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import { parseAllDocuments } from 'yaml';
import { readScaffolderConfig } from '../config';
import { LocalFolderPublisher } from '../publish/local/LocalFolderPublisher';
import { createPullRequestAction } from './createPullRequestAction';
import { createRenderAction } from './createRenderAction';

const catalog = catalogServiceMock({
  entities: [
    component('shop', { 'backstage.io/kubernetes-namespace': 'shop', 'backstage.io/kubernetes-id': 'shop' }),
    component('nowhere', {}),
  ],
});
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostnames-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const values = { hostname: 'shop.example.test', environment: 'prod', profile: 'alb-public', serviceName: 'shop', servicePort: 80, path: '/' };

describe('hostnames:pull-request', () => {
  it('holds the request and a route whose only parent is the ListenerSet of the hostname', async () => {
    const output = await run({ kind: 'hostname-request', entity: 'component:default/shop', values });

    expect(output).toMatchObject({ changed: 'created', paths: ['clusters/prod/shop/shop-example-test.yaml'] });
    const [request, route] = await manifests(output.paths[0]);
    expect(request).toMatchObject({
      kind: 'GatewayHostnameRequest',
      metadata: { namespace: 'shop', annotations: { 'hostmaster.dev/owner': 'group:default/checkout', 'hostmaster.dev/component': 'component:default/shop' } },
      spec: { hostname: 'shop.example.test', environment: 'prod', gatewayClass: 'alb-public' },
    });
    expect(route.spec.parentRefs).toEqual([{ group: 'gateway.networking.k8s.io', kind: 'ListenerSet', namespace: 'edge', name: listenerSetName('shop.example.test') }]);
  });

  it('writes a route and a certificate through the same path', async () => {
    const route = await run({ kind: 'route', entity: 'component:default/shop', values: { hostname: 'a.shop.example.test', wildcardHostname: '*.shop.example.test', environment: 'prod', serviceName: 'shop', servicePort: 80 } });
    const certificate = await run({ kind: 'certificate', entity: 'component:default/shop', values: { hostname: 'shop.example.test', environment: 'prod', wildcard: true, issuer: 'letsencrypt-staging' } });

    expect((await manifests(route.paths[0]))[0]).toMatchObject({ kind: 'HTTPRoute', spec: { hostnames: ['a.shop.example.test'], parentRefs: [{ name: listenerSetName('*.shop.example.test') }] } });
    expect((await manifests(certificate.paths[0]))[0]).toMatchObject({ kind: 'Certificate', spec: { dnsNames: ['shop.example.test', '*.shop.example.test'], issuerRef: { name: 'letsencrypt-staging' } } });
  });

  it('removes what it wrote', async () => {
    const written = await run({ kind: 'hostname-request', entity: 'component:default/shop', values });
    const removed = await run({ kind: 'removal', entity: 'component:default/shop', values: { hostname: 'shop.example.test', environment: 'prod' } });

    expect(removed.paths).toEqual(written.paths);
    await expect(readFile(join(folder, written.paths[0]))).rejects.toThrow(/ENOENT/);
  });

  it('says that nothing is to be done when asked again', async () => {
    await run({ kind: 'hostname-request', entity: 'component:default/shop', values });

    expect(await run({ kind: 'hostname-request', entity: 'component:default/shop', values })).toMatchObject({ changed: 'nothing' });
  });

  it('writes nothing in a dry run', async () => {
    const output = await run({ kind: 'hostname-request', entity: 'component:default/shop', values }, { isDryRun: true });

    expect(output.paths).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['an unknown repository', { repository: 'qa' }, /repository: "qa" is not configured; there are: prod/],
    ['an environment without one', { values: { ...values, environment: 'qa' } }, /environment: no repository is configured for "qa"/],
    ['an entity that is not there', { entity: 'component:default/ghost' }, /entity: "component:default\/ghost" is not in the catalog/],
    ['an entity without a namespace', { entity: 'component:default/nowhere' }, /add the annotation backstage.io\/kubernetes-namespace/],
    ['a hostname that is none', { values: { ...values, hostname: 'a..b' } }, /hostname: /],
    ['no profile', { values: { ...values, profile: '' } }, /profile: is needed/],
    ['a field that does not exist', { values: { ...values, hostnmae: 'x' } }, /values.hostnmae: is not a field/],
    ['a prototype key', { values: JSON.parse('{"hostname":"shop.example.test","environment":"prod","__proto__":{"a":1}}') }, /__proto__|profile: is needed/],
    ['YAML in a service name', { values: { ...values, serviceName: 'shop\n---\nkind: Secret' } }, /serviceName|routes/],
    ['a path out of the repository', { files: [{ path: '../../etc/passwd', content: '' }], kind: undefined }, /is not a path within the repository/],
    ['a workflow', { files: [{ path: '.github/workflows/x.yaml', content: '' }], kind: undefined }, /Git's or GitHub's own/],
  ])('refuses %s before it writes anything', async (_case, changes, message) => {
    await expect(run({ kind: 'hostname-request', entity: 'component:default/shop', values, ...changes })).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  });

  it('asks for the user’s own token where the installation wants that', async () => {
    const config = settings({ requireScmUserCredentials: true, provider: 'github' });

    await expect(run({ kind: 'hostname-request', entity: 'component:default/shop', values }, {}, config)).rejects.toThrow(/token: this installation/);
  });

  it('lists its inputs in its schema', () => {
    const properties = Object.keys((action().schema?.input as { properties: object }).properties);

    expect(properties).toEqual(['repository', 'kind', 'values', 'files', 'entity', 'availability', 'title', 'description', 'token']);
  });
});

describe('hostnames:render', () => {
  it('puts the same files into the workspace', async () => {
    const render = createRenderAction({ config: settings(), catalog });
    const context = createMockActionContext({ workspacePath: folder, input: { kind: 'hostname-request' as const, entity: 'component:default/shop', values } });
    await render.handler(context as never);

    const [request] = await manifests('clusters/prod/shop/shop-example-test.yaml');
    expect(request.spec.hostname).toBe('shop.example.test');
    expect(Object.keys((render.schema?.input as { properties: object }).properties)).toEqual(['kind', 'values', 'entity', 'repository', 'targetPath']);
  });
});

function settings(options: { requireScmUserCredentials?: boolean; provider?: string } = {}) {
  const { requireScmUserCredentials, provider = 'local' } = options;
  return readScaffolderConfig(
    new ConfigReader({
      scaffolder: { requireScmUserCredentials },
      hostnames: { scaffolder: { repositories: { prod: { provider, folder, url: 'github.com?owner=acme&repo=gitops', cluster: 'prod', environments: ['prod'] } } } },
    }),
  );
}

function action(config = settings()) {
  return createPullRequestAction({ config, catalog, publishers: [new LocalFolderPublisher()], appBaseUrl: 'https://portal.example.test' });
}

async function run(input: Record<string, unknown>, options: { isDryRun?: boolean } = {}, config = settings()): Promise<Record<string, any>> {
  const context = Object.assign(createMockActionContext({ input: input as never }), options);
  await action(config).handler(context as never);
  return Object.fromEntries((context.output as unknown as jest.Mock).mock.calls);
}

async function manifests(path: string): Promise<any[]> {
  return parseAllDocuments(await readFile(join(folder, path), 'utf8')).map(document => document.toJS());
}

function component(name: string, annotations: Record<string, string>) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default', annotations },
    spec: { type: 'service', owner: 'group:default/checkout', lifecycle: 'production' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/checkout' }],
  };
}
