import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  actionsRegistryServiceFactory,
  actionsServiceFactory,
} from '@backstage/backend-defaults/alpha';
import {
  BackstageCredentials,
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  Availability,
  FormOptions,
  listenerSetName,
  PullRequestForm,
} from '@hostmaster/backstage-plugin-hostnames-common';
import Ajv from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
// The form's preview and the backend's options are compared with what the action writes: none of them is public, and all three are ours.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { registerActions } from '../../hostnames-backend/src/actions/registerActions';
import { readHostnamesConfig } from '../../hostnames-backend/src/config';
import { readServiceSettings } from '../../hostnames-backend/src/readServiceSettings';
import { formOptions } from '../../hostnames-backend/src/service/formOptions';
import { HostnamesService } from '../../hostnames-backend/src/service/HostnamesService';
import { entityFacts } from '../../hostnames-react/src/fields/preview/entityFacts';
import { previewFiles } from '../../hostnames-react/src/fields/preview/previewFiles';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import scaffolderModuleHostnames from './index';

jest.setTimeout(120_000);

const names = [
  'request-hostname',
  'add-route',
  'request-certificate',
  'remove-hostname',
];
const shop: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    namespace: 'default',
    title: 'Shop',
    annotations: {
      'backstage.io/kubernetes-namespace': 'shop-ns',
      'backstage.io/kubernetes-id': 'shop',
    },
  },
  spec: {
    type: 'service',
    owner: 'group:default/checkout',
    lifecycle: 'production',
  },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/checkout' }],
};
/** What the check answers with, and what it was asked. */
let availability: Partial<Availability>;
let asked: object[];
let folder: string;
let templates: Map<string, any>;
let backend: TestBackend;
let options: FormOptions;

beforeAll(async () => {
  useArraysOfJest();
  folder = await mkdtemp(join(tmpdir(), 'templates-'));
  templates = new Map();
  for (const name of names)
    templates.set(
      name,
      parse(
        await readFile(
          join(__dirname, '../../../templates', name, 'template.yaml'),
          'utf8',
        ),
      ),
    );
  const data = {
    backend: { actions: { pluginSources: ['hostnames'] } },
    app: { baseUrl: 'https://portal.example.test' },
    hostnames: {
      installation: 'acme',
      reconciler: {
        enabled: false,
        edgeNamespace: 'edge-ns',
        homeCluster: 'prod',
      },
      clusters: [
        { name: 'prod', url: 'https://cluster.example.test', token: 'x' },
      ],
      scaffolder: {
        repositories: {
          gitops: { provider: 'local', folder, environments: ['prod'] },
        },
      },
    },
  };
  const root = new ConfigReader(data);
  options = formOptions(
    readServiceSettings(root, readHostnamesConfig(root)),
    [],
  );
  backend = await startTestBackend({
    features: [
      scaffolderPlugin,
      scaffolderModuleHostnames,
      hostnamesPlugin,
      actionsRegistryServiceFactory,
      actionsServiceFactory,
      catalogServiceMock.factory({ entities: [shop, ...templates.values()] }),
      mockServices.rootConfig.factory({ data }),
    ],
  });
});

afterAll(async () => {
  await backend?.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  for (const entry of await readdir(folder))
    await rm(join(folder, entry), { recursive: true });
  availability = {
    verdict: 'free',
    sentence: 'It is free.',
    problems: [],
    alternatives: [],
  };
  asked = [];
});

/** The real actions of the hostnames plugin, over a service that answers what the test says. */
const hostnamesPlugin = createBackendPlugin({
  pluginId: 'hostnames',
  register(reg) {
    reg.registerInit({
      deps: {
        registry: actionsRegistryServiceRef,
        lifecycle: coreServices.lifecycle,
      },
      async init({ registry }) {
        const service = {
          async checkAvailability(question: object) {
            asked.push(question);
            return {
              hostname: 'shop.example.test',
              checkedAt: '',
              ...availability,
            };
          },
        };
        registerActions(
          registry,
          service as unknown as HostnamesService<BackstageCredentials>,
        );
      },
    });
  },
});

const request = {
  entity: 'component:default/shop',
  environment: 'prod',
  hostname: 'shop.example.test',
  profile: 'alb-public',
  visibility: 'internet-facing',
  serviceName: 'shop',
  servicePort: 8080,
  path: '/',
  advanced: false,
};
const route = {
  entity: 'component:default/shop',
  environment: 'prod',
  wildcardHostname: '*.shop.example.test',
  hostname: 'blue.shop.example.test',
  serviceName: 'blue',
  servicePort: 80,
  path: '/',
  routeKind: 'HTTPRoute',
};
const certificate = {
  entity: 'component:default/shop',
  environment: 'prod',
  hostname: 'shop.example.test',
  wildcard: false,
  issuer: 'letsencrypt-staging',
};

describe('a template through the real scaffolder', () => {
  it('request-hostname with what its first pages ask', async () => {
    const task = await run('request-hostname', request);

    expect(task.error).toBeUndefined();
    const [manifest, attached] = await manifests(
      'clusters/prod/shop-ns/shop-example-test.yaml',
    );
    expect(manifest).toMatchObject({
      kind: 'GatewayHostnameRequest',
      metadata: {
        namespace: 'shop-ns',
        labels: { 'backstage.io/kubernetes-id': 'shop' },
        annotations: {
          'hostmaster.dev/owner': 'group:default/checkout',
          'hostmaster.dev/component': 'component:default/shop',
        },
      },
      spec: {
        hostname: 'shop.example.test',
        environment: 'prod',
        visibility: 'internet-facing',
        gatewayClass: 'alb-public',
      },
    });
    expect(Object.keys(manifest.spec)).toEqual([
      'hostname',
      'environment',
      'visibility',
      'gatewayClass',
    ]);
    expect(attached.spec.parentRefs).toEqual([
      {
        group: 'gateway.networking.k8s.io',
        kind: 'ListenerSet',
        namespace: 'edge-ns',
        name: listenerSetName('shop.example.test'),
      },
    ]);
    expect(asked).toEqual([
      {
        hostname: 'shop.example.test',
        environment: 'prod',
        profile: 'alb-public',
        visibility: 'internet-facing',
        entity: 'component:default/shop',
      },
    ]);
    expect(task.output).toMatchObject({
      hostname: 'shop.example.test',
      entity: 'component:default/shop',
      changed: 'created',
      pullRequestUrl: `file://${folder}`,
      links: [
        { title: 'Pull request' },
        { url: '/catalog/default/component/shop/hostnames' },
      ],
    });
  });

  it('request-hostname with every option', async () => {
    const task = await run('request-hostname', {
      ...request,
      advanced: true,
      additionalNames: ['b.example.test'],
      zoneId: 'Z0123456789ABC',
      routeKind: 'GRPCRoute',
      keyAlgorithm: 'EC_secp384r1',
      expiresAfter: '72h',
      deletionPolicy: 'Retain',
    });

    expect(task.error).toBeUndefined();
    const [manifest, attached] = await manifests(
      'clusters/prod/shop-ns/shop-example-test.yaml',
    );
    expect(manifest.spec).toMatchObject({
      zoneId: 'Z0123456789ABC',
      certificate: {
        keyAlgorithm: 'EC_secp384r1',
        additionalNames: ['b.example.test'],
      },
      expiresAfter: '72h',
      deletionPolicy: 'Retain',
    });
    expect(attached.kind).toBe('GRPCRoute');
  });

  it('request-hostname for a name that is held fails in the words of the check, before anything is written', async () => {
    const message =
      'shop.example.test is held by group:default/media. Ask them to transfer it, or choose another name.';
    availability = {
      verdict: 'held',
      sentence: message,
      problems: [{ field: 'hostname', code: 'HeldByOther', message }],
      alternatives: ['shop2.example.test'],
    };
    const task = await run('request-hostname', request);

    expect(task.error?.message).toBe(`hostname: ${message}`);
    expect(await readdir(folder)).toEqual([]);
  });

  it('add-route below a wildcard, and beside the route of a request', async () => {
    expect((await run('add-route', route)).error).toBeUndefined();
    await run('request-hostname', request);
    const before = await manifests(
      'clusters/prod/shop-ns/shop-example-test.yaml',
    );
    const beside = await run('add-route', {
      ...route,
      wildcardHostname: 'shop.example.test',
      hostname: 'shop.example.test',
      path: '/api',
      serviceName: 'api',
    });

    expect(beside.error).toBeUndefined();
    expect((await filesWritten()).map(({ path }) => path)).toEqual([
      expect.stringMatching(
        /^clusters\/prod\/shop-ns\/blue-shop-example-test--route\.yaml$/,
      ),
      'clusters/prod/shop-ns/shop-example-test--route-api.yaml',
      'clusters/prod/shop-ns/shop-example-test.yaml',
    ]);
    expect(
      await manifests('clusters/prod/shop-ns/shop-example-test.yaml'),
    ).toEqual(before);
  });

  it('request-certificate', async () => {
    const task = await run('request-certificate', {
      ...certificate,
      wildcard: true,
    });

    expect(task.error).toBeUndefined();
    expect(
      await manifests(
        'clusters/prod/shop-ns/shop-example-test--certificate.yaml',
      ),
    ).toMatchObject([
      {
        kind: 'Certificate',
        spec: {
          dnsNames: ['shop.example.test', '*.shop.example.test'],
          issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt-staging' },
        },
      },
    ]);
  });

  it('remove-hostname takes away what request-hostname wrote, and nothing else', async () => {
    await run('request-hostname', request);
    await run('request-certificate', certificate);
    const task = await run('remove-hostname', {
      entity: request.entity,
      environment: 'prod',
      hostname: request.hostname,
    });

    expect(task.error).toBeUndefined();
    expect((await filesWritten()).map(({ path }) => path)).toEqual([
      'clusters/prod/shop-ns/shop-example-test--certificate.yaml',
    ]);
  });

  it('remove-hostname says so when there is nothing to remove', async () => {
    const task = await run('remove-hostname', {
      entity: request.entity,
      environment: 'prod',
      hostname: request.hostname,
    });

    expect(task.error?.message).toMatch(
      /^hostname: .* has no file clusters\/prod\/shop-ns\/shop-example-test.yaml/,
    );
  });

  it.each([
    ['request-hostname', request],
    ['add-route', route],
    ['request-certificate', certificate],
  ])(
    '%s writes nothing in a dry run, and shows the files',
    async (name, values) => {
      const response = await fetch(`${url()}/v2/dry-run`, {
        method: 'POST',
        headers: {
          authorization: mockCredentials.user.header(),
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          template: templates.get(name),
          values,
          directoryContents: [],
        }),
      });
      const { log, output } = await response.json();

      expect(response.status).toBe(200);
      expect(JSON.stringify(log)).toContain('clusters/prod/shop-ns/');
      expect(JSON.stringify(log)).toContain('hostnames');
      expect(output.changed).toBe('nothing');
      expect(await readdir(folder)).toEqual([]);
    },
  );
});

/** The values as the form gives them, with what a user may leave open and what only the form itself needs. */
const filled: Array<
  [string, PullRequestForm['kind'], Record<string, unknown>]
> = [
  ['request-hostname', 'hostname-request', request],
  [
    'request-hostname',
    'hostname-request',
    { ...request, path: '/api/v1', visibility: 'internal', preview: null },
  ],
  [
    'request-hostname',
    'hostname-request',
    {
      ...request,
      advanced: true,
      additionalNames: [],
      keyAlgorithm: 'EC_prime256v1',
      deletionPolicy: 'Delete',
      routeKind: 'HTTPRoute',
    },
  ],
  [
    'request-hostname',
    'hostname-request',
    {
      ...request,
      advanced: true,
      additionalNames: ['b.example.test', 'xn--bcher-kva.example.test'],
      keyAlgorithm: 'RSA_2048',
      expiresAfter: '1h30m',
      deletionPolicy: 'Retain',
      zoneId: 'Z1',
    },
  ],
  [
    'request-hostname',
    'hostname-request',
    {
      ...request,
      hostname: '*.shop.example.test',
      advanced: true,
      expiresAfter: '',
    },
  ],
  ['add-route', 'route', route],
  ['add-route', 'route', { ...route, path: '/Api/v2', routeKind: 'HTTPRoute' }],
  [
    'add-route',
    'route',
    {
      ...route,
      wildcardHostname: 'shop.example.test',
      hostname: 'shop.example.test',
      path: '/shop.v1.Cart',
      routeKind: 'GRPCRoute',
    },
  ],
  ['request-certificate', 'certificate', certificate],
  [
    'request-certificate',
    'certificate',
    {
      ...certificate,
      wildcard: true,
      additionalNames: ['b.example.test'],
      issuer: 'letsencrypt-production',
    },
  ],
];

describe('the preview on the last page', () => {
  // What would go unnoticed without it: a user agrees to one file and another one is committed.
  it.each(filled)(
    'of %s (%s) is byte for byte what the action writes: %j',
    async (name, kind, formData) => {
      const preview = previewFiles({
        kind,
        formData,
        facts: entityFacts(shop),
        options,
      });
      const task = await run(name, formData);

      expect(task.error).toBeUndefined();
      expect(preview).toEqual({
        kind: 'files',
        repository: 'gitops',
        files: await filesWritten(),
      });
    },
  );
});

describe.each(names)('templates/%s', name => {
  it('asks with schemas that are valid', () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    for (const page of templates.get(name).spec.parameters) {
      expect(ajv.validateSchema(page)).toBe(true);
      expect(page.required ?? []).toEqual(
        (page.required ?? []).filter(
          (field: string) => field in page.properties,
        ),
      );
      expect(() => ajv.compile(page)).not.toThrow();
    }
  });

  it('uses form fields that the frontend plugin has, and titles every question', () => {
    const questions = templates
      .get(name)
      .spec.parameters.flatMap((page: any) => [
        page.properties,
        ...Object.values<any>(page.dependencies ?? {}).flatMap(each =>
          each.oneOf.map((branch: any) => branch.properties),
        ),
      ])
      .flatMap(Object.entries);
    for (const [field, question] of questions as Array<[string, any]>) {
      if (question.enum?.length === 1) continue;
      expect([field, question.title]).toEqual([field, expect.any(String)]);
      const custom = question['ui:field'];
      if (custom)
        expect([
          'EntityPicker',
          'ExistingHostnamePicker',
          'HostnameEnvironmentPicker',
          'HostnameManifestPreview',
          'HostnamePicker',
          'HostnameProfilePicker',
          'HostnameZonePicker',
        ]).toContain(custom);
    }
  });

  it('is listed with the others', async () => {
    const all = parse(
      await readFile(join(__dirname, '../../../templates/all.yaml'), 'utf8'),
    );

    expect(all.spec.targets).toContain(`./${name}/template.yaml`);
    expect(templates.get(name).metadata.name).toBe(name);
  });
});

interface TaskResult {
  output: Record<string, any>;
  error?: { name: string; message: string };
  log: string;
}

/** Runs a template as the frontend does, to its end. */
async function run(name: string, values: object): Promise<TaskResult> {
  const headers = {
    authorization: mockCredentials.user.header(),
    'content-type': 'application/json',
  };
  const created = await fetch(`${url()}/v2/tasks`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ templateRef: `template:default/${name}`, values }),
  });
  const body = await created.json();
  if (!created.ok)
    throw new Error(`the form was refused: ${JSON.stringify(body)}`);
  for (;;) {
    const events: any[] = await (
      await fetch(`${url()}/v2/tasks/${body.id}/events`, { headers })
    ).json();
    const completion = events.find(({ type }) => type === 'completion');
    if (completion)
      return {
        output: completion.body.output ?? {},
        error: completion.body.error,
        log: events.map(event => event.body.message).join('\n'),
      };
  }
}

/** The template engine takes no arrays of another realm, and under jest those of `fetch` are. */
function useArraysOfJest() {
  const real = globalThis.fetch;
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (...call) => {
    const response = await real(...call);
    return Object.assign(response, {
      json: async () => JSON.parse(await response.text()),
    });
  });
}

function url(): string {
  return `http://127.0.0.1:${backend.server.port()}/api/scaffolder`;
}

async function filesWritten(): Promise<
  Array<{ path: string; content: string }>
> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const paths = entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
  return Promise.all(
    paths.sort().map(async path => ({
      path: path.slice(folder.length + 1),
      content: await readFile(path, 'utf8'),
    })),
  );
}

async function manifests(path: string): Promise<any[]> {
  return parseAllDocuments(await readFile(join(folder, path), 'utf8')).map(
    document => document.toJS(),
  );
}
