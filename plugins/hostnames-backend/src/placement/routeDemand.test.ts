import { BASE, LEAST, routeDemand, sum } from './routeDemand';

const rule = { matches: 1, backends: ['shop/web:80'], redirects: false };
const HOST = 'shop.example.com';

describe('routeDemand', () => {
  it.each([
    ['its own name', [HOST], [HOST], 3],
    ['a wildcard above it', ['*.example.com'], [HOST], 3],
    ['a name below its wildcard', ['a.example.com'], ['*.example.com'], 3],
    ['both wildcards', ['*.example.com'], ['*.example.com'], 3],
    [
      'each of its names',
      [HOST, 'www.example.com'],
      [HOST, 'www.example.com'],
      6,
    ],
    ['all its names, where none is said', [], [HOST, 'www.example.com'], 6],
    ['a name of somebody else', ['other.example.com'], [HOST], 2],
    ['a name that ends like it', ['xhop.example.com'], [HOST], 2],
    ['a name that it ends like', ['ashop.example.com'], [HOST], 2],
    ['the name above its wildcard', ['example.com'], ['*.example.com'], 2],
  ])('counts rules for %s', (_, hostnames, names, rules) => {
    const routes = [{ hostnames, rules: [{ ...rule, matches: 3 }] }];

    expect(routeDemand(names, routes).rules).toBe(rules);
  });

  it('counts a rule without matches as one', () => {
    const four = Array.from({ length: 4 }, () => ({ ...rule, matches: 0 }));

    expect(routeDemand([HOST], [{ hostnames: [], rules: four }]).rules).toBe(4);
  });

  it('counts no backends of redirects, nor of routes that do not serve it', () => {
    const many = ['a:1', 'b:1', 'c:1'];

    const demand = routeDemand(
      [HOST],
      [
        { hostnames: [HOST], rules: [{ ...rule, backends: ['a:1', 'b:1'] }] },
        {
          hostnames: [HOST],
          rules: [{ ...rule, backends: many, redirects: true }],
        },
        { hostnames: ['other.test'], rules: [{ ...rule, backends: many }] },
      ],
    );

    expect(demand.targetGroups).toBe(2);
  });

  it('keeps free what the grant lets the routes grow to', () => {
    const routes = [{ hostnames: [HOST], rules: [{ ...rule, matches: 5 }] }];

    expect(routeDemand([HOST], routes, 40).rules).toBe(40);
    expect(routeDemand([HOST], routes, 4).rules).toBe(5);
    expect(routeDemand([HOST], routes).rules).toBe(5);
  });

  it('takes a listener for each name', () => {
    expect(routeDemand([HOST, 'a.test', 'b.test'], []).listeners).toBe(3);
    expect(routeDemand([], []).listeners).toBe(1);
  });
});

describe('sum', () => {
  it('adds up each kind by itself', () => {
    expect(
      sum([
        { certificates: 1, rules: 10, targetGroups: 100, listeners: 1000 },
        { certificates: 2, rules: 20, targetGroups: 200, listeners: 2000 },
      ]),
    ).toEqual({
      certificates: 3,
      rules: 30,
      targetGroups: 300,
      listeners: 3000,
    });
    expect(sum([])).toEqual({
      certificates: 0,
      rules: 0,
      targetGroups: 0,
      listeners: 0,
    });
  });

  it('of a base and a hostname without routes is what one gateway has at first', () => {
    expect(sum([BASE, LEAST])).toEqual({
      certificates: 1,
      rules: 4,
      targetGroups: 1,
      listeners: 3,
    });
  });
});
