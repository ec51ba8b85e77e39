import fc from 'fast-check';
import { keepsApart } from './keepsApart';
import { PlacementQuestion, nextName, placeHostname } from './placeHostname';
import { PoolGateway } from './PoolGateway';
import { routeDemand } from './routeDemand';

const limits = {
  certificates: 24,
  rules: 100,
  targetGroups: 100,
  gateways: 50,
};

function gateway(
  name: string,
  given: Partial<PoolGateway> & { certificates?: number; rules?: number } = {},
): PoolGateway {
  const { certificates = 0, rules = 2, ...more } = given;
  return {
    name,
    profile: 'alb',
    visibility: 'internet-facing',
    used: { certificates, rules, targetGroups: certificates },
    names: [],
    ends: false,
    failing: false,
    ...more,
  };
}

function question(given: Partial<PlacementQuestion> = {}): PlacementQuestion {
  return {
    profile: 'alb',
    visibility: 'internet-facing',
    demand: { certificates: 1, rules: 2, targetGroups: 1 },
    names: [{ hostname: 'shop.example.com', namespace: 'shop' }],
    limits,
    ...given,
  };
}

const wildcardOfOther = [{ hostname: '*.example.com', namespace: 'other' }];

describe('placeHostname', () => {
  it.each<[string, PoolGateway[], Partial<PlacementQuestion>, object]>([
    ['an empty pool', [], {}, { kind: 'new', gateway: 'gw-01' }],
    [
      'the first has room',
      [gateway('gw-02'), gateway('gw-01')],
      {},
      { kind: 'placed', gateway: 'gw-01' },
    ],
    [
      'the first is full',
      [gateway('gw-01', { certificates: 24 }), gateway('gw-02')],
      {},
      { kind: 'placed', gateway: 'gw-02' },
    ],
    [
      'all are full',
      [gateway('gw-01', { certificates: 24 })],
      {},
      { kind: 'new', gateway: 'gw-02' },
    ],
    [
      'rules leave head-room',
      [gateway('gw-01', { rules: 89 })],
      {},
      { kind: 'new' },
    ],
    [
      'who is there stays, also on a full one',
      [gateway('gw-01'), gateway('gw-02', { certificates: 30 })],
      { current: 'gw-02' },
      { kind: 'placed', gateway: 'gw-02' },
    ],
    [
      'who is on one that goes leaves it',
      [gateway('gw-01', { ends: true }), gateway('gw-02')],
      { current: 'gw-01' },
      { kind: 'placed', gateway: 'gw-02' },
    ],
    [
      'a failing one takes nobody',
      [gateway('gw-01', { failing: true })],
      {},
      { kind: 'new', gateway: 'gw-02' },
    ],
    [
      'a failing one keeps who is there',
      [gateway('gw-01', { failing: true })],
      { current: 'gw-01' },
      { kind: 'placed', gateway: 'gw-01' },
    ],
    [
      'another profile’s is not taken, and its name neither',
      [gateway('gw-01', { profile: 'b' })],
      {},
      { kind: 'new', gateway: 'gw-02' },
    ],
    [
      'the other visibility’s is not taken',
      [gateway('gw-01', { visibility: 'internal' })],
      { current: 'gw-01' },
      { kind: 'new', gateway: 'gw-02' },
    ],
    [
      'below another namespace’s wildcard',
      [gateway('gw-01', { names: wildcardOfOther })],
      {},
      { kind: 'new', gateway: 'gw-02' },
    ],
    [
      'the limit is reached',
      [gateway('gw-01', { certificates: 24 })],
      { limits: { ...limits, gateways: 1 } },
      { kind: 'full', reason: 'PoolFull' },
    ],
    [
      'room only beside a wildcard',
      [gateway('gw-01', { names: wildcardOfOther })],
      { limits: { ...limits, gateways: 1 } },
      { kind: 'full', reason: 'NoGatewayFits' },
    ],
  ])('%s', (_sentence, gateways, given, placement) => {
    expect(placeHostname(question(given), gateways)).toMatchObject(placement);
  });

  it('does not depend on the order of gateways, and keeps whom it placed', () => {
    const pools = fc.uniqueArray(
      fc.record({
        number: fc.integer({ min: 1, max: 120 }),
        certificates: fc.integer({ min: 0, max: 25 }),
        rules: fc.integer({ min: 0, max: 100 }),
      }),
      { selector: ({ number }) => number, maxLength: 12 },
    );
    fc.assert(
      fc.property(pools, pool => {
        const gateways = pool.map(({ number, ...used }) =>
          gateway(`gw-${String(number).padStart(2, '0')}`, used),
        );
        const placement = placeHostname(question(), gateways);
        expect(placeHostname(question(), [...gateways].reverse())).toEqual(
          placement,
        );
        if (placement.kind === 'full') return;
        const after = gateways.some(({ name }) => name === placement.gateway)
          ? gateways
          : [...gateways, gateway(placement.gateway)];
        expect(
          placeHostname(question({ current: placement.gateway }), after),
        ).toEqual({ kind: 'placed', gateway: placement.gateway });
        const isThere = gateways.some(({ name }) => name === placement.gateway);
        expect(isThere).toBe(placement.kind === 'placed');
      }),
    );
  });

  it('counts past ninety-nine', () => {
    expect(
      nextName(
        Array.from({ length: 99 }, (_, index) => ({
          name: `gw-${String(index + 1).padStart(2, '0')}`,
        })),
      ),
    ).toBe('gw-100');
  });
});

describe('keepsApart', () => {
  it.each([
    ['*.example.com', 'shop.example.com', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', '*.b.example.com', true],
    ['*.example.com', '*.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'shop.evilexample.com', false],
    ['shop.example.com', 'shop.example.com', false],
  ])('%s beside %s of another namespace: %s', (left, right, apart) => {
    const one = [{ hostname: left, namespace: 'a' }];
    const other = [{ hostname: right, namespace: 'b' }];
    expect(keepsApart(one, other)).toBe(apart);
    expect(keepsApart(other, one)).toBe(apart);
    expect(keepsApart(one, [{ hostname: right, namespace: 'a' }])).toBe(false);
  });
});

describe('routeDemand', () => {
  const rule = { matches: 1, backends: ['shop/web:80'], redirects: false };

  it('keeps something for a hostname without routes', () => {
    expect(routeDemand(['shop.example.com'], [])).toEqual({
      certificates: 1,
      rules: 2,
      targetGroups: 1,
    });
  });

  it('counts hostnames × rules × matches, and each backend once', () => {
    const routes = [
      {
        hostnames: ['shop.example.com', 'www.example.com'],
        rules: [{ ...rule, matches: 3 }, rule],
      },
      {
        hostnames: [],
        rules: [
          { ...rule, backends: ['shop/b:80'] },
          { ...rule, backends: [], redirects: true },
        ],
      },
      { hostnames: ['elsewhere.example.com'], rules: [rule] },
    ];
    expect(
      routeDemand(['shop.example.com', 'www.example.com'], routes),
    ).toEqual({ certificates: 1, rules: 2 * 4 + 2 * 2, targetGroups: 2 });
  });

  it('counts names below a wildcard', () => {
    expect(
      routeDemand(
        ['*.example.com'],
        [
          {
            hostnames: ['a.example.com', 'b.example.com', 'c.example.com'],
            rules: [rule],
          },
        ],
      ).rules,
    ).toBe(3);
  });
});
