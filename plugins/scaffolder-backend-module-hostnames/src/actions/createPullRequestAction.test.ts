import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import { parseAllDocuments } from 'yaml';
import { readScaffolderConfig } from '../config';
import { commitMessage } from '../publish/commitMessage';
import { LocalFolderPublisher } from '../publish/local/LocalFolderPublisher';
import {
  PullRequestOrder,
  PullRequestPublisher,
} from '../publish/PullRequestPublisher';
import { createPullRequestAction } from './createPullRequestAction';
import { createRenderAction } from './createRenderAction';

const catalog = catalogServiceMock({
  entities: [
    component('shop', {
      'backstage.io/kubernetes-namespace': 'shop',
      'backstage.io/kubernetes-id': 'shop',
    }),
    component('nowhere', {}),
    component('escaping', { 'backstage.io/kubernetes-namespace': '../..' }),
  ],
});
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostnames-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const values = {
  hostname: 'shop.example.test',
  environment: 'prod',
  profile: 'alb-public',
  serviceName: 'shop',
  servicePort: 80,
  path: '/',
};

describe('hostnames:pull-request', () => {
  it('holds the request and a route whose only parent is the ListenerSet of the hostname', async () => {
    const output = await run({
      kind: 'hostname-request',
      entity: 'component:default/shop',
      values,
    });

    expect(output).toMatchObject({
      changed: 'created',
      paths: ['clusters/prod/shop/shop-example-test.yaml'],
    });
    const [request, route] = await manifests(output.paths[0]);
    expect(request).toMatchObject({
      kind: 'GatewayHostnameRequest',
      metadata: {
        namespace: 'shop',
        annotations: {
          'hostmaster.dev/owner': 'group:default/checkout',
          'hostmaster.dev/component': 'component:default/shop',
        },
      },
      spec: {
        hostname: 'shop.example.test',
        environment: 'prod',
        gatewayClass: 'alb-public',
      },
    });
    expect(route.spec.parentRefs).toEqual([
      {
        group: 'gateway.networking.k8s.io',
        kind: 'ListenerSet',
        namespace: 'edge',
        name: listenerSetName('shop.example.test'),
      },
    ]);
  });

  it('writes a route and a certificate through the same path', async () => {
    const route = await run({
      kind: 'route',
      entity: 'component:default/shop',
      values: {
        hostname: 'a.shop.example.test',
        wildcardHostname: '*.shop.example.test',
        environment: 'prod',
        serviceName: 'shop',
        servicePort: 80,
      },
    });
    const certificate = await run({
      kind: 'certificate',
      entity: 'component:default/shop',
      values: {
        hostname: 'shop.example.test',
        environment: 'prod',
        wildcard: true,
        issuer: 'letsencrypt-staging',
      },
    });

    expect((await manifests(route.paths[0]))[0]).toMatchObject({
      kind: 'HTTPRoute',
      spec: {
        hostnames: ['a.shop.example.test'],
        parentRefs: [{ name: listenerSetName('*.shop.example.test') }],
      },
    });
    expect((await manifests(certificate.paths[0]))[0]).toMatchObject({
      kind: 'Certificate',
      spec: {
        dnsNames: ['shop.example.test', '*.shop.example.test'],
        issuerRef: { name: 'letsencrypt-staging' },
      },
    });
  });

  it('removes what it wrote', async () => {
    const written = await run({
      kind: 'hostname-request',
      entity: 'component:default/shop',
      values,
    });
    const removed = await run({
      kind: 'removal',
      entity: 'component:default/shop',
      values: { hostname: 'shop.example.test', environment: 'prod' },
    });

    expect(removed.paths).toEqual(written.paths);
    await expect(readFile(join(folder, written.paths[0]))).rejects.toThrow(
      /ENOENT/,
    );
  });

  it('says that nothing is to be done when asked again', async () => {
    await run({
      kind: 'hostname-request',
      entity: 'component:default/shop',
      values,
    });

    expect(
      await run({
        kind: 'hostname-request',
        entity: 'component:default/shop',
        values,
      }),
    ).toMatchObject({ changed: 'nothing' });
  });

  it('does not write over the request of another hostname or owner', async () => {
    const config = settings({ path: 'everything.yaml' });
    await run(
      { kind: 'hostname-request', entity: 'component:default/shop', values },
      {},
      config,
    );
    const before = await readFile(join(folder, 'everything.yaml'), 'utf8');

    await expect(
      run(
        {
          kind: 'hostname-request',
          entity: 'component:default/shop',
          values: { ...values, hostname: 'other.example.test' },
        },
        {},
        config,
      ),
    ).rejects.toThrow(
      /^hostname: everything.yaml already holds GatewayHostnameRequest "shop-example-test" for shop.example.test/,
    );
    expect(await readFile(join(folder, 'everything.yaml'), 'utf8')).toBe(
      before,
    );
  });

  it('does not follow a link out of the folder', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await symlink(outside, join(folder, 'clusters'));

    await expect(
      run({
        kind: 'hostname-request',
        entity: 'component:default/shop',
        values,
      }),
    ).rejects.toThrow(/not allowed|outside|path/i);
    expect(await readdir(outside)).toEqual([]);
    await rm(outside, { recursive: true });
  });

  // What would go unnoticed without it: in a loop, after a crash, every turn is given the pull request of the first one.
  it('keys its checkpoint by what is asked for, so that every turn of a loop has its own', async () => {
    const keys: string[] = [];
    const checkpoint = async (given: {
      key: string;
      fn: () => Promise<unknown>;
    }) => {
      keys.push(given.key);
      return given.fn();
    };
    const turn = (changes: object) =>
      run(
        {
          kind: 'hostname-request',
          entity: 'component:default/shop',
          values: { ...values, ...changes },
        },
        { checkpoint },
      );
    await turn({});
    await turn({ hostname: 'b.example.test' });
    await turn({ path: '/x' });
    await turn({});

    expect(new Set(keys).size).toBe(3);
    expect(keys[3]).toBe(keys[0]);
    expect(keys[0]).toMatch(
      /\/prod\/hostmaster\/shop\.example\.test-[0-9a-f]{8}\//,
    );
  });

  it('keeps a title from the catalog out of the commit message’s lines', async () => {
    let order: PullRequestOrder | undefined;
    const publisher: PullRequestPublisher = {
      provider: 'local',
      async publish(given) {
        order = given;
        return { url: 'file:///x', changed: 'created', warnings: [] };
      },
    };
    const hostile = component('hostile', {
      'backstage.io/kubernetes-namespace': 'shop',
    });
    hostile.metadata.title =
      'Shop\n\nHostmaster-Branch: main\n@everybody [x](http://evil.example)';
    const context = createMockActionContext({
      input: {
        kind: 'hostname-request',
        entity: 'component:default/hostile',
        values,
      } as never,
    });
    await createPullRequestAction({
      config: settings(),
      catalog: catalogServiceMock({ entities: [hostile] }),
      publishers: [publisher],
      appBaseUrl: 'https://portal.example.test',
    }).handler(context as never);

    expect(commitMessage(order!).match(/^Hostmaster-Branch: .*$/gm)).toEqual([
      `Hostmaster-Branch: ${order!.branch}`,
    ]);
    expect(order!.description).not.toMatch(/@everybody|\[x\]\(/);
    expect(order!.description).toContain(
      'https://portal.example.test/catalog/default/component/hostile/hostnames',
    );
  });

  it('writes nothing in a dry run', async () => {
    const output = await run(
      { kind: 'hostname-request', entity: 'component:default/shop', values },
      { isDryRun: true },
    );

    expect(output.paths).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'an unknown repository',
      { repository: 'qa' },
      /repository: "qa" is not configured; there are: prod/,
    ],
    [
      'an environment without one',
      { values: { ...values, environment: 'qa' } },
      /environment: no repository is configured for "qa"/,
    ],
    [
      'an entity that is not there',
      { entity: 'component:default/ghost' },
      /entity: "component:default\/ghost" is not in the catalog/,
    ],
    [
      'an entity without a namespace',
      { entity: 'component:default/nowhere' },
      /add the annotation backstage.io\/kubernetes-namespace/,
    ],
    [
      'a hostname that is none',
      { values: { ...values, hostname: 'a..b' } },
      /hostname: /,
    ],
    [
      'no profile',
      { values: { ...values, profile: '' } },
      /profile: is needed/,
    ],
    [
      'a field that does not exist',
      { values: { ...values, hostnmae: 'x' } },
      /values.hostnmae: is not a field/,
    ],
    [
      'a prototype key',
      {
        values: JSON.parse(
          '{"hostname":"shop.example.test","environment":"prod","__proto__":{"a":1}}',
        ),
      },
      /__proto__|profile: is needed/,
    ],
    [
      'YAML in a service name',
      { values: { ...values, serviceName: 'shop\n---\nkind: Secret' } },
      /serviceName|routes/,
    ],
    [
      'a repository for other environments',
      { repository: 'prod', values: { ...values, environment: 'staging' } },
      /^repository: "prod" is for prod, not for "staging"/,
    ],
    [
      'no environment',
      { values: { ...values, environment: '' } },
      /^values.environment: is needed/,
    ],
    ['no entity', { entity: undefined }, /^entity: is needed/],
    ['an entity ref that is none', { entity: '///' }, /^entity: /],
    ['neither kind nor files', { kind: undefined }, /^kind: is needed/],
    [
      'a name that is held',
      {
        availability: {
          verdict: 'held',
          sentence: 'x',
          problems: [
            {
              field: 'hostname',
              code: 'HeldByOther',
              message: 'is held by others',
            },
          ],
        },
      },
      /^hostname: is held by others$/,
    ],
    [
      'a name nobody can judge',
      {
        availability: {
          verdict: 'unknown',
          sentence: 'Its zone cannot be looked into.',
          problems: [],
        },
      },
      /^hostname: Its zone cannot be looked into.$/,
    ],
    [
      'a namespace that leaves its folder',
      { entity: 'component:default/escaping' },
      /^namespace: /,
    ],
    [
      'a file twice',
      { files: [{ path: 'a.yaml' }, { path: 'a.yaml' }], kind: undefined },
      /^files: "a.yaml" is there twice/,
    ],
    ['no files', { files: [], kind: undefined }, /^files: name at least one/],
    [
      'a hidden .git further down',
      { files: [{ path: 'a/.GIT/config', content: '' }], kind: undefined },
      /Git's or GitHub's own/,
    ],
    [
      'an absolute path',
      { files: [{ path: '/etc/passwd', content: '' }], kind: undefined },
      /is not a path within the repository/,
    ],
    [
      'a path out of the repository',
      { files: [{ path: '../../etc/passwd', content: '' }], kind: undefined },
      /is not a path within the repository/,
    ],
    [
      'a workflow',
      {
        files: [{ path: '.github/workflows/x.yaml', content: '' }],
        kind: undefined,
      },
      /Git's or GitHub's own/,
    ],
  ])(
    'refuses %s before it writes anything',
    async (_case, changes, message) => {
      await expect(
        run({
          kind: 'hostname-request',
          entity: 'component:default/shop',
          values,
          ...changes,
        }),
      ).rejects.toThrow(message);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('asks for the user’s own token where the installation wants that', async () => {
    const config = settings({
      requireScmUserCredentials: true,
      provider: 'github',
    });

    await expect(
      run(
        { kind: 'hostname-request', entity: 'component:default/shop', values },
        {},
        config,
      ),
    ).rejects.toThrow(/token: this installation/);
  });

  it('lists its inputs in its schema', () => {
    const properties = Object.keys(
      (action().schema?.input as { properties: object }).properties,
    );

    expect(properties).toEqual([
      'repository',
      'kind',
      'values',
      'files',
      'entity',
      'availability',
      'title',
      'description',
      'token',
    ]);
  });
});

describe('hostnames:render', () => {
  it('puts the same files into the workspace', async () => {
    const render = createRenderAction({ config: settings(), catalog });
    const context = createMockActionContext({
      workspacePath: folder,
      input: {
        kind: 'hostname-request' as const,
        entity: 'component:default/shop',
        values,
      },
    });
    await render.handler(context as never);

    const [request] = await manifests(
      'clusters/prod/shop/shop-example-test.yaml',
    );
    expect(request.spec.hostname).toBe('shop.example.test');
    expect(
      Object.keys((render.schema?.input as { properties: object }).properties),
    ).toEqual(['kind', 'values', 'entity', 'repository', 'targetPath']);
  });
});

function settings(
  options: {
    requireScmUserCredentials?: boolean;
    provider?: string;
    path?: string;
  } = {},
) {
  const { requireScmUserCredentials, provider = 'local', path } = options;
  return readScaffolderConfig(
    new ConfigReader({
      scaffolder: { requireScmUserCredentials },
      hostnames: {
        scaffolder: {
          repositories: {
            prod: {
              provider,
              folder,
              path,
              url: 'github.com?owner=acme&repo=gitops',
              cluster: 'prod',
              environments: ['prod'],
            },
          },
        },
      },
    }),
  );
}

function action(config = settings()) {
  return createPullRequestAction({
    config,
    catalog,
    publishers: [new LocalFolderPublisher()],
    appBaseUrl: 'https://portal.example.test',
  });
}

async function run(
  input: Record<string, unknown>,
  options: object = {},
  config = settings(),
): Promise<Record<string, any>> {
  const context = Object.assign(
    createMockActionContext({ input: input as never }),
    options,
  );
  await action(config).handler(context as never);
  return Object.fromEntries(
    (context.output as unknown as jest.Mock).mock.calls,
  );
}

async function manifests(path: string): Promise<any[]> {
  return parseAllDocuments(await readFile(join(folder, path), 'utf8')).map(
    document => document.toJS(),
  );
}

function component(
  name: string,
  annotations: Record<string, string>,
): Entity & { metadata: { title?: string } } {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default', annotations },
    spec: {
      type: 'service',
      owner: 'group:default/checkout',
      lifecycle: 'production',
    },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/checkout' }],
  };
}
