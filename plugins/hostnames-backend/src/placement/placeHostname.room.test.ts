import { Demand, PoolGateway } from './PoolGateway';
import { PlacementQuestion, placeHostname } from './placeHostname';

const empty: Demand = {
  certificates: 0,
  rules: 0,
  targetGroups: 0,
  listeners: 0,
};

function gateway(
  name: string,
  used: Partial<Demand> = {},
  given: Partial<PoolGateway> = {},
): PoolGateway {
  return {
    name,
    profile: 'alb',
    visibility: 'internet-facing',
    used: { ...empty, ...used },
    names: [],
    ends: false,
    failing: false,
    ...given,
  };
}

function question(given: Partial<PlacementQuestion> = {}): PlacementQuestion {
  return {
    profile: 'alb',
    visibility: 'internet-facing',
    demand: { certificates: 1, rules: 2, targetGroups: 3, listeners: 4 },
    names: [{ hostname: 'shop.example.com', namespace: 'shop' }],
    limits: {
      certificates: 24,
      rules: 100,
      targetGroups: 100,
      listeners: 100,
      gateways: 2,
    },
    ...given,
  };
}

describe('placeHostname, to the last place', () => {
  // Certificates are filled up, the others to 90 % of the limit.
  it.each<[keyof Demand, number]>([
    ['certificates', 23],
    ['rules', 88],
    ['targetGroups', 87],
    ['listeners', 86],
  ])('has room for %s beside %i and for no more', (kind, most) => {
    expect(
      placeHostname(question(), [gateway('gw-01', { [kind]: most })]),
    ).toEqual({ kind: 'placed', gateway: 'gw-01' });
    expect(
      placeHostname(question(), [gateway('gw-01', { [kind]: most + 1 })]),
    ).toEqual({ kind: 'new', gateway: 'gw-02' });
  });

  it('has room for 270 listeners where the profile does not say', () => {
    const { listeners: _, ...limits } = question().limits;

    const place = (listeners: number) =>
      placeHostname(question({ limits }), [gateway('gw-01', { listeners })]);

    expect(place(266).kind).toBe('placed');
    expect(place(267).kind).toBe('new');
  });

  it('says what is full, and who raises which limit', () => {
    const full = [
      gateway('gw-01', { rules: 100 }),
      gateway('gw-02', { rules: 90 }),
    ];

    expect(placeHostname(question(), full)).toEqual({
      kind: 'full',
      reason: 'PoolFull',
      message:
        'All 2 internet-facing gateways of profile alb are full, and the profile allows no more. The platform team raises limits.gateways.',
    });
  });

  it('says which name stands in the way of which', () => {
    const names = [{ hostname: '*.example.com', namespace: 'other' }];

    expect(
      placeHostname(question(), [
        gateway('gw-01', {}, { names }),
        gateway('gw-02', {}, { names }),
      ]),
    ).toEqual({
      kind: 'full',
      reason: 'NoGatewayFits',
      message:
        'Every internet-facing gateway of profile alb with room has a wildcard over shop.example.com, or a name below it, of another namespace, and the profile allows no more than 2 gateways. The platform team raises limits.gateways.',
    });
  });

  it.each<[string, string | undefined, PoolGateway[], string]>([
    ['there is none', undefined, [], 'Gateway gw-02 does not exist'],
    [
      'it is of another profile',
      undefined,
      [gateway('gw-02', {}, { profile: 'other' })],
      'Gateway gw-02 is not a internet-facing gateway of profile alb',
    ],
    [
      'it is for others',
      undefined,
      [gateway('gw-02', {}, { visibility: 'internal' })],
      'Gateway gw-02 is not a internet-facing gateway of profile alb',
    ],
    [
      'it is being removed',
      'gw-02',
      [gateway('gw-02', {}, { ends: true })],
      'Gateway gw-02 takes nobody now',
    ],
    [
      'it fails',
      undefined,
      [gateway('gw-02', {}, { failing: true })],
      'Gateway gw-02 takes nobody now',
    ],
    [
      'it retires',
      undefined,
      [gateway('gw-02', {}, { retiring: true })],
      'Gateway gw-02 takes nobody now',
    ],
    [
      'it has no room',
      undefined,
      [gateway('gw-02', { rules: 89 })],
      'Gateway gw-02 has no room',
    ],
    [
      'a wildcard of others is on it',
      undefined,
      [
        gateway(
          'gw-02',
          {},
          {
            names: [{ hostname: '*.example.com', namespace: 'other' }],
          },
        ),
      ],
      'Gateway gw-02 has a wildcard over shop.example.com, or a name below it, of another namespace',
    ],
  ])(
    'says why it is not on the gateway it is moved to: %s',
    (_, current, others, refused) => {
      const pool = [gateway('gw-01'), ...others];

      expect(
        placeHostname(question({ wanted: 'gw-02', current }), pool),
      ).toEqual({ kind: 'placed', gateway: 'gw-01', refused });
    },
  );

  it('stays where it is moved to although that is full by now, but not with a certificate that does not fit', () => {
    const pool = [gateway('gw-01'), gateway('gw-02', { certificates: 24 })];
    const moved = { wanted: 'gw-02', current: 'gw-02' };

    expect(placeHostname(question(moved), pool)).toEqual({
      kind: 'placed',
      gateway: 'gw-02',
    });
    expect(
      placeHostname(question({ ...moved, cannotStay: true }), pool),
    ).toEqual({
      kind: 'placed',
      gateway: 'gw-01',
      refused: 'Gateway gw-02 has no room',
    });
  });

  it('goes from where it cannot stay although there is room, to another or a new one', () => {
    const stuck = question({ current: 'gw-01', cannotStay: true });

    expect(placeHostname(stuck, [gateway('gw-01')])).toEqual({
      kind: 'new',
      gateway: 'gw-02',
    });
    expect(placeHostname(stuck, [gateway('gw-01'), gateway('gw-02')])).toEqual({
      kind: 'placed',
      gateway: 'gw-02',
    });
  });

  it('makes a new one rather than go to one that fails, as long as not all fail', () => {
    const limits = { ...question().limits, gateways: 3 };
    const failing = gateway('gw-01', {}, { failing: true });
    const full = { certificates: 24 };

    expect(
      placeHostname(question({ limits }), [failing, gateway('gw-02', full)]),
    ).toEqual({ kind: 'new', gateway: 'gw-03' });
    expect(
      placeHostname(question({ limits }), [
        failing,
        gateway('gw-02', full, { failing: true }),
      ]),
    ).toEqual({ kind: 'placed', gateway: 'gw-01' });
  });
});
