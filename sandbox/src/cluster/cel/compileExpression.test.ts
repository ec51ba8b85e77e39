import { celValue } from './celValue';
import { compileExpression } from './compileExpression';

const self = celValue(
  {
    count: 3,
    ratio: 1.5,
    name: 'Shop',
    list: ['b', 'a'],
    map: { k: 'v' },
    items: [{ type: 'x', n: 1 }],
    namespace: 'ns',
  },
  { properties: { namespace: { type: 'string' }, ratio: { type: 'number' } } },
);

describe('expressions', () => {
  it.each([
    'self.count == 3 && self.count + 1 > 3',
    'self.ratio > 1.0',
    'has(self.name) && !has(self.other)',
    'self.__namespace__ == "ns"',
    'self.name.lowerAscii() == "shop"',
    'self.name.matches("^[A-Z][a-z]+$")',
    'self.list.exists(x, x == "a") && self.list.all(x, size(x) == 1) && self.items.exists_one(i, i.type == "x")',
    'self.list.map(x, x + "!").join(",") == "b!,a!"',
    'self.list.filter(x, x != "a") == ["b"]',
    '!self.list.isSorted() && ["a", "b"].isSorted()',
    '[1, 2, 3].sum() == 6 && [3, 1].min() == 1 && [3, 1].max() == 3',
    '["a", "b", "a"].lastIndexOf("a") == 2 && ["a"].indexOf("z") == -1',
    '"a-b-c".replace("-", "+") == "a+b+c" && "a-b-c".replace("-", "+", 1) == "a+b-c"',
    '"a,b".split(",").size() == 2 && "abc".substring(1, 2) == "b" && " x ".trim() == "x"',
    '"port 8080".find("[0-9]+") == "8080" && "1 2".findAll("[0-9]") == ["1", "2"]',
    'self.?map.?k.orValue("") == "v" && self.?nope.?k.orValue("none") == "none"',
    'self.map[?"k"].hasValue() && !self.map[?"z"].hasValue()',
    '"k" in self.map && self.map.all(k, k == "k")',
    'isURL("https://a.example.com/x") && url("https://a.example.com:8443/x").getHostname() == "a.example.com"',
    'quantity("1Gi").isGreaterThan(quantity("500Mi")) && isQuantity("10m") && !isQuantity("ten")',
    'ip("10.0.0.1").family() == 4 && cidr("10.0.0.0/8").containsIP("10.1.2.3") && !isIP("x")',
    'duration("72h") > duration("1h") && timestamp("2026-01-01T00:00:00Z") < timestamp("2027-01-01T00:00:00Z")',
    '"%s has %d".format(["shop", 3]) == "shop has 3"',
    'cel.bind(n, self.count, n * 2 == 6)',
    'type(self.count) == int && type(self.name) == string',
    'self.count == 3 ? true : false',
    'self.name.matches("^(?i)shop$") && (self.name + "s").matches("s$") && "a1".matches("^[[:alpha:]][[:digit:]]$")',
    'has(self.items[0].type) && !has(self.items[0].other) && self.items.all(i, has(i.n))',
    'matches(self.name, "^S") && !matches(self.name, "^s")',
  ])('%s', expression => {
    expect(compileExpression(expression)({ self })).toBe(true);
  });

  it('turn times into timestamps where the schema says so', () => {
    const value = celValue(
      { at: '2026-01-01T00:00:00Z' },
      { properties: { at: { type: 'string', format: 'date-time' } } },
    );

    expect(
      compileExpression('self.at < timestamp("2026-06-01T00:00:00Z")')({
        self: value,
      }),
    ).toBe(true);
  });
});
