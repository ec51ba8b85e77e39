import { chooseCulprit } from './chooseCulprit.pure';

describe('chooseCulprit', () => {
  const MINUTE = 60_000;
  const SINCE = 1_000 * MINUTE;
  const candidate = (
    request: string,
    changedAt: number | undefined,
    filter?: string,
  ) => ({
    request,
    changedAt,
    route: {
      apiVersion: '',
      kind: 'HTTPRoute',
      metadata: { name: request, namespace: 'ns' },
      spec: { rules: filter ? [{ filters: [{ type: filter }] }] : [] },
    },
  });
  const lately = SINCE - MINUTE;
  const event = (reason: string, message: string) => ({ reason, message });

  it.each<
    [
      string,
      ReturnType<typeof candidate>[],
      ReturnType<typeof event> | undefined,
      string | undefined,
    ]
  >([
    ['there is no route', [], undefined, undefined],
    [
      'one that cannot be compiled, however old',
      [
        candidate('a', 0, 'RequestHeaderModifier'),
        candidate('b', lately, 'URLRewrite'),
      ],
      undefined,
      'a',
    ],
    [
      'the one that changed last',
      [candidate('a', lately), candidate('b', lately + 1)],
      undefined,
      'b',
    ],
    [
      'the one the controller names',
      [candidate('a', lately), candidate('b', lately + 1)],
      event('FailedBuildModel', 'Service not found in HTTPRoute ns/a'),
      'a',
    ],
    [
      'a longer name is another route',
      [candidate('a', lately), candidate('ab', lately - 1)],
      event('FailedBuildModel', 'no such thing: ns/ab.'),
      'ab',
    ],
    [
      'none changed when it began to fail',
      [candidate('a', 0), candidate('b', SINCE - 6 * MINUTE)],
      undefined,
      undefined,
    ],
    [
      'of one it is not known when it changed',
      [candidate('a', lately), candidate('b', undefined)],
      undefined,
      undefined,
    ],
    [
      'of one it is not known when it changed, and the controller names it',
      [candidate('a', lately), candidate('b', undefined)],
      event('FailedBuildModel', 'Service not found in HTTPRoute ns/b'),
      'b',
    ],
    [
      'AWS is to blame',
      [candidate('a', lately)],
      event('FailedDeployModel', 'api error Throttling: Rate exceeded'),
      undefined,
    ],
    [
      'too many rules',
      [candidate('a', lately), candidate('b', lately - 1)],
      event('FailedDeployModel', 'api error TooManyRules: the limit'),
      'a',
    ],
  ])('%s', (_sentence, candidates, said, culprit) => {
    const found = chooseCulprit(candidates, { since: SINCE, event: said });
    expect(found?.request).toBe(culprit);
  });

  const rules = (given: object[] | undefined) => (request: string) => {
    const { route, ...rest } = candidate(request, 0);
    return { ...rest, route: { ...route, spec: { rules: given } } };
  };

  it.each<[string, object[] | undefined, boolean]>([
    ['that is not there', undefined, false],
    ['without filters and matches', [{}], false],
    ['with a match without a path', [{ matches: [{}] }], false],
    ['with a path without a value', [{ matches: [{ path: {} }] }], false],
    [
      'with an ordinary path',
      [{ matches: [{ path: { type: 'PathPrefix', value: '/a' } }] }],
      false,
    ],
    [
      'with an asterisk in a prefix',
      [{ matches: [{ path: { type: 'PathPrefix', value: '/a*' } }] }],
      true,
    ],
    [
      'with an asterisk in the second of two paths',
      [{ matches: [{ path: { value: '/a' } }, { path: { value: '/*' } }] }],
      true,
    ],
    [
      'with an asterisk in a regular expression',
      [{ matches: [{ path: { type: 'RegularExpression', value: '/a*' } }] }],
      false,
    ],
    [
      'with a filter beside one that is compiled',
      [
        {
          filters: [{ type: 'URLRewrite' }, { type: 'RequestHeaderModifier' }],
        },
      ],
      true,
    ],
  ])('a rule %s', (_what, given, isCulprit) => {
    const one = rules(given)('a');
    expect(chooseCulprit([one], { since: SINCE })).toEqual(
      isCulprit ? one : undefined,
    );
  });

  it.each([[['a', 'b']], [['b', 'a']]])(
    'is the same whatever the order, of those that changed at once (%s)',
    ([first, second]) => {
      const both = [candidate(first, lately), candidate(second, lately)];
      expect(chooseCulprit(both, { since: SINCE })?.request).toBe('a');
    },
  );

  it('is the same whatever the order, of routes of one request that changed at once', () => {
    const named = (name: string) => {
      const { route, ...rest } = candidate('a', lately);
      return {
        ...rest,
        route: { ...route, metadata: { ...route.metadata, name } },
      };
    };
    const both = [named('api'), named('web')];

    for (const candidates of [both, [...both].reverse()]) {
      expect(
        chooseCulprit(candidates, { since: SINCE })?.route.metadata.name,
      ).toBe('api');
    }
  });

  it('may have changed five minutes before, and not earlier', () => {
    const of = (before: number) =>
      chooseCulprit([candidate('a', SINCE - before)], { since: SINCE });
    expect(of(5 * MINUTE)?.request).toBe('a');
    expect(of(5 * MINUTE + 1)).toBeUndefined();
  });

  it.each([
    ['route ns/a.', true],
    ['route ns/a...', true],
    ['route (ns:a): refused', true],
    ['route ns/a.b refused', false],
    ['route ns/ab refused', false],
    ['route (ns:ab): refused', false],
  ])('is named by "%s": %s', (message, isNamed) => {
    const old = candidate('a', 0);
    expect(
      chooseCulprit([old], { since: SINCE, event: event('X', message) }),
    ).toEqual(isNamed ? old : undefined);
  });
});
