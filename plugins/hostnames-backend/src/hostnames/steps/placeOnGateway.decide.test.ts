import { withWords } from '../../__testUtils__/withWords';
import { subject } from '../testWorld/builders';
import { decidePlace, decideStaticPlace } from './placeOnGateway.decide';

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
    ).toMatchObject({
      kind: 'satisfied',
      remember: { status: { assignedGateway: gateway } },
    });
    expect(
      decideStaticPlace(subject(), {
        gateway,
        exists: true,
        listenerSet: 'shop-example-com',
      }),
    ).toMatchObject({
      remember: {
        status: {
          assignedGateway: { ...gateway, listenerSet: 'shop-example-com' },
        },
      },
    });
  });
});

describe('what is said of a place', () => {
  const place = {
    placement: { kind: 'placed' as const, gateway: 'gw-01' },
    edgeNamespace: 'edge',
    listenerSet: 'shop-example-com',
    isThere: true,
  };
  const remember = {
    status: {
      assignedGateway: {
        namespace: 'edge',
        name: 'gw-01',
        listenerSet: 'shop-example-com',
      },
    },
  };
  const full = {
    kind: 'full' as const,
    reason: 'PoolFull' as const,
    message: 'All are full.',
  };
  const refused = {
    kind: 'placed' as const,
    gateway: 'gw-01',
    refused: 'Gateway gw-02 has no room',
  };

  it.each<[string, Partial<Parameters<typeof decidePlace>[1]>, object]>([
    [
      'there',
      {},
      {
        kind: 'satisfied',
        reason: 'Assigned',
        message: 'Gateway edge/gw-01 has a place for the hostname.',
        remember,
      },
    ],
    [
      'there, and not where the platform team wants it',
      { placement: refused },
      {
        kind: 'satisfied',
        reason: 'Assigned',
        message:
          'Gateway edge/gw-01 has a place for the hostname. It is not moved: Gateway gw-02 has no room.',
        remember,
      },
    ],
    [
      'there, on a new gateway',
      { placement: { kind: 'new', gateway: 'gw-01' } },
      {
        kind: 'satisfied',
        reason: 'Assigned',
        message: 'Gateway edge/gw-01 has a place for the hostname.',
        remember,
      },
    ],
    [
      'waits',
      { isThere: false, waitsFor: 'it is issued' },
      {
        kind: 'wait',
        reason: 'PoolFull',
        message: 'Gateway edge/gw-01 is made as soon as it is issued.',
        remember,
        checkAfter: 10_000,
      },
    ],
    [
      'is made',
      { isThere: false },
      {
        kind: 'act',
        action: { kind: 'ensure', gateway: 'gw-01' },
        reason: 'PoolFull',
        message: 'Gateway edge/gw-01 is being made.',
        remember,
      },
    ],
    [
      'is none',
      { placement: full },
      {
        kind: 'blocked',
        reason: 'PoolFull',
        message: 'All are full.',
        checkAfter: 60_000,
      },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(decidePlace(subject(), { ...place, ...given })).toEqual(decision);
  });

  it.each([
    [false, { kind: 'blocked', reason: 'GatewayNotFound', checkAfter: 60_000 }],
    [true, { kind: 'satisfied', reason: 'Assigned' }],
  ])('of a Gateway of somebody else that exists: %s', (exists, decision) => {
    const gateway = { namespace: 'network', name: 'envoy' };

    expect(decideStaticPlace(subject(), { gateway, exists })).toMatchObject(
      withWords(decision),
    );
  });
});
