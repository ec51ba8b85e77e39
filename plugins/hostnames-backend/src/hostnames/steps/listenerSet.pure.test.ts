import { place, subject } from '../testWorld/builders';
import {
  isOpenTo,
  redirectRouteName,
  renderListenerSet,
  renderRedirect,
  requestRef,
} from './listenerSet.pure';
import type { Subject } from '../Subject';

const values = {
  namespace: 'edge',
  gateway: { namespace: 'gateways', name: 'gw-01' },
  open: true,
};
const routes = (namespaces: object) => ({
  namespaces: { from: 'Selector', selector: namespaces },
  kinds: [
    { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' },
    { group: 'gateway.networking.k8s.io', kind: 'GRPCRoute' },
  ],
});
const NAME = 'kubernetes.io/metadata.name';

function withNames(...hostnames: string[]): Subject {
  return {
    ...subject({ dns: { wwwRedirect: true } }),
    names: hostnames.map(place),
  };
}

describe('renderListenerSet', () => {
  it('is one listener on the gateway, open to the namespace of the request', () => {
    expect(renderListenerSet(subject(), values)).toEqual({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'ListenerSet',
      metadata: {
        name: 'shop-example-com',
        namespace: 'edge',
        labels: { 'app.kubernetes.io/managed-by': 'hostmaster' },
        annotations: { 'hostmaster.dev/request-ref': 'shop/shop' },
      },
      spec: {
        parentRef: {
          group: 'gateway.networking.k8s.io',
          kind: 'Gateway',
          namespace: 'gateways',
          name: 'gw-01',
        },
        listeners: [
          {
            name: 'https',
            hostname: 'shop.example.com',
            port: 443,
            protocol: 'HTTPS',
            allowedRoutes: routes({ matchLabels: { [NAME]: 'shop' } }),
          },
        ],
      },
    });
    expect(requestRef(subject())).toBe('shop/shop');
  });

  it('has a listener per name; that of www, which only redirects, is open to its own namespace', () => {
    const { spec } = renderListenerSet(
      withNames('shop.example.com', 'a.example.com', 'www.shop.example.com'),
      values,
    );

    expect(
      spec.listeners.map(({ name, hostname, allowedRoutes }) => [
        name,
        hostname,
        allowedRoutes,
      ]),
    ).toEqual([
      [
        'https',
        'shop.example.com',
        routes({ matchLabels: { [NAME]: 'shop' } }),
      ],
      ['https-2', 'a.example.com', routes({ matchLabels: { [NAME]: 'shop' } })],
      ['https-3', 'www.shop.example.com', { namespaces: { from: 'Same' } }],
    ]);
  });

  it('closed lets no namespace in, and says for which route', () => {
    const closed = renderListenerSet(subject(), {
      ...values,
      open: false,
      closedFor: 'shop/bad',
    });

    expect(closed.spec.listeners[0].allowedRoutes).toEqual(
      routes({ matchExpressions: [{ key: NAME, operator: 'DoesNotExist' }] }),
    );
    expect(closed.metadata.annotations).toEqual({
      'hostmaster.dev/request-ref': 'shop/shop',
      'hostmaster.dev/closed-for': 'shop/bad',
    });
    expect(isOpenTo(closed, 'shop')).toBe(false);
  });

  it('lets guests in besides', () => {
    const set = renderListenerSet(subject(), {
      ...values,
      guests: ['shop', 'other'],
    });

    expect(set.spec.listeners[0].allowedRoutes).toEqual(
      routes({
        matchExpressions: [
          { key: NAME, operator: 'In', values: ['shop', 'other'] },
        ],
      }),
    );
    expect(['shop', 'other', 'third'].map(each => isOpenTo(set, each))).toEqual(
      [true, true, false],
    );
    expect(
      renderListenerSet(subject(), { ...values, guests: ['shop'] }),
    ).toEqual(renderListenerSet(subject(), values));
  });

  it('carries owner, overlap, kinds and the Secret where there are such', () => {
    const { request, ...rest } = subject({
      routePolicy: { kinds: ['GRPCRoute'] },
    });
    const set = renderListenerSet(
      {
        ...rest,
        request: {
          ...request,
          metadata: {
            ...request.metadata,
            annotations: { 'hostmaster.dev/owner': 'group:default/a' },
          },
        },
      },
      {
        ...values,
        overlaps: true,
        secret: { namespace: 'edge', name: 'shop-tls' },
      },
    );

    expect(set.metadata.annotations).toEqual({
      'hostmaster.dev/request-ref': 'shop/shop',
      'hostmaster.dev/owner': 'group:default/a',
      'hostmaster.dev/overlap': 'true',
    });
    expect(set.spec.listeners[0]).toMatchObject({
      tls: {
        mode: 'Terminate',
        certificateRefs: [
          { kind: 'Secret', namespace: 'edge', name: 'shop-tls' },
        ],
      },
      allowedRoutes: {
        kinds: [{ group: 'gateway.networking.k8s.io', kind: 'GRPCRoute' }],
      },
    });
  });
});

describe('isOpenTo', () => {
  const listener = { name: 'https', port: 443, protocol: 'HTTPS' };
  const open = (selector?: object, more: object[] = []) => ({
    spec: {
      parentRef: { name: 'gw-01' },
      listeners: [
        { ...listener, allowedRoutes: { namespaces: { selector } } },
        ...more.map(each => ({
          ...listener,
          allowedRoutes: { namespaces: each },
        })),
      ],
    },
  });

  it.each<[string, Parameters<typeof isOpenTo>[0], boolean]>([
    ['its name', open({ matchLabels: { [NAME]: 'shop' } }), true],
    ['another name', open({ matchLabels: { [NAME]: 'other' } }), false],
    ['another label', open({ matchLabels: { team: 'shop' } }), false],
    ['nothing', open(), false],
    [
      'no listener',
      { spec: { parentRef: { name: 'gw-01' }, listeners: [] } },
      false,
    ],
    [
      'no rule for routes',
      { spec: { parentRef: { name: 'gw-01' }, listeners: [listener] } },
      false,
    ],
    [
      'a rule for kinds of routes alone',
      {
        spec: {
          parentRef: { name: 'gw-01' },
          listeners: [
            { ...listener, allowedRoutes: { kinds: [{ kind: 'HTTPRoute' }] } },
          ],
        },
      },
      false,
    ],
    [
      'one of several',
      open({
        matchExpressions: [
          { key: 'team', operator: 'Exists' },
          { key: NAME, operator: 'In', values: ['a', 'shop'] },
        ],
      }),
      true,
    ],
    [
      'all but it',
      open({
        matchExpressions: [{ key: NAME, operator: 'NotIn', values: ['shop'] }],
      }),
      false,
    ],
    [
      'another label’s values',
      open({
        matchExpressions: [{ key: 'team', operator: 'In', values: ['shop'] }],
      }),
      false,
    ],
    [
      'no values',
      open({ matchExpressions: [{ key: NAME, operator: 'In' }] }),
      false,
    ],
  ])('with %s', (_, set, isOpen) => {
    expect(isOpenTo(set, 'shop')).toBe(isOpen);
  });
});

describe('renderRedirect', () => {
  it('sends visitors of www to the hostname, by the listener of www', () => {
    const redirect = renderRedirect(
      withNames('shop.example.com', 'www.shop.example.com'),
      'edge',
    );

    expect(redirect).toEqual({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: {
        name: 'shop-example-com-www',
        namespace: 'edge',
        labels: { 'app.kubernetes.io/managed-by': 'hostmaster' },
        annotations: { 'hostmaster.dev/request-ref': 'shop/shop' },
      },
      spec: {
        parentRefs: [
          {
            group: 'gateway.networking.k8s.io',
            kind: 'ListenerSet',
            name: 'shop-example-com',
            sectionName: 'https-2',
          },
        ],
        hostnames: ['www.shop.example.com'],
        rules: [
          {
            filters: [
              {
                type: 'RequestRedirect',
                requestRedirect: {
                  hostname: 'shop.example.com',
                  statusCode: 301,
                },
              },
            ],
          },
        ],
      },
    });
    expect(redirectRouteName(subject())).toBe('shop-example-com-www');
  });

  it('is none without a wish for it, or as long as the name is not settled', () => {
    expect(renderRedirect(subject(), 'edge')).toBeUndefined();
    expect(
      renderRedirect(withNames('shop.example.com'), 'edge'),
    ).toBeUndefined();
  });
});
