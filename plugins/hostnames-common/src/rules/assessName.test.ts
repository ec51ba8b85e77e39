import { assessName } from './assessName';
import { NamePolicy, NameQuestion, NameZone } from './NamePolicy';

const question = (change: Partial<NameQuestion> = {}): NameQuestion => ({
  hostname: 'shop.example.com',
  environment: 'prod',
  profile: 'alb-public',
  visibility: 'internet-facing',
  owner: 'group:default/checkout',
  ...change,
});

const policy = (change: Partial<NamePolicy> = {}): NamePolicy => ({
  domains: [
    { suffix: 'example.com' },
    {
      suffix: 'payments.example.com',
      owners: ['group:default/payments', 'group:default/ledger'],
    },
    { suffix: 'dev.example.com', environments: ['dev', 'test'] },
  ],
  reserved: ['www.example.com', 'admin.*', '*.status.example.com'],
  profiles: [
    { name: 'alb-public' },
    { name: 'envoy', environments: ['dev'] },
    { name: 'none', environments: [] },
  ],
  ...change,
});

const zone = (
  id: string,
  name: string,
  visibility: NameZone['visibility'] = 'public',
): NameZone => ({ id, name, visibility });

const ZONES = [
  zone('Z1', 'example.com'),
  zone('Z2', 'sub.example.com'),
  zone('Z3', 'example.com', 'private'),
  zone('Z4', 'internal.example.com', 'private'),
  zone('Z5', 'other.net'),
];

describe('assessName', () => {
  it.each([
    ['the zone that contains it', {}, ZONES, 'Z1', 'Z1'],
    ['another spelling', { hostname: 'SHOP.example.com.' }, ZONES, 'Z1', 'Z1'],
    ['the deepest zone', { hostname: 'a.sub.example.com' }, ZONES, 'Z2', 'Z2'],
    [
      'the deepest zone, labels compared whole',
      { hostname: 'asub.example.com' },
      ZONES,
      'Z1',
      'Z1',
    ],
    ['the zone itself', { hostname: 'example.com' }, ZONES, 'Z1', 'Z1'],
    ['a wildcard', { hostname: '*.shop.example.com' }, ZONES, 'Z1', 'Z1'],
    ['a zone by id', { zoneId: 'Z1' }, ZONES, 'Z1', 'Z1'],
    [
      'an internal name: private zone of that name',
      { visibility: 'internal' },
      ZONES,
      'Z3',
      'Z1',
    ],
    [
      'an internal name below a private zone alone',
      { visibility: 'internal', hostname: 'a.internal.example.com' },
      ZONES,
      'Z4',
      'Z1',
    ],
    [
      'an internal name without a private zone',
      { visibility: 'internal' },
      [ZONES[0]],
      'Z1',
      'Z1',
    ],
    [
      'an internal name, private zone by id',
      {
        visibility: 'internal',
        zoneId: 'Z3',
        hostname: 'a.internal.example.com',
      },
      ZONES,
      'Z3',
      'Z1',
    ],
    [
      'an internal name, public zone by id',
      { visibility: 'internal', zoneId: 'Z1' },
      ZONES,
      'Z3',
      'Z1',
    ],
    [
      'one of two zones of the same name, by id',
      { zoneId: 'Z9' },
      [...ZONES, zone('Z9', 'example.com')],
      'Z9',
      'Z9',
    ],
  ] as Array<[string, Partial<NameQuestion>, NameZone[], string, string]>)(
    'accepts %s',
    (_, change, zones, zoneId, validationZoneId) => {
      const assessment = assessName(question(change), policy(), zones);

      expect(assessment).toMatchObject({
        kind: 'accepted',
        zone: { id: zoneId },
        validationZone: { id: validationZoneId },
      });
    },
  );

  it('gives canonical names, each once, the hostname first', () => {
    const assessment = assessName(
      question({
        hostname: 'Bücher.example.com',
        additionalNames: [
          'B.example.com',
          'a.sub.example.com',
          'b.example.com.',
          'xn--bcher-kva.example.com',
        ],
      }),
      policy(),
      ZONES,
    );

    expect(assessment).toEqual({
      kind: 'accepted',
      hostname: 'xn--bcher-kva.example.com',
      zone: { id: 'Z1', name: 'example.com' },
      validationZone: { id: 'Z1', name: 'example.com' },
      names: [
        'xn--bcher-kva.example.com',
        'b.example.com',
        'a.sub.example.com',
      ],
    });
  });

  it.each([
    [
      { hostname: 'a..example.com' },
      'hostname',
      'HostnameInvalid',
      /empty label/,
    ],
    [{ hostname: 'co.uk' }, 'hostname', 'HostnameInvalid', /public suffix/],
    [
      { hostname: 'www.example.com' },
      'hostname',
      'HostnameReserved',
      /^"www\.example\.com" is reserved by the platform team\. Choose another hostname\.$/,
    ],
    [
      { hostname: 'WWW.example.com' },
      'hostname',
      'HostnameReserved',
      /reserved/,
    ],
    [
      { hostname: 'admin.example.com' },
      'hostname',
      'HostnameReserved',
      /\(admin\.\*\)/,
    ],
    [
      { hostname: 'a.status.example.com' },
      'hostname',
      'HostnameReserved',
      /reserved/,
    ],
    [
      { hostname: '*.status.example.com' },
      'hostname',
      'HostnameReserved',
      /reserved/,
    ],
    [
      { profile: 'alb' },
      'profile',
      'ProfileUnknown',
      /no profile "alb"\. Use alb-public, envoy and none\./,
    ],
    [
      { profile: 'envoy' },
      'environment',
      'EnvironmentNotAllowed',
      /"envoy" is not for environment "prod", but for dev\./,
    ],
    [
      { profile: 'none' },
      'environment',
      'EnvironmentNotAllowed',
      /for no environment/,
    ],
    [{ environment: '' }, 'environment', 'EnvironmentNotAllowed', /empty/],
    [
      { hostname: 'a.dev.example.com' },
      'environment',
      'EnvironmentNotAllowed',
      /"dev\.example\.com" is not for environment "prod", but for dev and test\./,
    ],
    [
      { hostname: 'shop.example.org' },
      'hostname',
      'ZoneNotFound',
      /No zone contains "shop\.example\.org"\. Choose a hostname within example\.com, other\.net and sub\.example\.com\./,
    ],
    [
      { hostname: 'evilexample.com' },
      'hostname',
      'ZoneNotFound',
      /No zone contains/,
    ],
    [
      { zoneId: 'Z8' },
      'zoneId',
      'ZoneNotFound',
      /no zone "Z8".*"example\.com" \(Z1\)/,
    ],
    [
      { zoneId: 'Z8', hostname: 'shop.example.org' },
      'zoneId',
      'ZoneNotFound',
      /no other zone contains/,
    ],
    [
      { zoneId: 'Z5' },
      'zoneId',
      'ZoneMismatch',
      /"other\.net" \(Z5\) does not contain "shop\.example\.com"/,
    ],
    [{ zoneId: 'Z3' }, 'zoneId', 'ZoneMismatch', /is private.*internet-facing/],
    [
      { hostname: 'shop.other.net' },
      'hostname',
      'DomainNotAllowed',
      /in no allowed domain.*example\.com, payments\.example\.com and dev\.example\.com/,
    ],
    [
      { hostname: 'a.payments.example.com' },
      'entity',
      'DomainNotAllowed',
      /"payments\.example\.com" is for group:default\/payments and group:default\/ledger, so group:default\/checkout cannot/,
    ],
    [
      { hostname: 'a.payments.example.com', owner: undefined },
      'entity',
      'DomainNotAllowed',
      /not said who asks/,
    ],
    [
      { hostname: '*.example.com' },
      'hostname',
      'DomainNotAllowed',
      /would also serve "payments\.example\.com"/,
    ],
    [
      { additionalNames: ['ok.example.com', 'a_b.example.com'] },
      'hostname',
      'HostnameInvalid',
      /^Additional name 2: .*underscore/,
    ],
    [
      { additionalNames: ['www.example.com'] },
      'hostname',
      'HostnameReserved',
      /^Additional name 1: "www/,
    ],
    [
      { additionalNames: ['shop.example.org'] },
      'hostname',
      'ZoneNotFound',
      /^Additional name 1: No zone/,
    ],
    [
      { additionalNames: ['a.payments.example.com'] },
      'entity',
      'DomainNotAllowed',
      /^Additional name 1: Domain/,
    ],
    [
      {
        additionalNames: Array.from(
          { length: 10 },
          (_, n) => `n${n}.example.com`,
        ),
      },
      'hostname',
      'HostnameInvalid',
      /10 additional names; at most 9/,
    ],
    [
      { hostname: `${'a.'.repeat(118)}example.com` },
      'hostname',
      'HostnameInvalid',
      /too long/,
    ],
  ] as Array<[Partial<NameQuestion>, string, string, RegExp]>)(
    'refuses %j',
    (change, field, reason, message) => {
      const assessment = assessName(question(change), policy(), ZONES);

      expect(assessment).toEqual({
        kind: 'refused',
        field,
        reason,
        message: expect.stringMatching(message),
      });
    },
  );

  it('refuses two public zones of the same name, and names them', () => {
    const zones = [...ZONES, zone('Z0', 'example.com')];

    expect(assessName(question(), policy(), zones)).toEqual({
      kind: 'refused',
      field: 'zoneId',
      reason: 'ZoneAmbiguous',
      message:
        'There are 2 public zones "example.com" that contain "shop.example.com". Name one as the zone: Z0 and Z1.',
    });
  });

  it('refuses two private zones of the same name for internal names alone', () => {
    const zones = [...ZONES, zone('Z0', 'example.com', 'private')];

    expect(assessName(question(), policy(), zones).kind).toBe('accepted');
    expect(
      assessName(question({ visibility: 'internal' }), policy(), zones),
    ).toMatchObject({ reason: 'ZoneAmbiguous' });
    expect(
      assessName(
        question({ visibility: 'internal', zoneId: 'Z3' }),
        policy(),
        zones,
      ),
    ).toMatchObject({ kind: 'accepted', zone: { id: 'Z3' } });
  });

  it('refuses an internal name that only a private zone contains', () => {
    expect(
      assessName(question({ visibility: 'internal' }), policy(), [ZONES[2]]),
    ).toMatchObject({
      reason: 'ZoneNotFound',
      message: expect.stringMatching(/No public zone contains/),
    });
  });

  it('names at most five zones', () => {
    const zones = Array.from({ length: 8 }, (_, n) =>
      zone(`Z${n}`, `z${n}.net`),
    );

    expect(assessName(question(), policy(), zones)).toMatchObject({
      message: expect.stringMatching(
        /z0\.net, z1\.net, z2\.net, z3\.net, z4\.net and 3 more/,
      ),
    });
  });

  it('takes any domain when none is configured, and owners however they are written', () => {
    expect(assessName(question(), policy({ domains: [] }), ZONES).kind).toBe(
      'accepted',
    );
    for (const owner of [
      'group:default/payments',
      'Group:Default/Payments',
      'payments',
      'group:payments',
    ]) {
      expect(
        assessName(
          question({ hostname: 'a.payments.example.com', owner }),
          policy(),
          ZONES,
        ).kind,
      ).toBe('accepted');
    }
  });

  it('takes entries of the same suffix as alternatives', () => {
    const domains = [
      {
        suffix: '.Example.com',
        environments: ['prod'],
        owners: ['group:default/sre'],
      },
      { suffix: 'example.com', environments: ['dev'] },
    ];

    expect(
      assessName(question({ environment: 'dev' }), policy({ domains }), ZONES)
        .kind,
    ).toBe('accepted');
    expect(assessName(question(), policy({ domains }), ZONES)).toMatchObject({
      reason: 'DomainNotAllowed',
      message: expect.stringMatching(
        /"example\.com" is for group:default\/sre/,
      ),
    });
  });

  it('takes a public suffix that is an allowed domain', () => {
    expect(
      assessName(
        question({ hostname: 'github.io' }),
        policy({ domains: [{ suffix: 'github.io' }] }),
        [zone('Z1', 'github.io')],
      ).kind,
    ).toBe('accepted');
  });
});
