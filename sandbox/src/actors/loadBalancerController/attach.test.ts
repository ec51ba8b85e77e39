import {
  admitsListenerSet,
  attachRoute,
  intersect,
  mergeListeners,
} from './attach';
import {
  Gateway,
  Listener,
  ListenerSet,
  ParentReference,
  Route,
} from './objects';

const labels = (namespace: string): Record<string, string> =>
  namespace === 'shop' ? { team: 'checkout' } : {};

function gateway(
  listeners: Listener[] = [],
  from: 'Same' | 'All' | 'None' = 'Same',
): Gateway {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { namespace: 'edge', name: 'gw-01' },
    spec: {
      gatewayClassName: 'alb',
      listeners,
      allowedListeners: { namespaces: { from } },
    },
  };
}

function listenerSet(
  name: string,
  hostname: string | undefined,
  allowed: string,
  created = '2026-01-01T00:00:00Z',
): ListenerSet {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ListenerSet',
    metadata: { namespace: 'edge', name, creationTimestamp: created },
    spec: {
      parentRef: { name: 'gw-01' },
      listeners: [
        {
          name: 'https',
          hostname,
          port: 443,
          protocol: 'HTTPS',
          allowedRoutes: {
            namespaces: {
              from: 'Selector',
              selector: {
                matchLabels: { 'kubernetes.io/metadata.name': allowed },
              },
            },
          },
        },
      ],
    },
  };
}

function route(
  namespace: string,
  parent: ParentReference,
  hostnames?: string[],
  kind = 'HTTPRoute',
): Route {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind,
    metadata: { namespace, name: 'route' },
    spec: { parentRefs: [parent], hostnames },
  };
}

function attach(subject: Route, own: Listener[], ...sets: ListenerSet[]) {
  const of = gateway(own);
  return attachRoute(subject, of, mergeListeners(of, sets), labels).map(
    ({ result }) =>
      result.kind === 'attached'
        ? result.listeners.flatMap(({ hostnames }) => hostnames)
        : result.reason,
  );
}

const toShop: ParentReference = {
  kind: 'ListenerSet',
  namespace: 'edge',
  name: 'shop',
};
const https: Listener = {
  name: 'https',
  port: 443,
  protocol: 'HTTPS',
  allowedRoutes: { namespaces: { from: 'Same' } },
};

describe('attachRoute', () => {
  it.each<[string, Route, Listener[], ListenerSet[], Array<string | string[]>]>(
    [
      [
        'of the namespace that the ListenerSet allows',
        route('shop', toShop),
        [],
        [listenerSet('shop', 'shop.test', 'shop')],
        [['shop.test']],
      ],
      [
        'of another namespace',
        route('blog', toShop),
        [],
        [listenerSet('shop', 'shop.test', 'shop')],
        ['NotAllowedByListeners'],
      ],
      [
        'of another namespace that names the Gateway itself',
        route('blog', { namespace: 'edge', name: 'gw-01' }),
        [https],
        [],
        ['NotAllowedByListeners'],
      ],
      [
        'of the same namespace that names the Gateway itself',
        route('edge', { name: 'gw-01' }, ['any.test']),
        [https],
        [],
        [['any.test']],
      ],
      [
        'with another hostname',
        route('shop', toShop, ['blog.test']),
        [],
        [listenerSet('shop', 'shop.test', 'shop')],
        ['NoMatchingListenerHostname'],
      ],
      [
        'with one granted and one foreign hostname',
        route('shop', toShop, ['shop.test', 'blog.test']),
        [],
        [listenerSet('shop', 'shop.test', 'shop')],
        [['shop.test']],
      ],
      [
        'with a section that is not there',
        route('shop', { ...toShop, sectionName: 'http' }),
        [],
        [listenerSet('shop', 'shop.test', 'shop')],
        ['NoMatchingParent'],
      ],
      [
        'with a port that is not there',
        route('shop', { ...toShop, port: 80 }),
        [],
        [listenerSet('shop', 'shop.test', 'shop')],
        ['NoMatchingParent'],
      ],
      ['to another gateway', route('edge', { name: 'gw-02' }), [https], [], []],
      [
        'of a kind that the listener does not take',
        route('edge', { name: 'gw-01' }, undefined, 'GRPCRoute'),
        [
          {
            ...https,
            allowedRoutes: {
              ...https.allowedRoutes,
              kinds: [{ kind: 'HTTPRoute' }],
            },
          },
        ],
        [],
        ['NotAllowedByListeners'],
      ],
      [
        'to a listener that lost a conflict',
        route('shop', { ...toShop, name: 'younger' }),
        [],
        [
          listenerSet('older', 'shop.test', 'shop'),
          listenerSet('younger', 'shop.test', 'shop', '2026-01-02T00:00:00Z'),
        ],
        ['NotAllowedByListeners'],
      ],
    ],
  )('settles a route %s', (_case, subject, own, sets, expected) => {
    const settled = attach(subject, own, ...sets);

    expect(settled).toEqual(expected);
  });

  it('lets a listener with a selector take namespaces by their labels', () => {
    const byLabel: Listener = {
      ...https,
      allowedRoutes: {
        namespaces: {
          from: 'Selector',
          selector: {
            matchExpressions: [
              { key: 'team', operator: 'In', values: ['checkout'] },
            ],
          },
        },
      },
    };

    expect(
      attach(route('shop', { namespace: 'edge', name: 'gw-01' }, ['a.test']), [
        byLabel,
      ]),
    ).toEqual([['a.test']]);
    expect(
      attach(route('blog', { namespace: 'edge', name: 'gw-01' }, ['a.test']), [
        byLabel,
      ]),
    ).toEqual(['NotAllowedByListeners']);
  });

  it('marks the younger of two listeners with one hostname, and one with another protocol on the port', () => {
    const merged = mergeListeners(gateway([https]), [
      listenerSet('b', 'shop.test', 'shop', '2026-01-02T00:00:00Z'),
      listenerSet('a', 'shop.test', 'shop', '2026-01-01T00:00:00Z'),
      {
        ...listenerSet('c', 'other.test', 'shop'),
        spec: {
          parentRef: { name: 'gw-01' },
          listeners: [{ name: 'tcp', port: 443, protocol: 'TLS' }],
        },
      },
    ]);

    expect(merged.map(({ owner, conflict }) => [owner.name, conflict])).toEqual(
      [
        ['gw-01', undefined],
        ['a', undefined],
        ['c', 'ProtocolConflict'],
        ['b', 'HostnameConflict'],
      ],
    );
  });
});

describe('admitsListenerSet', () => {
  it.each([
    ['Same', 'edge', true],
    ['Same', 'shop', false],
    ['All', 'shop', true],
    ['None', 'edge', false],
  ] as const)(
    '%s admits a set of namespace %s: %s',
    (from, namespace, expected) => {
      const set = listenerSet('set', 'shop.test', 'shop');
      set.metadata.namespace = namespace;

      expect(admitsListenerSet(gateway([], from), set, labels)).toBe(expected);
    },
  );

  it('admits none where the Gateway says nothing', () => {
    const silent = gateway();
    delete silent.spec.allowedListeners;

    expect(
      admitsListenerSet(
        silent,
        listenerSet('set', 'shop.test', 'shop'),
        labels,
      ),
    ).toBe(false);
  });
});

describe('intersect', () => {
  it.each<[string | undefined, string[] | undefined, string[]]>([
    [undefined, undefined, ['']],
    [undefined, ['a.test'], ['a.test']],
    ['a.test', undefined, ['a.test']],
    ['a.test', ['a.test'], ['a.test']],
    ['a.test', ['b.test'], []],
    ['*.test', ['a.test', 'b.c.test'], ['a.test', 'b.c.test']],
    ['*.test', ['test'], []],
    ['a.test', ['*.test'], ['a.test']],
    ['*.a.test', ['*.test'], ['*.a.test']],
    ['*.test', ['*.a.test'], ['*.a.test']],
    ['*.b.test', ['*.a.test'], []],
    ['*.test', ['*.test'], ['*.test']],
  ])('of listener %s and route %j is %j', (listener, hostnames, expected) => {
    expect(intersect(listener, hostnames)).toEqual(expected);
  });
});
