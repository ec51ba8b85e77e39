import { withWords } from '../../__testUtils__/withWords';
import type { ListenerSet, Route } from '../../gateways/kinds';
import { subject } from '../testWorld/builders';
import { AllowFacts, decideAllow, decideClose } from './allowRoutes.decide';
import { renderListenerSet } from './listenerSet.pure';

const yes = (type: string) => ({ type, status: 'True', reason: type });

describe('decideAllow', () => {
  const wanted: ListenerSet = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ListenerSet',
    metadata: { namespace: 'edge', name: 'shop-example-com' },
    spec: { parentRef: { name: 'gw-01' }, listeners: [] },
  };
  const route: Route = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { namespace: 'shop', name: 'web' },
    spec: {},
  };
  const overlap = {
    home: { namespace: 'edge', name: 'gw-01' },
    write: [],
    remove: [],
  };
  const facts = (given: object = {}): AllowFacts => ({
    kind: 'listenerSet',
    wanted,
    current: { isOurs: true, asWanted: true },
    accepted: yes('Accepted'),
    allowed: true,
    answeredElsewhere: [],
    hasRoute: false,
    routesSettleIn: 0,
    overlap,
    sources: [],
    ...given,
  });

  it.each<[string, AllowFacts, object]>([
    [
      'the hostname was handed over while the pass went on',
      { kind: 'handedOver' },
      { kind: 'wait', reason: 'Opening', checkAfter: 1_000 },
    ],
    [
      'open and accepted',
      facts(),
      { kind: 'satisfied', reason: 'NamespaceAllowed' },
    ],
    ['missing', facts({ current: undefined }), { kind: 'act' }],
    [
      'not as wanted',
      facts({ current: { isOurs: true, asWanted: false } }),
      { kind: 'act' },
    ],
    [
      'another request’s',
      facts({ current: { isOurs: false, asWanted: false } }),
      { kind: 'blocked', reason: 'Opening' },
    ],
    [
      'not accepted yet',
      facts({ accepted: undefined }),
      { kind: 'wait', reason: 'Opening' },
    ],
    [
      'closed by the request',
      facts({ allowed: false }),
      { kind: 'blocked', reason: 'DisabledByPolicy' },
    ],
    [
      'closed by the breaker',
      facts({ brokenBy: 'HTTPRoute/a/b@1' }),
      {
        kind: 'blocked',
        reason: 'RouteBreaksGateway',
        message: expect.stringContaining('HTTPRoute/a/b'),
      },
    ],
    [
      'answered elsewhere, no route',
      facts({ answeredElsewhere: ['shop.example.com'] }),
      { kind: 'wait', reason: 'AwaitingRoute' },
    ],
    [
      'answered elsewhere, with a route',
      facts({ answeredElsewhere: ['shop.example.com'], hasRoute: true }),
      { kind: 'satisfied' },
    ],
    [
      'refused with words',
      facts({
        accepted: { ...yes('Accepted'), status: 'False', message: 'no room' },
      }),
      {
        kind: 'wait',
        reason: 'Opening',
        message:
          'The ListenerSet edge/shop-example-com is not accepted yet: no room',
      },
    ],
    [
      'answered elsewhere, and the targets of the route are not healthy yet',
      facts({
        answeredElsewhere: ['shop.example.com'],
        hasRoute: true,
        routesSettleIn: 20_000,
      }),
      { kind: 'wait', reason: 'RouteSettling', checkAfter: 20_000 },
    ],
    [
      'its gateway fails: the breaker looks again',
      facts({ breakerAgain: 7_000 }),
      { kind: 'satisfied', checkAfter: 7_000 },
    ],
    [
      'a redirect is missing',
      facts({ redirect: { write: route } }),
      { kind: 'act', action: { kind: 'redirect', change: { write: route } } },
    ],
    [
      'it leaves a gateway: copies of its routes are missing',
      facts({ overlap: { ...overlap, write: [route] }, sources: [route] }),
      {
        kind: 'act',
        reason: 'Moving',
        action: { kind: 'copy', write: [route], remove: [], sources: [route] },
      },
    ],
    [
      'it leaves a gateway: a copy is too many, and what is waited for is said',
      facts({
        overlap: {
          ...overlap,
          remove: [route],
          waits: { message: 'Soon.', checkAfter: 1 },
        },
      }),
      { kind: 'act', reason: 'Moving', message: 'Soon.' },
    ],
    [
      'it leaves a gateway: the copies are not sure to serve yet',
      facts({
        overlap: { ...overlap, waits: { message: 'Soon.', checkAfter: 9 } },
      }),
      { kind: 'wait', reason: 'Moving', message: 'Soon.', checkAfter: 9 },
    ],
    [
      'it leaves a gateway: a route cannot be copied',
      facts({
        overlap: {
          ...overlap,
          waits: { message: 'It cannot.', checkAfter: 9, blocked: true },
        },
      }),
      { kind: 'blocked', reason: 'Moving', message: 'It cannot.' },
    ],
    [
      'a shared listener',
      { kind: 'shared', gateway: 'envoy', allowed: true },
      { kind: 'satisfied' },
    ],
    [
      'a shared listener, not allowed',
      { kind: 'shared', gateway: 'envoy', allowed: false },
      { kind: 'blocked', reason: 'DisabledByPolicy' },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(decideAllow(subject(), given)).toMatchObject(withWords(decision));
  });

  it.each<[string, object, object]>([
    [
      'is used when a route is accepted by it',
      {},
      { kind: 'satisfied', reason: 'NamespaceAllowed' },
    ],
    [
      'waits while it is on another gateway',
      { isHere: false },
      {
        kind: 'wait',
        reason: 'Opening',
        message: expect.stringContaining('on another gateway'),
      },
    ],
    [
      'waits while it is closed for us',
      { isOpen: false },
      { kind: 'wait', reason: 'Opening' },
    ],
    [
      'waits while it is not accepted',
      { accepted: undefined },
      { kind: 'wait', reason: 'Opening' },
    ],
    [
      'waits for a route',
      { hasRoute: false },
      { kind: 'wait', reason: 'AwaitingRoute', checkAfter: 10_000 },
    ],
  ])('of the holder who hands the name over %s', (_what, given, decision) => {
    expect(
      decideAllow(subject(), {
        kind: 'lent',
        listenerSet: 'edge/shop-example-com',
        isOpen: true,
        isHere: true,
        accepted: yes('Accepted'),
        hasRoute: true,
        ...given,
      }),
    ).toMatchObject(withWords(decision));
  });

  it('takes copies and the redirect away before the listener', () => {
    const all = {
      listenerSet: wanted,
      redirect: route,
      copies: [route],
      overlaps: false,
      granted: ['a'],
    };
    expect(decideClose(subject(), all)).toMatchObject({
      kind: 'act',
      action: { kind: 'removeCopies', copies: [route] },
    });
    expect(decideClose(subject(), { ...all, copies: [] })).toMatchObject({
      kind: 'act',
      action: { kind: 'removeRedirect', redirect: route },
    });
  });

  it('closes the listener before it takes the right away', () => {
    expect(
      decideClose(subject(), {
        listenerSet: wanted,
        copies: [],
        overlaps: true,
        granted: ['a'],
      }),
    ).toMatchObject({ action: { kind: 'removeCopies' } });
    const closed = { copies: [], overlaps: false };
    expect(
      decideClose(subject(), {
        ...closed,
        listenerSet: wanted,
        granted: ['a'],
      }),
    ).toMatchObject({ action: { kind: 'removeListenerSet' } });
    expect(decideClose(subject(), { ...closed, granted: ['a'] })).toMatchObject(
      {
        action: { kind: 'revoke' },
      },
    );
    expect(decideClose(subject(), { ...closed, granted: [] })).toMatchObject({
      kind: 'satisfied',
    });
  });

  it('opens for exactly one namespace, and closes for all with a selector that matches nothing', () => {
    const open = renderListenerSet(subject(), {
      namespace: 'edge',
      gateway: { namespace: 'edge', name: 'gw-01' },
      open: true,
    });
    expect(open.spec.listeners[0]).toEqual({
      name: 'https',
      hostname: 'shop.example.com',
      port: 443,
      protocol: 'HTTPS',
      allowedRoutes: {
        namespaces: {
          from: 'Selector',
          selector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
        },
        kinds: ['HTTPRoute', 'GRPCRoute'].map(kind => ({
          group: 'gateway.networking.k8s.io',
          kind,
        })),
      },
    });
    const closed = renderListenerSet(subject(), {
      namespace: 'edge',
      gateway: { namespace: 'edge', name: 'gw-01' },
      open: false,
    });
    expect(
      closed.spec.listeners[0].allowedRoutes?.namespaces?.selector,
    ).toEqual({
      matchExpressions: [
        { key: 'kubernetes.io/metadata.name', operator: 'DoesNotExist' },
      ],
    });
  });
});
