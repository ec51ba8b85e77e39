import fc from 'fast-check';
import { anyText } from '../testing/anyText';
import { parseAllDocuments } from 'yaml';
import { listenerSetName } from '../naming/listenerSetName';
import {
  hostnameRequestPath,
  PullRequestContext,
  pullRequestFiles,
  PullRequestForm,
} from './pullRequestFiles';

const context: PullRequestContext = {
  namespace: 'shop',
  owner: 'group:default/checkout',
  component: 'component:default/shop',
  kubernetesId: 'shop',
  cluster: 'prod',
  pathPattern: 'clusters/{cluster}/{namespace}/{name}.yaml',
  edgeNamespace: 'edge',
};

const forms: Record<PullRequestForm['kind'], PullRequestForm> = {
  'hostname-request': {
    kind: 'hostname-request',
    hostname: 'shop.example.com',
    environment: 'prod',
    profile: 'alb-public',
    visibility: 'internet-facing',
    serviceName: 'shop',
    servicePort: 8080,
    path: '/',
    additionalNames: ['b.example.com'],
    keyAlgorithm: 'EC_prime256v1',
    expiresAfter: '72h',
    deletionPolicy: 'Retain',
  },
  route: {
    kind: 'route',
    hostname: 'blue.shop.example.com',
    wildcardHostname: '*.shop.example.com',
    environment: 'prod',
    serviceName: 'shop',
    servicePort: 80,
    path: '/',
  },
  certificate: {
    kind: 'certificate',
    hostname: 'shop.example.com',
    environment: 'prod',
    wildcard: true,
    additionalNames: ['b.example.com'],
    issuer: 'letsencrypt-staging',
  },
};
const kinds = Object.keys(forms) as Array<PullRequestForm['kind']>;

function filesOf(
  kind: PullRequestForm['kind'],
  form: Partial<Record<keyof PullRequestForm, unknown>> = {},
  changes: Partial<PullRequestContext> = {},
) {
  return pullRequestFiles({ ...forms[kind], ...form } as PullRequestForm, {
    ...context,
    ...changes,
  });
}

function objectsOf(content: string): any[] {
  return parseAllDocuments(content).map(document => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
}

describe('pullRequestFiles', () => {
  it('puts a request and its route into one file', () => {
    const [file, ...others] = filesOf('hostname-request');

    expect(others).toEqual([]);
    expect(file.path).toBe('clusters/prod/shop/shop-example-com.yaml');
    expect(objectsOf(file.content)).toMatchObject([
      {
        kind: 'GatewayHostnameRequest',
        metadata: { name: 'shop-example-com', namespace: 'shop' },
        spec: {
          hostname: 'shop.example.com',
          certificate: { additionalNames: ['b.example.com'] },
          expiresAfter: '72h',
          deletionPolicy: 'Retain',
        },
      },
      { kind: 'HTTPRoute', metadata: { name: 'shop-example-com' } },
    ]);
  });

  it('attaches a route to the listener of the wildcard above it', () => {
    const [file] = filesOf('route');

    expect(objectsOf(file.content)[0].spec).toMatchObject({
      hostnames: ['blue.shop.example.com'],
      parentRefs: [{ name: listenerSetName('*.shop.example.com') }],
    });
  });

  // What would go unnoticed without it: a route added to a hostname that replaces the file of its request, and with the
  // request the hostname.
  it.each([
    'clusters/{cluster}/{namespace}/{name}.yaml',
    '{namespace}/{hostname}.yaml',
    '{namespace}/{name}/all.yaml',
    '{name}',
  ])('gives everything about one hostname a file of its own in %s', pattern => {
    const hostname = 'shop.example.com';
    const own = { hostname, wildcardHostname: hostname };
    const all = [
      filesOf('hostname-request', { hostname }, { pathPattern: pattern }),
      filesOf('certificate', { hostname }, { pathPattern: pattern }),
      ...[
        { path: '/' },
        { path: '/api' },
        { path: '/api/' },
        { path: '/Api' },
        { path: '/api/v1' },
        { path: '/api-v1' },
        { path: '/route' },
        { path: '', routeKind: 'GRPCRoute' },
        { path: 'shop.v1.Cart', routeKind: 'GRPCRoute' },
      ].map(route =>
        filesOf('route', { ...own, ...route }, { pathPattern: pattern }),
      ),
    ].flat();

    const paths = all.map(({ path }) => path.toLowerCase());
    expect(new Set(paths).size).toBe(paths.length);
    const routes = all
      .flatMap(({ content }) => objectsOf(content))
      .filter(({ kind }) => /Route$/.test(kind))
      .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(routes).size).toBe(routes.length);
    for (const name of routes)
      expect(name).toMatch(/^[A-Za-z]+\/[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
  });

  it('keeps the path of a route when only its service changes', () => {
    expect(filesOf('route', { serviceName: 'other' })[0].path).toBe(
      filesOf('route')[0].path,
    );
  });

  it('tells where the request of a hostname is', () => {
    expect(hostnameRequestPath('Shop.Example.com.', context)).toBe(
      filesOf('hostname-request')[0].path,
    );
  });

  it.each(kinds)(
    'gives the same bytes for equal forms, however they were made: %s',
    kind => {
      const [first] = filesOf(kind);
      const reversed = Object.fromEntries(
        Object.entries(forms[kind]).reverse(),
      ) as unknown as PullRequestForm;

      expect(pullRequestFiles(reversed, context)).toEqual([first]);
      expect(
        filesOf(kind, {
          hostname: `${forms[kind].hostname.toUpperCase()}.`,
        }),
      ).toEqual([first]);
      expect(
        filesOf(kind, { zoneId: '', expiresAfter: forms[kind].expiresAfter }),
      ).toEqual([first]);
    },
  );

  it('leaves no trace of what a form leaves open', () => {
    const open = {
      additionalNames: [],
      keyAlgorithm: undefined,
      expiresAfter: '',
      deletionPolicy: undefined,
      zoneId: '',
    };
    const [file] = filesOf('hostname-request', open);

    expect(Object.keys(objectsOf(file.content)[0].spec)).toEqual([
      'hostname',
      'environment',
      'visibility',
      'gatewayClass',
    ]);
    expect(file.content).not.toMatch(/null|undefined|""/);
  });

  it.each<[PullRequestForm['kind'], Record<string, unknown>, RegExp]>([
    ['hostname-request', { hostname: 'a..b' }, /^hostname: /],
    ['hostname-request', { profile: '' }, /^profile: is needed/],
    ['hostname-request', { environment: undefined }, /^environment: is needed/],
    ['hostname-request', { expiresAfter: 'tomorrow' }, /^expiresAfter: /],
    ['route', { serviceName: undefined }, /^serviceName: is needed/],
    ['route', { wildcardHostname: 'a..b' }, /^wildcardHostname: /],
    [
      'route',
      { hostname: 'a.b.shop.example.com' },
      /^hostname: "a.b.shop.example.com" is not served by "\*.shop.example.com"/,
    ],
    [
      'route',
      { wildcardHostname: 'shop.example.com' },
      /^hostname: .*write shop.example.com itself/,
    ],
    ['certificate', { issuer: '' }, /^issuer: is needed/],
    ['certificate', { additionalNames: ['x y'] }, /^additionalNames/],
  ])('says in words what %s cannot be: %j', (kind, form, message) => {
    expect(() => filesOf(kind, form)).toThrow(message);
  });
});

/** Texts that would break out of YAML, of a path, of a template or of JavaScript. */
const HOSTILE = [
  'x\n---\nkind: Secret',
  'x: y',
  '&a x',
  '*a',
  '<<: *a',
  '!!js/function x',
  '{{ .Values }}',
  '${{ secrets.TOKEN }}',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '..',
  '/etc/passwd',
  'a/b',
  'a\\b',
  '%2e%2e%2f',
  '.git/config',
  '.github/workflows',
  'a\u0000b',
  '\u202egnp',
  '"quoted"',
  "'",
  '`x`',
  '# x',
  'yes',
  'null',
  '0x10',
  '1e3',
  '- a',
  '{a: b}',
  '[a]',
  '%YAML 1.1',
  '\ufeff',
  'x'.repeat(5000),
];
const FORM_FIELDS = [
  'hostname',
  'environment',
  'profile',
  'zoneId',
  'serviceName',
  'path',
  'wildcardHostname',
  'expiresAfter',
  'issuer',
] as const;
const CONTEXT_FIELDS = [
  'namespace',
  'owner',
  'component',
  'kubernetesId',
  'cluster',
] as const;

describe('a hostile value', () => {
  const cases = kinds.flatMap(kind =>
    [...FORM_FIELDS, ...CONTEXT_FIELDS].map(field => [kind, field] as const),
  );

  it.each(cases)(
    'in a %s as %s is refused by name or stays a value in its place',
    (kind, field) => {
      const plain = shapeOf(filesOf(kind)[0].content, field);
      for (const text of [...HOSTILE, ...HOSTILE.map(each => `shop${each}`)]) {
        const changes = { [field]: text };
        const inForm = (FORM_FIELDS as readonly string[]).includes(field);
        let files;
        try {
          files = filesOf(kind, inForm ? changes : {}, inForm ? {} : changes);
        } catch (error) {
          expect((error as Error).name).toBe('InputError');
          expect((error as Error).message).toMatch(/^[a-zA-Z.0-9]+: /);
          continue;
        }
        expect(files).toHaveLength(1);
        expect(files[0].path).toMatch(/^clusters\/[^/\\]+\/[^/\\]+\/[^/\\]+$/);
        expect(files[0].path).not.toMatch(/\.\.|\.git|[%\n\0]/i);
        expect(shapeOf(files[0].content, field)).toEqual(plain);
      }
    },
  );

  it('made at random is refused by name or stays a value in its place', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.constantFrom(...FORM_FIELDS, ...CONTEXT_FIELDS),
        fc.oneof(
          anyText({ maxLength: 40 }),
          fc
            .array(
              fc.constantFrom(
                'a',
                '\n',
                ':',
                ' ',
                '-',
                '#',
                '{',
                '}',
                '"',
                "'",
                '&',
                '*',
                '!',
                '|',
                '/',
                '.',
              ),
              { maxLength: 12 },
            )
            .map(parts => parts.join('')),
        ),
        (kind, field, text) => {
          const inForm = (FORM_FIELDS as readonly string[]).includes(field);
          const changes = { [field]: text };
          try {
            const files = filesOf(
              kind,
              inForm ? changes : {},
              inForm ? {} : changes,
            );
            const kindsWritten = objectsOf(files[0].content).map(
              each => each.kind,
            );
            expect(kindsWritten.length).toBeLessThanOrEqual(2);
            expect(files[0].path.split('/')).toHaveLength(4);
            for (const written of kindsWritten)
              expect([
                'GatewayHostnameRequest',
                'HTTPRoute',
                'Certificate',
              ]).toContain(written);
          } catch (error) {
            if ((error as Error).name !== 'InputError') throw error;
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

/**
 * Kinds and the paths of all keys, so that a value that became structure shows. What an option left out leaves out of the
 * manifests is not counted.
 */
function shapeOf(content: string, field: string): string[] {
  const optional = new Set(['owner', 'component', 'kubernetesId', 'zoneId']);
  const keys = objectsOf(content).flatMap(object => [
    `kind ${object.kind}`,
    ...keysOf(object, ''),
  ]);
  return keys.filter(
    key =>
      !(
        optional.has(field) &&
        /labels|owner|component|zoneId|kubernetes-id/.test(key)
      ),
  );
}

function keysOf(value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([key, each]) =>
    keysOf(each, `${at}.${key}`),
  );
}
