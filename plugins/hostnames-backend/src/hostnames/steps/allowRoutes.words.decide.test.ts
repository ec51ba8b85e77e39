import type { ListenerSet, Route } from '../../gateways/kinds';
import { subject } from '../testWorld/builders';
import {
  AllowFacts,
  CloseFacts,
  decideAllow,
  decideClose,
} from './allowRoutes.decide';

const wanted: ListenerSet = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'ListenerSet',
  metadata: { namespace: 'edge', name: 'shop-example-com' },
  spec: { parentRef: { name: 'gw-01' }, listeners: [] },
};
const route: Route = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { namespace: 'edge', name: 'shop-example-com-www' },
  spec: {},
};
const accepted = { type: 'Accepted', status: 'True', reason: 'Accepted' };

function facts(
  given: Partial<AllowFacts & { kind: 'listenerSet' }> = {},
): AllowFacts {
  return {
    kind: 'listenerSet',
    wanted,
    current: { isOurs: true, asWanted: true },
    accepted,
    allowed: true,
    answeredElsewhere: [],
    hasRoute: false,
    routesSettleIn: 0,
    overlap: {
      home: { namespace: 'edge', name: 'gw-01' },
      write: [],
      remove: [],
    },
    sources: [],
    ...given,
  };
}

describe('decideAllow, word for word', () => {
  it.each<[string, AllowFacts, object]>([
    [
      'open and accepted',
      facts(),
      {
        kind: 'satisfied',
        reason: 'NamespaceAllowed',
        message:
          'Routes of namespace shop may use ListenerSet edge/shop-example-com.',
      },
    ],
    [
      'the listeners are those of a gateway of somebody else',
      { kind: 'shared', gateway: 'envoy', allowed: true },
      {
        kind: 'satisfied',
        reason: 'NamespaceAllowed',
        message:
          'Routes of namespace shop may use the listeners of Gateway envoy.',
      },
    ],
    [
      'the listener is that of the holder who hands the name over',
      {
        kind: 'lent',
        listenerSet: 'edge/shop-example-com',
        isOpen: true,
        isHere: true,
        accepted,
        hasRoute: true,
      },
      {
        kind: 'satisfied',
        reason: 'NamespaceAllowed',
        message:
          'Routes of namespace shop may use ListenerSet edge/shop-example-com.',
      },
    ],
    [
      'missing',
      facts({ current: undefined }),
      {
        kind: 'act',
        action: { kind: 'write', listenerSet: wanted },
        reason: 'Opening',
        message: 'The ListenerSet edge/shop-example-com is being written.',
      },
    ],
    [
      'the redirect is missing',
      facts({ redirect: { write: route } }),
      {
        kind: 'act',
        action: { kind: 'redirect', change: { write: route } },
        reason: 'Opening',
        message: 'The redirect from www.shop.example.com is being changed.',
      },
    ],
    [
      'closed by the breaker, whatever the generation of the route',
      facts({ brokenBy: 'HTTPRoute/a/b@12' }),
      {
        kind: 'blocked',
        reason: 'RouteBreaksGateway',
        message:
          'The listener is closed, because HTTPRoute/a/b kept the whole gateway from changing. Correct it; the listener opens again by itself.',
        checkAfter: 60_000,
      },
    ],
    [
      'not looked at yet',
      facts({ accepted: undefined }),
      {
        kind: 'wait',
        reason: 'Opening',
        message: 'The ListenerSet edge/shop-example-com is not accepted yet.',
        checkAfter: 15_000,
      },
    ],
    [
      'answered elsewhere, no route',
      facts({ answeredElsewhere: ['shop.example.com', 'a.example.com'] }),
      {
        kind: 'wait',
        reason: 'AwaitingRoute',
        message:
          'shop.example.com, a.example.com is answered elsewhere today; the alias moves when a route of namespace shop is accepted by ListenerSet edge/shop-example-com.',
        checkAfter: 60_000,
      },
    ],
    [
      'answered elsewhere, targets not healthy yet',
      facts({
        answeredElsewhere: ['shop.example.com', 'a.example.com'],
        hasRoute: true,
        routesSettleIn: 20_000,
      }),
      {
        kind: 'wait',
        reason: 'RouteSettling',
        message:
          'shop.example.com, a.example.com is answered elsewhere today; the alias moves when the targets of the routes that ListenerSet edge/shop-example-com accepted are healthy.',
        checkAfter: 20_000,
      },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(decideAllow(subject(), given)).toEqual(decision);
  });

  it('waits for no targets where nothing answers the name yet', () => {
    expect(
      decideAllow(subject(), facts({ hasRoute: true, routesSettleIn: 20_000 }))
        .kind,
    ).toBe('satisfied');
  });
});

describe('decideClose, word for word', () => {
  const nothing: CloseFacts = { copies: [], overlaps: false, granted: [] };

  it.each<[string, Partial<CloseFacts>, object]>([
    [
      'copies',
      { copies: [route] },
      {
        kind: 'act',
        action: { kind: 'removeCopies', copies: [route] },
        reason: 'Releasing',
        message:
          'The copies of routes on the gateway that was left are being removed.',
      },
    ],
    [
      'a redirect',
      { redirect: route },
      {
        kind: 'act',
        action: { kind: 'removeRedirect', redirect: route },
        reason: 'Releasing',
        message: 'The redirect shop-example-com-www is being removed.',
      },
    ],
    [
      'a listener',
      { listenerSet: wanted },
      {
        kind: 'act',
        action: { kind: 'removeListenerSet', listenerSet: wanted },
        reason: 'Releasing',
        message: 'The ListenerSet shop-example-com is being removed.',
      },
    ],
    [
      'a grant',
      { granted: ['shop.example.com'] },
      {
        kind: 'act',
        action: { kind: 'revoke' },
        reason: 'Releasing',
        message: 'The grant of namespace shop is being taken back.',
      },
    ],
    [
      'nothing',
      {},
      {
        kind: 'satisfied',
        reason: 'Released',
        message: 'No listener and no grant is left.',
      },
    ],
  ])('%s is left', (_what, left, decision) => {
    expect(decideClose(subject(), { ...nothing, ...left })).toEqual(decision);
  });
});
