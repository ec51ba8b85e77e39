import { DnsZone } from '@hostmaster/backstage-plugin-hostnames-node';
import { NOW, subject } from '../testWorld/builders';
import { AcceptObservation, decideAccept } from './acceptRequest.decide';

const zones: DnsZone[] = [
  {
    id: 'Z1',
    name: 'example.com',
    visibility: 'public',
    nameServers: ['ns1.test', 'ns2.test'],
  },
  { id: 'ZP', name: 'example.com', visibility: 'private', nameServers: [] },
];
const seen = (given: Partial<AcceptObservation> = {}): AcceptObservation => ({
  policy: { domains: [], reserved: [], profiles: [{ name: 'alb-public' }] },
  zones,
  caa: [],
  delegations: [],
  ...given,
});
describe('decideAccept', () => {
  const inZone = (zone: string) => ({
    zone: { id: zone, name: 'example.com' },
    validationZone: { id: 'Z1', name: 'example.com' },
  });

  it.each([
    ['public, and stays so', 'internet-facing', 'Z1', 'Z1'],
    ['public, made internal', 'internal', 'Z1', 'ZP'],
    ['internal, and stays so', 'internal', 'ZP', 'ZP'],
    ['internal, made public', 'internet-facing', 'ZP', 'Z1'],
  ] as const)(
    'follows a change of visibility with the alias alone: %s',
    (_sentence, visibility, before, after) => {
      expect(
        decideAccept(subject({ visibility }, inZone(before)), seen(), NOW),
      ).toMatchObject({
        remember: {
          status: { zone: { id: after }, validationZone: { id: 'Z1' } },
        },
      });
    },
  );

  it('keeps an internal name in the public zone where there is no private one', () => {
    expect(
      decideAccept(
        subject({ visibility: 'internal' }, inZone('Z1')),
        seen({ zones: zones.slice(0, 1) }),
        NOW,
      ),
    ).toMatchObject({ remember: { status: { zone: { id: 'Z1' } } } });
  });

  it('keeps an internal name where it is while private zones are of other names, also when a deeper public one is made', () => {
    const more: DnsZone[] = [
      { ...zones[0], id: 'Z2', name: 'shop.example.com' },
      { ...zones[1], id: 'ZQ', name: 'example.org' },
    ];

    expect(
      decideAccept(
        subject({ visibility: 'internal' }, inZone('Z1')),
        seen({ zones: [zones[0], ...more] }),
        NOW,
      ),
    ).toMatchObject({
      remember: { status: inZone('Z1') },
    });
  });

  it('remembers the zones for good', () => {
    expect(decideAccept(subject(), seen(), NOW)).toMatchObject({
      kind: 'satisfied',
      reason: 'AsRequested',
      message:
        'shop.example.com is allowed as requested; its zone is example.com.',
      remember: {
        status: { zone: { id: 'Z1' }, validationZone: { id: 'Z1' } },
        names: [{ hostname: 'shop.example.com', zone: { id: 'Z1' } }],
      },
    });
    expect(
      decideAccept(subject({ visibility: 'internal' }), seen(), NOW),
    ).toMatchObject({
      remember: {
        status: { zone: { id: 'ZP' }, validationZone: { id: 'Z1' } },
      },
    });
    const deeper: DnsZone = {
      id: 'Z2',
      name: 'shop.example.com',
      visibility: 'public',
      nameServers: [],
    };
    const status = {
      zone: { id: 'Z1', name: 'example.com' },
      validationZone: { id: 'Z1', name: 'example.com' },
    };
    expect(
      decideAccept(
        subject({}, status),
        seen({ zones: [...zones, deeper] }),
        NOW,
      ),
    ).toMatchObject({ remember: { status } });
  });

  it('goes nowhere else when the zone is gone', () => {
    const status = {
      zone: { id: 'Z9', name: 'example.com' },
      validationZone: { id: 'Z9', name: 'example.com' },
    };
    expect(decideAccept(subject({}, status), seen(), NOW)).toMatchObject({
      kind: 'blocked',
      reason: 'ZoneNotFound',
      message:
        'The zone example.com (Z9) that holds the records of shop.example.com is gone. Restore it, or delete this request and make a new one.',
    });
  });

  it('does not take one zone of the two for both: they are found again', () => {
    const half = { zone: { id: 'Z9', name: 'example.com' } };

    expect(decideAccept(subject({}, half), seen(), NOW)).toMatchObject({
      kind: 'satisfied',
      remember: {
        status: { zone: { id: 'Z1' }, validationZone: { id: 'Z1' } },
      },
    });
  });

  it('says what the rules say', () => {
    expect(
      decideAccept(subject({ hostname: 'shop.example.org' }), seen(), NOW),
    ).toMatchObject({ kind: 'blocked', reason: 'ZoneNotFound' });
    expect(
      decideAccept(subject({ gatewayClass: 'x' }), seen(), NOW),
    ).toMatchObject({ kind: 'blocked', reason: 'ProfileUnknown' });
  });

  it('ends a preview when its time is over, not before', () => {
    // The request is ten minutes old.
    expect(decideAccept(subject({ expiresAfter: '10m' }), seen(), NOW)).toEqual(
      {
        kind: 'act',
        action: { kind: 'expire' },
        reason: 'Deleting',
        message:
          'expiresAfter 10m has passed; the request deletes itself, and everything it had goes with it.',
      },
    );
    expect(
      decideAccept(subject({ expiresAfter: '1h' }), seen(), NOW),
    ).toMatchObject({ kind: 'satisfied', checkAfter: 50 * 60_000 });
    expect(decideAccept(subject(), seen(), NOW)).toMatchObject({
      checkAfter: undefined,
    });
  });

  it('finds the zone of each additional name', () => {
    const other: DnsZone = {
      id: 'Z3',
      name: 'example.net',
      visibility: 'public',
      nameServers: [],
    };
    const certificate = { additionalNames: ['shop.example.net'] };
    expect(
      decideAccept(
        subject({ certificate }),
        seen({ zones: [...zones, other] }),
        NOW,
      ),
    ).toMatchObject({
      remember: {
        names: [
          { zone: { id: 'Z1' } },
          { hostname: 'shop.example.net', zone: { id: 'Z3' } },
        ],
      },
    });
  });

  it('does not delete what GitOps would make anew: it stays without anything, and says what to do', () => {
    const gitOps = subject(
      { expiresAfter: '10m' },
      { certificateArn: 'arn:old', observedGeneration: 1, conditions: [] },
    );
    gitOps.request.metadata.labels = {
      'kustomize.toolkit.fluxcd.io/name': 'shop',
    };

    const decision = decideAccept(gitOps, seen(), NOW);

    expect(decision).toMatchObject({
      kind: 'blocked',
      reason: 'LifetimeOver',
      message: expect.stringContaining('Remove the manifest from Git'),
    });
    // What the conditions say of it stays, and everything else goes.
    expect(decision.remember?.status).toStrictEqual({
      certificateArn: undefined,
    });
  });

  it('resolves the zone anew when the hostname is in another one, and when it goes inside', () => {
    const elsewhere = {
      zone: { id: 'Z7', name: 'example.org' },
      validationZone: { id: 'Z7', name: 'example.org' },
    };
    expect(decideAccept(subject({}, elsewhere), seen(), NOW)).toMatchObject({
      remember: { status: { zone: { id: 'Z1' } } },
    });
    const outside = {
      zone: { id: 'Z1', name: 'example.com' },
      validationZone: { id: 'Z1', name: 'example.com' },
    };
    expect(
      decideAccept(subject({ visibility: 'internal' }, outside), seen(), NOW),
    ).toMatchObject({
      remember: {
        status: { zone: { id: 'ZP' }, validationZone: { id: 'Z1' } },
      },
    });
  });

  it('is blocked by what CAA and the parent zone say, with the names known', () => {
    const blocked = decideAccept(
      subject(),
      seen({
        delegations: [
          {
            zone: { id: 'Z1', name: 'example.com', nameServers: ['ns1.test'] },
            parent: 'com',
            delegatedTo: ['ns9.test'],
          },
        ],
      }),
      NOW,
    );
    expect(blocked).toMatchObject({
      kind: 'blocked',
      reason: 'ZoneNotDelegated',
      checkAfter: 60_000,
      remember: { names: [{ hostname: 'shop.example.com' }] },
    });
  });

  it('says when a refused preview ends', () => {
    expect(
      decideAccept(
        subject({ hostname: 'shop.example.org', expiresAfter: '1h' }),
        seen(),
        NOW,
      ),
    ).toMatchObject({ kind: 'blocked', checkAfter: 50 * 60_000 });
  });
});
