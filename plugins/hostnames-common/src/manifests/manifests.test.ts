import fc from 'fast-check';
import { parse, parseAllDocuments } from 'yaml';
import { listenerSetName } from '../naming/listenerSetName';
import { KubernetesManifest } from './KubernetesManifest';
import { renderCertificate } from './renderCertificate';
import { renderHostnameRequest } from './renderHostnameRequest';
import { renderRoute } from './renderRoute';
import { toYaml } from './toYaml';
import {
  CertificateValues,
  HostnameRequestValues,
  RouteValues,
} from './values';

const request = (
  change: Partial<HostnameRequestValues> = {},
): HostnameRequestValues => ({
  hostname: 'shop.example.com',
  namespace: 'shop',
  environment: 'prod',
  profile: 'alb-public',
  owner: 'group:default/checkout',
  component: 'component:default/shop',
  kubernetesId: 'shop',
  requestId: '4f6c',
  edgeNamespace: 'edge',
  ...change,
});
const route = (change: Partial<RouteValues> = {}): RouteValues => ({
  hostname: 'shop.example.com',
  namespace: 'shop',
  routes: { serviceName: 'shop', servicePort: 8080 },
  edgeNamespace: 'edge',
  ...change,
});
const certificate = (
  change: Partial<CertificateValues> = {},
): CertificateValues => ({
  hostname: 'shop.example.com',
  namespace: 'shop',
  issuerRef: { name: 'letsencrypt' },
  ...change,
});

/** Texts that other renderers have stumbled over. */
const HOSTILE = [
  'a\nb: c',
  '---\nkind: Secret',
  '...',
  '&anchor x',
  '*anchor',
  '<<: *x',
  '!!binary aGk=',
  '!!js/function x',
  '{{ .Values.x }}',
  '${{ secrets.TOKEN }}',
  '__proto__',
  'constructor',
  '{a: b}',
  '[a, b]',
  '# comment',
  'a # b',
  'a: b',
  '"quoted"',
  "'quoted'",
  '\\x41',
  'yes',
  'No',
  'on',
  'null',
  '~',
  '0x1f',
  '010',
  '1e3',
  '1_000',
  '12:30:45',
  '2026-06-01',
  '.inf',
  '@at',
  '`tick',
  '%YAML 1.1',
  '| literal',
  '> folded',
  '? key',
  '- item',
  ' leading',
  'trailing ',
  '\u2028line',
  '\u0085next',
  '\ufeffbom',
  '😀',
  'x'.repeat(1000),
];

function readBack(manifests: KubernetesManifest[]): unknown[] {
  const documents = parseAllDocuments(toYaml(manifests));
  for (const document of documents) expect(document.errors).toEqual([]);
  return documents.map(document => document.toJS());
}

describe('renderHostnameRequest', () => {
  it('writes the request and its route', () => {
    const manifests = renderHostnameRequest(
      request({
        hostname: 'Shop.Example.com.',
        name: 'shop',
        zoneId: 'Z0123456789ABC',
        pullRequestUrl: 'https://github.com/acme/gitops/pull/7',
        certificate: {
          keyAlgorithm: 'RSA_2048',
          additionalNames: ['b.example.com', 'shop.example.com'],
        },
        routes: { serviceName: 'shop', servicePort: 8080, path: '/' },
        expiresAfter: '72h',
        deletionPolicy: 'Retain',
      }),
    );

    expect(toYaml(manifests)).toBe(`apiVersion: hostmaster.dev/v1alpha1
kind: GatewayHostnameRequest
metadata:
  name: shop
  namespace: shop
  labels:
    backstage.io/kubernetes-id: shop
  annotations:
    hostmaster.dev/owner: group:default/checkout
    hostmaster.dev/component: component:default/shop
    hostmaster.dev/request: 4f6c
    hostmaster.dev/pull-request: https://github.com/acme/gitops/pull/7
spec:
  hostname: shop.example.com
  zoneId: Z0123456789ABC
  environment: prod
  visibility: internet-facing
  gatewayClass: alb-public
  certificate:
    keyAlgorithm: RSA_2048
    additionalNames:
      - b.example.com
  expiresAfter: 72h
  deletionPolicy: Retain
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
  namespace: shop
  labels:
    backstage.io/kubernetes-id: shop
  annotations:
    hostmaster.dev/owner: group:default/checkout
    hostmaster.dev/component: component:default/shop
    hostmaster.dev/request: 4f6c
    hostmaster.dev/pull-request: https://github.com/acme/gitops/pull/7
    external-dns.alpha.kubernetes.io/controller: hostmaster
spec:
  parentRefs:
    - group: gateway.networking.k8s.io
      kind: ListenerSet
      namespace: edge
      name: shop-example-com
  hostnames:
    - shop.example.com
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /
      backendRefs:
        - name: shop
          port: 8080
`);
  });

  it('writes only the request where no service is named, and nothing of options left out', () => {
    const manifests = renderHostnameRequest(
      request({ zoneId: undefined, certificate: {}, routePolicy: {} }),
    );

    expect(manifests).toHaveLength(1);
    expect(manifests[0].metadata.name).toBe('shop-example-com');
    expect(Object.keys(manifests[0].spec!)).toEqual([
      'hostname',
      'environment',
      'visibility',
      'gatewayClass',
    ]);
  });

  it('attaches to the configured Gateway for shared listeners, and leaves external-dns its routes', () => {
    const [, attached] = renderHostnameRequest(
      request({
        routes: [
          { serviceName: 'shop', servicePort: 80 },
          { serviceName: 'api', servicePort: 81, path: 'api' },
        ],
        gateway: { namespace: 'network', name: 'envoy-external' },
        dns: 'external-dns',
      }),
    );

    expect(attached.spec).toMatchObject({
      parentRefs: [
        {
          group: 'gateway.networking.k8s.io',
          kind: 'Gateway',
          namespace: 'network',
          name: 'envoy-external',
        },
      ],
      rules: [
        { matches: [{ path: { type: 'PathPrefix', value: '/' } }] },
        { matches: [{ path: { type: 'PathPrefix', value: '/api' } }] },
      ],
    });
    expect(attached.metadata.annotations).not.toHaveProperty([
      'external-dns.alpha.kubernetes.io/controller',
    ]);
  });

  it.each([
    [{ hostname: 'a..b' }, /^hostname: .*empty label/],
    [{ namespace: 'Shop' }, /^namespace: must be/],
    [{ namespace: 'shop\nkind: x' }, /^namespace: /],
    [{ environment: '../prod' }, /^environment: /],
    [{ name: '-x' }, /^name: /],
    [{ zoneId: 'Z1; drop' }, /^zoneId: /],
    [{ owner: 'a\nb' }, /^owner: must be one line/],
    [{ kubernetesId: 'a b' }, /^kubernetesId: /],
    [{ expiresAfter: '' }, /^expiresAfter: /],
    [{ expiresAfter: '3 days' }, /^expiresAfter: must be a duration/],
    [
      { certificate: { additionalNames: ['a_b.example.com'] } },
      /^certificate\.additionalNames\.0: .*underscore/,
    ],
    [{ routes: { serviceName: 'shop', servicePort: 0 } }, /servicePort/],
    [{ routes: { serviceName: 'shop', servicePort: 80, path: '/a*' } }, /path/],
    [
      { routes: { serviceName: 'shop', servicePort: 80, path: '/../a' } },
      /path/,
    ],
    [{ unknown: 'x' }, /unknown/],
  ] as Array<[Partial<HostnameRequestValues>, RegExp]>)(
    'refuses %j and names the field',
    (change, message) => {
      expect(() => renderHostnameRequest(request(change))).toThrow(message);
      expect(() => renderHostnameRequest(request(change))).toThrow(
        expect.objectContaining({ name: 'InputError' }),
      );
    },
  );

  it('parses back to exactly what was meant, whatever the free texts', () => {
    let refused = 0;
    for (const text of HOSTILE) {
      // Only one-line texts pass the schema; what does not is refused, not bent.
      const values = request({
        owner: text,
        component: text,
        requestId: text,
        routes: { serviceName: 'shop', servicePort: 80 },
      });
      let manifests: KubernetesManifest[];
      try {
        manifests = renderHostnameRequest(values);
      } catch (error) {
        if (!/^owner: /.test((error as Error).message)) throw error;
        refused += 1;
        continue;
      }
      expect(readBack(manifests)).toEqual(manifests);
      expect(manifests[0].metadata.annotations?.['hostmaster.dev/owner']).toBe(
        text,
      );
    }

    expect(refused).toBe(2);
  });

  it('gives equal bytes for equal values, in whatever order they are written', () => {
    const values = request({
      certificate: {
        keyAlgorithm: 'RSA_2048',
        additionalNames: ['b.example.com'],
      },
    });
    const reversed = Object.fromEntries(
      Object.entries(values).reverse(),
    ) as HostnameRequestValues;

    expect(toYaml(renderHostnameRequest(reversed))).toBe(
      toYaml(renderHostnameRequest(values)),
    );
  });
});

describe('renderRoute', () => {
  it('attaches to the ListenerSet of the hostname', () => {
    expect(renderRoute(route())[0]).toMatchObject({
      kind: 'HTTPRoute',
      metadata: {
        name: 'shop-example-com',
        annotations: {
          'external-dns.alpha.kubernetes.io/controller': 'hostmaster',
        },
      },
      spec: {
        parentRefs: [
          { kind: 'ListenerSet', namespace: 'edge', name: 'shop-example-com' },
        ],
      },
    });
  });

  it('attaches below a wildcard to the wildcard’s ListenerSet', () => {
    expect(
      renderRoute(route({ wildcard: '*.example.com' }))[0].spec,
    ).toMatchObject({
      parentRefs: [{ name: listenerSetName('*.example.com') }],
      hostnames: ['shop.example.com'],
    });
    expect(() =>
      renderRoute(route({ wildcard: '*.other.example.com' })),
    ).toThrow(/^wildcard: .*does not cover/);
  });

  it('writes gRPC routes', () => {
    const [rendered] = renderRoute(
      route({
        kind: 'GRPCRoute',
        routes: [
          { serviceName: 'shop', servicePort: 50051, path: 'shop.v1.Cart/Add' },
          { serviceName: 'shop', servicePort: 50051 },
        ],
      }),
    );

    expect(rendered).toMatchObject({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GRPCRoute',
      spec: {
        rules: [
          {
            matches: [
              {
                method: {
                  type: 'Exact',
                  service: 'shop.v1.Cart',
                  method: 'Add',
                },
              },
            ],
          },
          { backendRefs: [{ name: 'shop', port: 50051 }] },
        ],
      },
    });
    expect(Object.keys((rendered.spec!.rules as object[])[1])).toEqual([
      'backendRefs',
    ]);
  });
});

describe('paths of routes', () => {
  it.each([
    '/a b',
    '/ä',
    '/a?b',
    '/a#b',
    '//a',
    '/a/../b',
    '/%2e%2e/b',
    '/a*',
    '/%zz',
  ])('refuses %j', path => {
    expect(() =>
      renderRoute(
        route({ routes: { serviceName: 'shop', servicePort: 80, path } }),
      ),
    ).toThrow(/^routes.*path/);
  });

  it.each(['a b', 'shop.v1.', 'shop/v1/Cart', '1a', 'a-b'])(
    'refuses %j for gRPC',
    path => {
      expect(() =>
        renderRoute(
          route({
            kind: 'GRPCRoute',
            routes: { serviceName: 'shop', servicePort: 80, path },
          }),
        ),
      ).toThrow(/^routes.*path|^routes\.path/);
    },
  );
});

describe('renderCertificate', () => {
  it('writes a Certificate with a new key at every renewal', () => {
    expect(
      renderCertificate(
        certificate({
          wildcard: true,
          additionalNames: ['b.example.com', 'shop.example.com'],
        }),
      ),
    ).toEqual([
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata: { name: 'shop-example-com', namespace: 'shop' },
        spec: {
          secretName: 'shop-example-com-tls',
          dnsNames: ['shop.example.com', '*.shop.example.com', 'b.example.com'],
          issuerRef: {
            group: 'cert-manager.io',
            kind: 'ClusterIssuer',
            name: 'letsencrypt',
          },
          privateKey: {
            algorithm: 'ECDSA',
            size: 256,
            rotationPolicy: 'Always',
          },
          usages: ['digital signature', 'server auth'],
        },
      },
    ]);
  });

  it('takes options', () => {
    expect(
      renderCertificate(
        certificate({
          keyAlgorithm: 'RSA_4096',
          secretName: 'tls',
          duration: '2160h',
          renewBefore: '360h',
          issuerRef: { name: 'ca', kind: 'Issuer' },
        }),
      )[0].spec,
    ).toMatchObject({
      secretName: 'tls',
      issuerRef: { kind: 'Issuer' },
      privateKey: { algorithm: 'RSA', size: 4096, rotationPolicy: 'Always' },
      usages: ['digital signature', 'key encipherment', 'server auth'],
      duration: '2160h',
      renewBefore: '360h',
    });
    expect(() =>
      renderCertificate(
        certificate({ hostname: '*.example.com', wildcard: true }),
      ),
    ).toThrow(/^wildcard: /);
  });
});

describe('toYaml', () => {
  const object = (value: unknown): KubernetesManifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'x' },
    data: value,
  });

  it('parses back to exactly the object, for hostile texts as keys and values', () => {
    for (const text of HOSTILE) {
      const data = Object.fromEntries([
        [text, text],
        ['list', [text, text]],
      ]);

      expect(readBack([object(data), object(data)])).toEqual([
        object(data),
        object(data),
      ]);
      expect(toYaml([object({ a: data, b: data })])).not.toMatch(/: &a\d/);
    }
  });

  it('means the same to a YAML 1.1 reader', () => {
    for (const text of HOSTILE) {
      expect(parse(toYaml([object({ text })]), { version: '1.1' })).toEqual(
        object({ text }),
      );
    }
  });

  it('parses back to exactly the object, for any texts', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ unit: 'grapheme' }),
          fc.oneof(
            fc.string({ unit: 'grapheme' }),
            fc.integer(),
            fc.boolean(),
            fc.array(fc.string({ unit: 'grapheme-ascii' })),
          ),
        ),
        data => {
          expect(readBack([object(data)])).toEqual([object(data)]);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
