import { humanDuration } from './humanDuration';
import { findByJsonPath } from './jsonPath';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

describe('findByJsonPath', () => {
  const object = {
    spec: {
      hosts: [
        { name: 'a', port: 1 },
        { name: 'b', port: 2 },
      ],
      'key.with/dots': 'x',
    },
    metadata: { labels: { 'app.kubernetes.io/name': 'shop' } },
    status: {
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'Other', status: 'False' },
      ],
    },
  };

  it.each<[string, unknown[]]>([
    ['.spec.hosts[0].name', ['a']],
    ['.spec.hosts[-1].name', ['b']],
    ['.spec.hosts[*].name', ['a', 'b']],
    ['.spec.hosts[0:1].name', ['a']],
    ['{.spec.hosts[1].port}', [2]],
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    [".status.conditions[?(@.type=='Other')].status", ['False']],
    ['.spec.hosts[?(@.port>1)].name', ['b']],
    ['.spec.hosts[?(@.missing)].name', []],
    ['.metadata.labels.app\\.kubernetes\\.io/name', ['shop']],
    ["['spec']['key.with/dots']", ['x']],
    ['..name', ['a', 'b']],
    ['.spec.nothing.here', []],
  ])('%s', (path, expected) => {
    expect(findByJsonPath(object, path)).toEqual(expected);
  });

  it('refuses what is no path', () => {
    expect(() => findByJsonPath({}, '.a[')).toThrow('unterminated array');
  });
});

describe('humanDuration', () => {
  it.each([
    [0, '0s'],
    [119 * SECOND, '119s'],
    [120 * SECOND, '2m'],
    [200 * SECOND, '3m20s'],
    [10 * 60 * SECOND, '10m'],
    [179 * 60 * SECOND, '179m'],
    [3 * HOUR, '3h'],
    [5 * HOUR + 60 * SECOND, '5h1m'],
    [47 * HOUR, '47h'],
    [2 * DAY + 3 * HOUR, '2d3h'],
    [8 * DAY, '8d'],
    [729 * DAY, '729d'],
    [730 * DAY, '2y'],
    [742 * DAY, '2y12d'],
    [9 * 365 * DAY, '9y'],
    [-5 * SECOND, '<invalid>'],
  ])('%d ms is %s', (milliseconds, expected) => {
    expect(humanDuration(milliseconds)).toBe(expected);
  });
});
