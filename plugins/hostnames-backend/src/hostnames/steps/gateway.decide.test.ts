import { renderGateway } from '../../gateways/renderGateway';
import { certificate, profile, subject } from '../testWorld/builders';
import { chooseCulprit } from '../chooseCulprit.pure';
import { decideTidy } from '../tidyUp.decide';
import { AllowFacts, decideAllow, decideClose } from './allowRoutes.decide';
import {
  AttachFacts,
  decideAttach,
  decideDetach,
} from './attachCertificate.decide';
import { renderListenerSet } from './listenerSet.pure';
import { decidePlace, decideStaticPlace } from './placeOnGateway.decide';

const yes = (type: string) => ({ type, status: 'True', reason: type });
const no = (type: string) => ({
  type,
  status: 'False',
  reason: 'Invalid',
  message: 'words',
});

describe('decideAttach', () => {
  const facts = (given: object = {}): AttachFacts => ({
    kind: 'pool',
    gateway: 'gw-01',
    certificate: 'arn',
    isConfigured: true,
    inConfiguration: true,
    settlesIn: 0,
    accepted: yes('Accepted'),
    programmed: yes('Programmed'),
    address: 'lb',
    isFound: true,
    isProvisioning: false,
    onListener: true,
    missingFor: 0,
    ...given,
  });

  it.each<[string, object, object]>([
    ['it is on the listener', {}, { kind: 'satisfied', reason: 'OnListener' }],
    [
      'it is on the listener of a gateway that fails',
      { accepted: no('Accepted') },
      { kind: 'satisfied' },
    ],
    [
      'its load balancer is still being made',
      { isProvisioning: true },
      { kind: 'wait', reason: 'GatewayNotProgrammed' },
    ],
    [
      'it is too young',
      { inConfiguration: false, onListener: false, settlesIn: 40_000 },
      { kind: 'wait', reason: 'Attaching', checkAfter: 40_000 },
    ],
    [
      'it is not in the configuration',
      { inConfiguration: false, onListener: false },
      { kind: 'act', action: { kind: 'attach' } },
    ],
    [
      'there is no configuration',
      { isConfigured: false, inConfiguration: false, onListener: false },
      { kind: 'wait', reason: 'GatewayNotProgrammed' },
    ],
    [
      'the gateway is refused',
      { onListener: false, accepted: no('Accepted') },
      {
        kind: 'wait',
        reason: 'GatewayNotAccepted',
        message: expect.stringContaining('words'),
      },
    ],
    [
      'the gateway is not programmed',
      { onListener: false, programmed: undefined },
      { kind: 'wait', reason: 'GatewayNotProgrammed' },
    ],
    [
      'the gateway has no address',
      { onListener: false, isFound: false, address: undefined },
      { kind: 'wait', reason: 'GatewayNotProgrammed' },
    ],
    [
      'the controller is at it',
      { onListener: false, missingFor: 60_000 },
      { kind: 'wait', reason: 'Attaching' },
    ],
    [
      'the controller is late',
      { onListener: false, missingFor: 660_000 },
      { kind: 'wait', reason: 'CertificateNotSeen' },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(decideAttach(subject(), facts(given))).toMatchObject(decision);
  });

  it('takes it out of every configuration, then waits for the listener', () => {
    const configured = [{ gateway: 'gw-01', certificates: ['arn'] }];
    expect(decideDetach(subject(), { configured, served: [] })).toMatchObject({
      kind: 'act',
      action: configured[0],
    });
    expect(
      decideDetach(subject(), { configured: [], served: ['gw-01'] }),
    ).toMatchObject({ kind: 'wait' });
    expect(
      decideDetach(subject(), { configured: [], served: [] }),
    ).toMatchObject({ kind: 'satisfied' });
  });
});

describe('decidePlace', () => {
  const place = {
    placement: { kind: 'placed' as const, gateway: 'gw-01' },
    edgeNamespace: 'edge',
    listenerSet: 'x',
    isThere: true,
  };

  it('waits for the default certificate, makes the gateway, and is then satisfied', () => {
    expect(
      decidePlace(subject(), {
        ...place,
        isThere: false,
        waitsFor: 'it is issued',
      }),
    ).toMatchObject({
      kind: 'wait',
      message: 'Gateway edge/gw-01 is made as soon as it is issued.',
    });
    expect(decidePlace(subject(), { ...place, isThere: false })).toMatchObject({
      kind: 'act',
      action: { gateway: 'gw-01' },
    });
    expect(decidePlace(subject(), place)).toMatchObject({
      kind: 'satisfied',
      remember: { status: { assignedGateway: { name: 'gw-01' } } },
    });
    expect(
      decidePlace(subject(), {
        ...place,
        placement: { kind: 'full', reason: 'PoolFull', message: 'm' },
      }),
    ).toMatchObject({ kind: 'blocked', reason: 'PoolFull' });
  });

  it('of a static profile is the Gateway there is', () => {
    const gateway = { namespace: 'network', name: 'envoy' };
    expect(
      decideStaticPlace(subject(), { gateway, exists: false }),
    ).toMatchObject({ kind: 'blocked', reason: 'GatewayNotFound' });
    expect(
      decideStaticPlace(subject(), { gateway, exists: true }),
    ).toMatchObject({ kind: 'satisfied' });
  });
});

describe('decideAllow', () => {
  const wanted = renderListenerSet(subject(), {
    namespace: 'edge',
    gateway: { namespace: 'edge', name: 'gw-01' },
    open: true,
  });
  const facts = (given: object = {}): AllowFacts => ({
    kind: 'listenerSet',
    wanted,
    current: { isOurs: true, asWanted: true },
    accepted: yes('Accepted'),
    allowed: true,
    answeredElsewhere: [],
    hasRoute: false,
    ...given,
  });

  it.each<[string, AllowFacts, object]>([
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
    expect(decideAllow(subject(), given)).toMatchObject(decision);
  });

  it('closes the listener before it takes the right away', () => {
    expect(
      decideClose(subject(), { listenerSet: wanted, granted: ['a'] }),
    ).toMatchObject({ action: { kind: 'removeListenerSet' } });
    expect(decideClose(subject(), { granted: ['a'] })).toMatchObject({
      action: { kind: 'revoke' },
    });
    expect(decideClose(subject(), { granted: [] })).toMatchObject({
      kind: 'satisfied',
    });
  });

  it('opens for exactly one namespace, and closes for all with a selector that matches nothing', () => {
    const [listener] = wanted.spec.listeners;
    expect(listener).toEqual({
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

describe('decideTidy', () => {
  const facts = {
    current: 'new',
    owned: [certificate({ ref: 'new', inUse: true })],
    gateway: 'gw-02',
    configured: [],
    settledFor: 60_000,
    drain: 60_000,
  };
  const old = certificate({ ref: 'old' });

  it.each([
    ['nothing is left', {}, { kind: 'nothing' }],
    [
      'another certificate beside the new one',
      { configured: [{ gateway: 'gw-02', certificates: ['new', 'old'] }] },
      { action: { kind: 'detach', certificates: ['old'] } },
    ],
    [
      'the former gateway, a moment after the move',
      {
        configured: [{ gateway: 'gw-01', certificates: ['new'] }],
        settledFor: 10_000,
      },
      { kind: 'wait', checkAfter: 50_000 },
    ],
    [
      'the former gateway, later',
      { configured: [{ gateway: 'gw-01', certificates: ['new'] }] },
      { action: { kind: 'detach', gateway: 'gw-01' } },
    ],
    [
      'the old certificate, in use',
      { owned: [...facts.owned, { ...old, inUse: true }] },
      { kind: 'wait' },
    ],
    [
      'the old certificate',
      { owned: [...facts.owned, old] },
      { action: { kind: 'deleteCertificate', ref: 'old' } },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(decideTidy({ ...facts, ...given })).toMatchObject(decision);
  });
});

describe('chooseCulprit', () => {
  const candidate = (request: string, changedAt: number, filter?: string) => ({
    request,
    changedAt,
    route: {
      apiVersion: '',
      kind: 'HTTPRoute',
      metadata: { name: request },
      spec: { rules: filter ? [{ filters: [{ type: filter }] }] : [] },
    },
  });

  it('blames what cannot be compiled, else what changed last', () => {
    expect(chooseCulprit([])).toBeUndefined();
    expect(chooseCulprit([candidate('a', 1), candidate('b', 2)])?.request).toBe(
      'b',
    );
    expect(
      chooseCulprit([
        candidate('a', 1, 'RequestHeaderModifier'),
        candidate('b', 2, 'URLRewrite'),
      ])?.request,
    ).toBe('a');
  });
});

describe('renderGateway', () => {
  const rendered = renderGateway({
    name: 'gw-01',
    namespace: 'edge',
    profile: {
      ...profile,
      loadBalancer: { ipAddressType: 'dualstack', sslPolicy: 'TLS13' },
    },
    visibility: 'internal',
    defaultCertificate: 'arn:default',
  });

  it('puts what belongs to the listener there, and the scheme where the visibility says', () => {
    expect(rendered.configuration.spec).toEqual({
      ipAddressType: 'dualstack',
      scheme: 'internal',
      defaultTargetGroupConfiguration: { name: 'hostmaster-targets' },
      listenerConfigurations: [
        {
          protocolPort: 'HTTPS:443',
          defaultCertificate: 'arn:default',
          sslPolicy: 'TLS13',
        },
      ],
    });
  });

  it('admits ListenerSets of its own namespace only, and gives each base listener a route', () => {
    expect(rendered.gateway.spec.allowedListeners).toEqual({
      namespaces: { from: 'Same' },
    });
    expect(
      rendered.routes.map(({ spec }) => spec.parentRefs?.[0].sectionName),
    ).toEqual(rendered.gateway.spec.listeners.map(({ name }) => name));
    expect(rendered.targets.spec).toEqual({
      defaultConfiguration: { targetType: 'ip' },
    });
  });
});
