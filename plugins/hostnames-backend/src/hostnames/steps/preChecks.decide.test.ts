import { place } from '../testWorld/builders';
import { caaProblem, delegationProblem } from './preChecks.decide';

const authority = {
  name: 'Amazon',
  domains: ['amazon.com', 'amazontrust.com'],
};

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
    [
      'shop.example.com',
      ['0 issue "letsencrypt.org"', '0 issue "amazon.com"'],
      false,
    ],
    [
      'shop.example.com',
      ['0 issue " Amazon.com ; validationmethods=dns-01"'],
      false,
    ],
    // As zone files may have it: a critical flag, without quotes, with spaces.
    ['shop.example.com', ['128 issue "letsencrypt.org"'], true],
    ['shop.example.com', ['0 issue letsencrypt.org'], true],
    ['shop.example.com', ['  0  issue  "letsencrypt.org"  '], true],
    // No CAA values: nobody is forbidden anything by them.
    ['shop.example.com', ['CAA 0 issue "letsencrypt.org"'], false],
    ['shop.example.com', ['0 issue "letsencrypt.org" and more'], false],
    ['shop.example.com', ['nonsense'], false],
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

  it('has no opinion where there is no CAA record', () => {
    expect(caaProblem([place()], [])).toBeUndefined();
    expect(
      caaProblem(
        [place()],
        [{ name: 'example.org', values: ['0 issue ";"'], authority }],
      ),
    ).toBeUndefined();
  });

  it('names the first name that may not be issued for, and the record to add', () => {
    expect(
      caaProblem(
        [place('a.example.com'), place('*.b.example.com')],
        [
          {
            name: 'b.example.com',
            values: ['0 issue "letsencrypt.org"'],
            authority,
          },
        ],
      )?.message,
    ).toBe(
      'The CAA record at b.example.com does not allow Amazon to issue for *.b.example.com. Add: b.example.com CAA 0 issuewild "amazon.com"',
    );
  });

  it('names the plain record to add for a plain name', () => {
    expect(
      caaProblem(
        [place()],
        [{ name: 'example.com', values: ['0 issue ";"'], authority }],
      )?.message,
    ).toBe(
      'The CAA record at example.com does not allow Amazon to issue for shop.example.com. Add: example.com CAA 0 issue "amazon.com"',
    );
  });

  it('of a wildcard begins at the name below which it is (RFC 8659, section 3)', () => {
    expect(
      caaProblem(
        [place('*.example.com')],
        [{ name: '*.example.com', values: ['0 issue ";"'], authority }],
      ),
    ).toBeUndefined();
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
    expect(delegationProblem([place()], delegation([]))).toEqual({
      reason: 'ZoneNotDelegated',
      message:
        'The zone com has no NS records for example.com. Write there: example.com NS ns1.test, ns2.test',
    });
  });

  it('lists every name server that the parent has instead', () => {
    expect(
      delegationProblem([place()], delegation(['ns8.test', 'ns9.test']))
        ?.message,
    ).toBe(
      'The zone com delegates example.com to ns8.test, ns9.test. Write there: example.com NS ns1.test, ns2.test',
    );
  });

  it('is of no concern in a zone in which nothing of the name is validated', () => {
    const [lost] = delegation(['ns9.test']);
    const other = { ...lost, zone: { ...lost.zone, id: 'Z7' } };

    expect(delegationProblem([place()], [other])).toBeUndefined();
  });
});
