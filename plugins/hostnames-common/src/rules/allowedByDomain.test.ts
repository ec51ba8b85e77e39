import { allowedByDomain, normalizedDomains } from './allowedByDomain';

const CHECKOUT = 'group:default/checkout';
const ask = (owner?: string, environment = 'prod') => ({ environment, owner });

describe('normalizedDomains', () => {
  it.each([
    ['example.com', 'example.com'],
    [' .Example.COM. ', 'example.com'],
    ['*.example.com', 'example.com'],
    ['.*.example.com', 'example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['github.io', 'github.io'],
    ['公司.cn', 'xn--55qx5d.cn'],
    ['Test', 'test'],
    ['No Domain!', 'no domain!'],
  ])('reads %j as %s', (suffix, canonical) => {
    const domains = normalizedDomains([{ suffix, owners: [CHECKOUT] }]);

    expect(domains).toEqual([{ suffix: canonical, owners: [CHECKOUT] }]);
  });
});

describe('allowedByDomain', () => {
  it.each([
    ['no domain at all', 'shop.example.com', ask(), []],
    ['no owners', 'shop.example.com', ask(), [{ suffix: 'example.com' }]],
    [
      'one of two entries of a suffix is for the owner',
      'shop.example.com',
      ask(CHECKOUT),
      [
        { suffix: 'example.com', owners: ['group:default/payments'] },
        { suffix: 'example.com', owners: [CHECKOUT] },
      ],
    ],
    [
      'a wildcard over domains of the same owner',
      '*.example.com',
      ask(CHECKOUT),
      [
        { suffix: 'example.com' },
        { suffix: 'a.example.com', owners: [CHECKOUT] },
        { suffix: 'b.example.com', owners: [CHECKOUT] },
      ],
    ],
    [
      'a wildcard over a domain that an alternative entry gives to the owner',
      '*.example.com',
      ask(CHECKOUT),
      [
        { suffix: 'example.com' },
        { suffix: 'a.example.com', owners: ['group:default/payments'] },
        { suffix: 'a.example.com', owners: [CHECKOUT] },
      ],
    ],
  ])('allows: %s', (_, hostname, question, domains) => {
    expect(allowedByDomain(hostname, question, domains)).toBeUndefined();
  });

  it.each([
    ['checkout', 'group:default/checkout'],
    ['default/checkout', 'group:default/checkout'],
    ['Group:Default/Checkout', 'group:default/checkout'],
    [' group:default/checkout ', 'checkout'],
    ['a/b/c', 'a/b/c'],
  ])('takes owner %j for %j', (owner, allowed) => {
    const domains = [{ suffix: 'example.com', owners: [allowed] }];

    expect(
      allowedByDomain('a.example.com', ask(owner), domains),
    ).toBeUndefined();
  });

  it.each([
    ['user:checkout', 'group:default/checkout'],
    ['other/checkout', 'group:default/checkout'],
    ['evil/group:default/checkout', 'group:default/checkout'],
    ['group:default/checkout/more', 'group:default/checkout'],
    ['a/b/c', 'x/y/z'],
    ['', 'group:default/checkout'],
  ])('does not take owner %j for %j', (owner, allowed) => {
    const domains = [{ suffix: 'example.com', owners: [allowed] }];

    expect(allowedByDomain('a.example.com', ask(owner), domains)).toMatchObject(
      {
        field: 'entity',
        reason: 'DomainNotAllowed',
      },
    );
  });

  it.each([
    [
      'shop.example.com',
      [{ suffix: 'example.com', environments: [] }],
      'Domain "example.com" is for no environment at present. Choose another domain for "shop.example.com".',
    ],
    [
      'shop.example.com',
      [{ suffix: 'example.com', owners: [] }],
      `Domain "example.com" is for no team at present, so ${CHECKOUT} cannot have "shop.example.com". Ask them, or choose a hostname in another domain.`,
    ],
    [
      '*.example.com',
      [
        { suffix: 'example.com' },
        { suffix: 'a.example.com', owners: ['group:default/payments'] },
      ],
      '"*.example.com" would also serve "a.example.com", a domain for group:default/payments. Ask for single hostnames, or for a wildcard one label deeper.',
    ],
  ])('refuses %s and says why', (hostname, domains, message) => {
    expect(allowedByDomain(hostname, ask(CHECKOUT), domains)?.message).toBe(
      message,
    );
  });
});
