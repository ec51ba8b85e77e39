import fc from 'fast-check';
import { keepsApart } from './keepsApart';
import { PlacementQuestion, nextName, placeHostname } from './placeHostname';
import { PoolGateway } from './PoolGateway';
import { routeDemand, sum } from './routeDemand';

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
    used: {
      certificates,
      rules,
      targetGroups: certificates,
      listeners: 2 + certificates,
    },
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
    demand: { certificates: 1, rules: 2, targetGroups: 1, listeners: 1 },
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
      'all of several fail: a new one would too',
      [
        gateway('gw-01', { failing: true }),
        gateway('gw-02', { failing: true }),
      ],
      {},
      { kind: 'placed', gateway: 'gw-01' },
    ],
    [
      'one that is being taken away takes nobody, and its name neither',
      [gateway('gw-01', { retiring: true })],
      {},
      { kind: 'new', gateway: 'gw-02' },
    ],
    [
      'moved to another with room',
      [gateway('gw-01'), gateway('gw-02')],
      { current: 'gw-01', wanted: 'gw-02' },
      { kind: 'placed', gateway: 'gw-02' },
    ],
    [
      'moved to one that is full: it stays, and is told',
      [gateway('gw-01'), gateway('gw-02', { certificates: 24 })],
      { current: 'gw-01', wanted: 'gw-02' },
      {
        kind: 'placed',
        gateway: 'gw-01',
        refused: 'Gateway gw-02 has no room',
      },
    ],
    [
      'moved, and there: it stays, however full',
      [gateway('gw-01'), gateway('gw-02', { certificates: 24, failing: true })],
      { current: 'gw-02', wanted: 'gw-02' },
      { kind: 'placed', gateway: 'gw-02' },
    ],
    [
      'moved to one of another pool',
      [gateway('gw-01'), gateway('gw-02', { profile: 'b' })],
      { current: 'gw-01', wanted: 'gw-02' },
      { gateway: 'gw-01', refused: expect.stringContaining('profile alb') },
    ],
    [
      'moved to one with a wildcard over it',
      [gateway('gw-01'), gateway('gw-02', { names: wildcardOfOther })],
      { current: 'gw-01', wanted: 'gw-02' },
      { gateway: 'gw-01', refused: expect.stringContaining('wildcard') },
    ],
    [
      'its new certificate does not fit beside the old one',
      [gateway('gw-01', { certificates: 24 }), gateway('gw-02')],
      { current: 'gw-01', cannotStay: true },
      { kind: 'placed', gateway: 'gw-02' },
    ],
    [
      'listeners leave head-room',
      [
        gateway('gw-01', {
          used: { certificates: 3, rules: 5, targetGroups: 3, listeners: 270 },
        }),
      ],
      {},
      { kind: 'new' },
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

  /** Requests as they come, each with what it takes; placed one after the other as the reconciler does. */
  const arrivals = fc.array(
    fc.record({
      rules: fc.integer({ min: 2, max: 40 }),
      names: fc.integer({ min: 1, max: 5 }),
      wildcard: fc.boolean(),
      namespace: fc.constantFrom('a', 'b', 'c'),
      visibility: fc.constantFrom(
        'internet-facing' as const,
        'internal' as const,
      ),
      profile: fc.constantFrom('alb', 'other'),
    }),
    { maxLength: 60 },
  );

  it('never goes above a limit, never takes another pool’s gateway, and keeps wildcards apart', () => {
    const small = { ...limits, certificates: 5, rules: 60, gateways: 6 };
    fc.assert(
      fc.property(arrivals, requests => {
        const stranger = gateway('gw-02', { profile: 'foreign' });
        const pool: PoolGateway[] = [stranger];
        requests.forEach((request, index) => {
          const { profile, visibility, namespace } = request;
          const hostname = request.wildcard
            ? `*.z${index % 4}.example.com`
            : `n${index}.z${index % 4}.example.com`;
          const asked = question({
            profile,
            visibility,
            limits: small,
            demand: {
              certificates: 1,
              rules: request.rules,
              targetGroups: 1,
              listeners: request.names,
            },
            names: [{ hostname, namespace }],
          });
          const placement = placeHostname(asked, pool);
          expect(placeHostname(asked, [...pool].reverse())).toEqual(placement);
          if (placement.kind === 'full') return;
          if (placement.kind === 'new') {
            expect(pool.map(({ name }) => name)).not.toContain(
              placement.gateway,
            );
            pool.push(gateway(placement.gateway, { profile, visibility }));
          }
          const chosen = pool.find(({ name }) => name === placement.gateway)!;
          expect(chosen).toMatchObject({ profile, visibility });
          expect(keepsApart(asked.names, chosen.names)).toBe(false);
          chosen.names = [...chosen.names, ...asked.names];
          chosen.used = sum([chosen.used, asked.demand]);
          const again = { ...asked, current: placement.gateway };
          expect(placeHostname(again, pool)).toEqual({
            kind: 'placed',
            gateway: placement.gateway,
          });
        });
        for (const { name, used } of pool) {
          if (name === 'gw-02') continue;
          expect(used.certificates).toBeLessThanOrEqual(small.certificates);
          expect(used.rules).toBeLessThanOrEqual(small.rules);
          expect(used.targetGroups).toBeLessThanOrEqual(small.targetGroups);
        }
        expect(stranger.names).toEqual([]);
        for (const profile of ['alb', 'other']) {
          for (const visibility of ['internet-facing', 'internal']) {
            const mine = pool.filter(
              each =>
                each.profile === profile && each.visibility === visibility,
            );
            expect(mine.length).toBeLessThanOrEqual(small.gateways);
          }
        }
      }),
    );
  });

  it('fills the first before the next, and a place that falls free first', () => {
    const pool = [
      gateway('gw-01', { certificates: 23 }),
      gateway('gw-02', { certificates: 1 }),
    ];

    expect(placeHostname(question(), pool)).toMatchObject({ gateway: 'gw-01' });
    pool[0].used.certificates += 1;
    expect(placeHostname(question(), pool)).toMatchObject({ gateway: 'gw-02' });
    pool[0].used.certificates -= 1;
    expect(placeHostname(question(), pool)).toMatchObject({ gateway: 'gw-01' });
    expect(placeHostname(question({ current: 'gw-02' }), pool)).toMatchObject({
      gateway: 'gw-02',
    });
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
      listeners: 1,
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
    ).toEqual({
      certificates: 1,
      rules: 2 * 4 + 2 * 2,
      targetGroups: 2,
      listeners: 2,
    });
  });

  it('keeps what the platform team granted beyond the usual, and what is there beyond that', () => {
    const one = [{ hostnames: [], rules: [rule] }];
    expect(routeDemand(['shop.example.com'], one, 40).rules).toBe(40);
    const many = [{ hostnames: [], rules: [{ ...rule, matches: 50 }] }];
    expect(routeDemand(['shop.example.com'], many, 40).rules).toBe(50);
  });

  it('counts a target group per route, also to the same service', () => {
    const route = { hostnames: [], rules: [rule, rule] };
    expect(routeDemand(['shop.example.com'], [route, route]).targetGroups).toBe(
      2,
    );
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
