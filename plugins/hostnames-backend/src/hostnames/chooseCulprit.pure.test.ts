import { chooseCulprit } from './chooseCulprit.pure';

describe('chooseCulprit', () => {
  const MINUTE = 60_000;
  const SINCE = 1_000 * MINUTE;
  const candidate = (request: string, changedAt: number, filter?: string) => ({
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
});
