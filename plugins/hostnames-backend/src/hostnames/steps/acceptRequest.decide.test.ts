import { DnsZone } from '@hostmaster/backstage-plugin-hostnames-node';
import { NOW, place, subject } from '../testWorld/builders';
import { AcceptObservation, decideAccept } from './acceptRequest.decide';
import { caaProblem, delegationProblem } from './preChecks.decide';

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
const authority = {
  name: 'Amazon',
  domains: ['amazon.com', 'amazontrust.com'],
};

describe('decideAccept', () => {
  it('remembers the zones for good', () => {
    expect(decideAccept(subject(), seen(), NOW)).toMatchObject({
      kind: 'satisfied',
      reason: 'AsRequested',
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
    expect(
      decideAccept(subject({ expiresAfter: '10m' }), seen(), NOW),
    ).toMatchObject({ kind: 'act', action: { kind: 'expire' } });
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
});

describe('caaProblem', () => {
  it.each([
    ['shop.example.com', ['0 issue "amazon.com"'], false],
    [
      'shop.example.com',
      ['0 issue "amazontrust.com; validationmethods=dns-01"'],
      false,
    ],
    ['shop.example.com', ['0 issue "letsencrypt.org"'], true],
    ['shop.example.com', ['0 issue ";"'], true],
    ['shop.example.com', ['0 iodef "mailto:a@example.com"'], false],
    ['shop.example.com', ['0 issue "amazon.com"', '0 issuewild ";"'], false],
    ['*.shop.example.com', ['0 issue "amazon.com"', '0 issuewild ";"'], true],
    ['*.shop.example.com', ['0 issue "amazon.com"'], false],
  ])('%s with %j: %s', (hostname, values, forbidden) => {
    const problem = caaProblem(
      [place(hostname)],
      [{ name: 'example.com', values, authority }],
    );
    expect(problem?.reason).toBe(forbidden ? 'CaaForbids' : undefined);
  });

  it('takes the closest set alone', () => {
    const records = [
      { name: 'example.com', values: ['0 issue "letsencrypt.org"'], authority },
      { name: 'shop.example.com', values: ['0 issue "amazon.com"'], authority },
    ];
    expect(caaProblem([place()], records)).toBeUndefined();
  });
});

describe('delegationProblem', () => {
  const delegation = (
    delegatedTo: string[],
    nameServers = ['ns1.test', 'ns2.test'],
  ) => [
    {
      zone: { id: 'Z1', name: 'example.com', nameServers },
      parent: 'com',
      delegatedTo,
    },
  ];

  it('is that the parent lists other name servers, or none', () => {
    expect(
      delegationProblem([place()], delegation(['NS2.test.'])),
    ).toBeUndefined();
    expect(delegationProblem([place()], delegation([], []))).toBeUndefined();
    expect(delegationProblem([place()], [])).toBeUndefined();
    expect(
      delegationProblem([place()], delegation(['ns9.test']))?.message,
    ).toBe(
      'The zone com delegates example.com to ns9.test. Write there: example.com NS ns1.test, ns2.test',
    );
    expect(delegationProblem([place()], delegation([]))?.reason).toBe(
      'ZoneNotDelegated',
    );
  });
});
