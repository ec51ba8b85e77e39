import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import type { ParentReference, Route } from '../../gateways/kinds';
import { place, subject } from '../testWorld/builders';
import {
  cannotBeCopied,
  copyOf,
  referredServices,
  renderCopy,
} from './routeCopy.pure';

const HOST = 'shop.example.com';
const NET = 'shop.example.net';
const EDGE = 'edge';
const at = { namespace: EDGE, gateway: 'gw-01' };

const parent = (fields: Partial<ParentReference> = {}): ParentReference => ({
  kind: 'ListenerSet',
  namespace: EDGE,
  name: listenerSetName(HOST),
  ...fields,
});

const route = (spec: Route['spec'] = {}, metadata: object = {}): Route => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { namespace: 'shop', name: 'web', generation: 4, ...metadata },
  spec: { parentRefs: [parent()], ...spec },
});

const of = (names: string[], spec: object = {}) => ({
  ...subject({ hostname: names[0], ...spec }),
  hostname: HOST,
  names: names.map(name => place(name)),
});

const hostnames = (given: Route, names: string[] = [HOST], spec: object = {}) =>
  renderCopy(of(names, spec), given, at)?.spec.hostnames;

describe('renderCopy', () => {
  it.each<[string, string[], string[] | undefined, string[] | undefined]>([
    ['none', [HOST, NET], undefined, [HOST, NET]],
    ['one of ours and another', [HOST], [HOST, 'other.example.com'], [HOST]],
    ['a wildcard above ours', [HOST], ['*.example.com'], [HOST]],
    ['one below our wildcard', ['*.example.com'], [HOST], [HOST]],
    ['one of ours twice', [HOST], [HOST, '*.example.com'], [HOST]],
    ['none of ours', [HOST], ['other.example.com'], undefined],
    ['one that ends like ours', [HOST], ['xshop.example.com'], undefined],
  ])('serves, where the route has %s', (_what, names, given, served) => {
    expect(hostnames(route(given ? { hostnames: given } : {}), names)).toEqual(
      served,
    );
  });

  it.each<[string, ParentReference[] | undefined, string[] | undefined]>([
    ['no parent', undefined, undefined],
    ['our ListenerSet', [parent()], [HOST, NET]],
    ['its first listener', [parent({ sectionName: 'https' })], [HOST]],
    ['its second listener', [parent({ sectionName: 'https-2' })], [NET]],
    ['its port', [parent({ port: 443 })], [HOST, NET]],
    ['another port', [parent({ port: 80 })], undefined],
    [
      'another port of the first listener',
      [parent({ sectionName: 'https', port: 80 })],
      undefined,
    ],
    ['another kind', [parent({ kind: 'Gateway' })], undefined],
    ['another ListenerSet', [parent({ name: 'other' })], undefined],
    ['one of another namespace', [parent({ namespace: 'x' })], undefined],
    ['one of its own namespace', [parent({ namespace: undefined })], undefined],
    [
      'another one beside ours',
      [parent({ sectionName: 'https' }), parent({ name: 'other' })],
      [HOST],
    ],
    [
      'both listeners, one by one',
      [parent({ sectionName: 'https' }), parent({ sectionName: 'https-2' })],
      [HOST, NET],
    ],
  ])('serves what the route has a parent for: %s', (_what, refs, served) => {
    expect(hostnames(route({ parentRefs: refs }), [HOST, NET])).toEqual(served);
  });

  it('sends www. on with the redirect of the edge namespace alone', () => {
    const www = `www.${HOST}`;
    const spec = {
      hostname: HOST,
      dns: { wwwRedirect: true },
      certificate: { additionalNames: [www] },
    };
    const own = route({}, { namespace: EDGE });

    expect(hostnames(route(), [HOST, www], spec)).toEqual([HOST]);
    expect(hostnames(own, [HOST, www], spec)).toEqual([www]);
  });

  it('says what it is, of which version of what', () => {
    const copy = renderCopy(of([HOST]), route({ rules: [] }), at);

    expect(copy).toMatchObject({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: {
        namespace: EDGE,
        labels: { 'app.kubernetes.io/managed-by': 'hostmaster' },
      },
      spec: {
        parentRefs: [
          {
            group: 'gateway.networking.k8s.io',
            kind: 'Gateway',
            name: 'gw-01',
            sectionName: 'https',
          },
        ],
        rules: [],
      },
    });
    expect(copyOf(copy!)).toEqual({
      request: `${of([HOST]).identity.namespace}/${of([HOST]).identity.name}`,
      gateway: 'gw-01',
      source: 'HTTPRoute/shop/web@4',
    });
  });

  it('has no rules where the route has none', () => {
    expect(renderCopy(of([HOST]), route(), at)?.spec.rules).toBeUndefined();
  });

  it('refers to the Services where they are', () => {
    const rules = [
      { backendRefs: [{ name: 'web' }, { name: 'api', namespace: 'apis' }] },
      { filters: [{ type: 'RequestRedirect' }] },
    ];

    expect(renderCopy(of([HOST]), route({ rules }), at)?.spec.rules).toEqual([
      {
        backendRefs: [
          { name: 'web', namespace: 'shop' },
          { name: 'api', namespace: 'apis' },
        ],
      },
      { filters: [{ type: 'RequestRedirect' }] },
    ]);
  });

  it('leaves the backends of a route of the edge namespace as they are', () => {
    const own = route(
      { rules: [{ backendRefs: [{ name: 'web' }] }] },
      { namespace: EDGE },
    );
    const spec = { hostname: HOST, dns: { wwwRedirect: true } };
    const www = `www.${HOST}`;
    const redirecting = of([HOST, www], {
      ...spec,
      certificate: { additionalNames: [www] },
    });

    expect(renderCopy(redirecting, own, at)?.spec.rules).toEqual([
      { backendRefs: [{ name: 'web' }] },
    ]);
  });
});

describe('copyOf', () => {
  const copyWith = (metadata: object): Route => {
    const copy = renderCopy(of([HOST]), route(), at)!;
    return { ...copy, metadata: { ...copy.metadata, ...metadata } };
  };

  it('does not take a route of somebody for one', () => {
    expect(copyOf(route())).toBeUndefined();
  });

  it.each<[string, object]>([
    [
      'the mark of who manages it',
      { labels: { 'hostmaster.dev/copy-on': 'gw-01' } },
    ],
    [
      'the gateway',
      { labels: { 'app.kubernetes.io/managed-by': 'hostmaster' } },
    ],
    ['the request', { annotations: {} }],
  ])('does not take one without %s for one', (_what, metadata) => {
    expect(copyOf(copyWith({}))).toBeDefined();
    expect(copyOf(copyWith(metadata))).toBeUndefined();
  });

  it('does not need to know of what', () => {
    const { 'hostmaster.dev/copy-of': _, ...annotations } = copyWith({})
      .metadata.annotations!;
    expect(copyOf(copyWith({ annotations }))?.source).toBe('');
  });
});

describe('cannotBeCopied', () => {
  const extension = {
    type: 'ExtensionRef',
    extensionRef: { group: 'x', kind: 'Limit', name: 'slow' },
  };

  it.each<[string, Route['spec'], string | undefined]>([
    ['nothing', {}, undefined],
    ['a rule without filters', { rules: [{}] }, undefined],
    [
      'a redirect',
      { rules: [{ filters: [{ type: 'RequestRedirect' }] }] },
      undefined,
    ],
    ['an extension', { rules: [{ filters: [extension] }] }, 'Limit slow'],
    [
      'an extension of a backend',
      {
        rules: [
          {
            backendRefs: [{ name: 'a' }, { name: 'b', filters: [extension] }],
          },
        ],
      },
      'Limit slow',
    ],
    [
      'an extension that says nothing',
      { rules: [{ filters: [{ type: 'ExtensionRef' }] }] },
      '? ?',
    ],
  ])('%s', (_what, spec, what) => {
    expect(cannotBeCopied(route(spec))).toEqual(
      what &&
        `HTTPRoute/shop/web has an ExtensionRef to ${what}, which works in its own namespace only`,
    );
  });
});

describe('referredServices', () => {
  const to = (...backendRefs: object[]) =>
    ({ rules: [{ backendRefs }] } as Route['spec']);

  it.each<[string, Route[], string[]]>([
    ['none', [route(), route({ rules: [{}] })], []],
    [
      'several, once each, in order',
      [route(to({ name: 'web' }, { name: 'api' })), route(to({ name: 'web' }))],
      ['api', 'web'],
    ],
    [
      'of a route of another namespace',
      [route(to({ name: 'web' }), { namespace: 'x' })],
      [],
    ],
    [
      'of its own namespace',
      [route(to({ name: 'web', kind: 'Service', namespace: 'shop' }))],
      ['web'],
    ],
    ['of another namespace', [route(to({ name: 'web', namespace: 'x' }))], []],
    ['of another kind', [route(to({ name: 'web', kind: 'Bucket' }))], []],
  ])('%s', (_what, routes, services) => {
    expect(referredServices(routes, 'shop')).toStrictEqual(services);
  });
});
