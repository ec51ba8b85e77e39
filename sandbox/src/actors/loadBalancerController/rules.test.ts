import { Attachment } from './attach';
import {
  ListenerRuleConfiguration,
  Route,
  RouteRule,
  Service,
} from './objects';
import { BuildError, buildRules, Rule, RuleContext } from './rules';

const context: RuleContext = {
  ruleConfiguration: (_namespace, name) =>
    name === 'not-found'
      ? ({
          spec: {
            actions: [
              {
                type: 'fixed-response',
                fixedResponseConfig: { statusCode: 404 },
              },
            ],
          },
        } as ListenerRuleConfiguration)
      : undefined,
  service: (namespace, name) =>
    name === 'missing'
      ? undefined
      : ({
          metadata: { namespace, name },
          spec: { type: name === 'node-port' ? 'NodePort' : 'ClusterIP' },
        } as Service),
  targetGroupConfiguration: () => undefined,
  mayRefer: () => false,
  defaultTargetType: 'ip',
};

function attached(
  hostnames: string[],
  rules: RouteRule[],
  metadata: Partial<Route['metadata']> = {},
): Attachment {
  const route: Route = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: {
      namespace: 'shop',
      name: 'shop',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...metadata,
    },
    spec: { rules },
  };
  const listener = {
    owner: { kind: 'ListenerSet' as const, namespace: 'edge', name: 'shop' },
    listener: { name: 'https', port: 443, protocol: 'HTTPS' },
  };
  return {
    route,
    parentRef: { name: 'shop' },
    result: { kind: 'attached', listeners: [{ listener, hostnames }] },
  };
}

const prefix = (value: string): RouteRule => ({
  matches: [{ path: { type: 'PathPrefix', value } }],
  backendRefs: [{ name: 'shop', port: 80 }],
});

function conditions(rules: Rule[]): string[] {
  return rules.map(rule =>
    rule.conditions
      .map(condition => {
        switch (condition.Field) {
          case 'host-header':
            return condition.HostHeaderConfig.Values.join(',');
          case 'path-pattern':
            return condition.PathPatternConfig.Values.join(',');
          case 'http-header':
            return `${
              condition.HttpHeaderConfig.HttpHeaderName
            }=${condition.HttpHeaderConfig.Values.join(',')}`;
          case 'query-string':
            return condition.QueryStringConfig.Values.map(
              ({ Key, Value }) => `?${Key}=${Value}`,
            ).join(',');
          default:
            return condition.HttpRequestMethodConfig.Values.join(',');
        }
      })
      .join(' '),
  );
}

describe('buildRules', () => {
  it.each([
    ['/steal', ['/steal', '/steal/*']],
    ['/steal/', ['/steal', '/steal/*']],
    ['/', ['/*']],
  ])('makes of the prefix %s the patterns %j', (path, patterns) => {
    const [rule] = buildRules(
      443,
      [attached(['shop.test'], [prefix(path)])],
      context,
    );

    expect(rule.conditions[1]).toEqual({
      Field: 'path-pattern',
      PathPatternConfig: { Values: patterns },
    });
  });

  it('makes one rule per hostname and match', () => {
    const rules = buildRules(
      443,
      [
        attached(
          ['a.test', 'b.test'],
          [
            {
              ...prefix('/x'),
              matches: [
                { path: { type: 'Exact', value: '/x' } },
                { path: { value: '/y' } },
              ],
            },
          ],
        ),
      ],
      context,
    );

    expect(conditions(rules)).toEqual([
      'a.test /x',
      'a.test /y,/y/*',
      'b.test /x',
      'b.test /y,/y/*',
    ]);
  });

  it('puts the most specific first: hostname, exact path, longer path, method, headers, and the one without a hostname last', () => {
    const path = { type: 'PathPrefix', value: '/a' };
    const rules = buildRules(
      443,
      [
        attached([''], [prefix('/')], { name: 'base' }),
        attached(['*.test'], [prefix('/a')], { name: 'wild' }),
        attached(
          ['shop.test'],
          [
            prefix('/'),
            prefix('/a'),
            { matches: [{ path, headers: [{ name: 'x', value: '1' }] }] },
            { matches: [{ path, method: 'POST' }] },
            { matches: [{ path: { type: 'Exact', value: '/' } }] },
            prefix('/a/b'),
          ],
        ),
      ],
      context,
    );

    expect(conditions(rules)).toEqual([
      'shop.test /',
      'shop.test /a/b,/a/b/*',
      'shop.test /a,/a/* POST',
      'shop.test /a,/a/* x=1',
      'shop.test /a,/a/*',
      'shop.test /*',
      '*.test /a,/a/*',
      '/*',
    ]);
  });

  it('puts the older of two equal routes first', () => {
    const rules = buildRules(
      443,
      [
        attached(
          ['shop.test'],
          [{ ...prefix('/'), backendRefs: [{ name: 'young' }] }],
          { creationTimestamp: '2026-01-02T00:00:00Z' },
        ),
        attached(['shop.test'], [prefix('/')]),
      ],
      context,
    );

    expect(
      rules.map(
        ({ action }) => action.kind === 'forward' && action.targets[0].service,
      ),
    ).toEqual(['shop', 'young']);
  });

  it('redirects to https with 301', () => {
    const [{ action }] = buildRules(
      443,
      [
        attached(
          [''],
          [
            {
              filters: [
                {
                  type: 'RequestRedirect',
                  requestRedirect: { scheme: 'https', statusCode: 301 },
                },
              ],
            },
          ],
        ),
      ],
      context,
    );

    expect(action).toEqual({
      kind: 'redirect',
      config: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' },
    });
  });

  it('answers as a ListenerRuleConfiguration says', () => {
    const [{ action }] = buildRules(
      443,
      [
        attached(
          [''],
          [
            {
              filters: [
                {
                  type: 'ExtensionRef',
                  extensionRef: {
                    group: 'gateway.k8s.aws',
                    kind: 'ListenerRuleConfiguration',
                    name: 'not-found',
                  },
                },
              ],
            },
          ],
        ),
      ],
      context,
    );

    expect(action).toEqual({
      kind: 'fixed-response',
      config: { StatusCode: '404' },
    });
  });

  it.each<[string, RouteRule, Partial<RuleContext>, RegExp]>([
    [
      'a filter other than redirect, rewrite and extension',
      { ...prefix('/'), filters: [{ type: 'RequestHeaderModifier' }] },
      {},
      /Unsupported filter type: RequestHeaderModifier in HTTPRoute shop\/shop/,
    ],
    [
      'a prefix with a wildcard',
      prefix('/a*'),
      {},
      /Prefix path shouldn't contain wildcards: \/a\*/,
    ],
    [
      'a regular expression',
      { matches: [{ path: { type: 'RegularExpression', value: '/a.*' } }] },
      {},
      /RegularExpression/,
    ],
    [
      'a Service that is not there',
      { backendRefs: [{ name: 'missing' }] },
      {},
      /Service shop\/missing not found/,
    ],
    [
      'a ClusterIP Service under target type instance',
      prefix('/'),
      { defaultTargetType: 'instance' },
      /must be of type 'NodePort' or 'LoadBalancer': shop\/shop/,
    ],
    [
      'a ListenerRuleConfiguration that is not there',
      {
        filters: [
          {
            type: 'ExtensionRef',
            extensionRef: { group: '', kind: '', name: 'gone' },
          },
        ],
      },
      {},
      /shop\/gone has no usable action/,
    ],
  ])('cannot express %s', (_case, rule, more, message) => {
    const build = () =>
      buildRules(443, [attached(['shop.test'], [rule])], {
        ...context,
        ...more,
      });

    expect(build).toThrow(BuildError);
    expect(build).toThrow(message);
  });

  it('takes a NodePort Service under target type instance', () => {
    const [{ action }] = buildRules(
      443,
      [attached(['shop.test'], [{ backendRefs: [{ name: 'node-port' }] }])],
      { ...context, defaultTargetType: 'instance' },
    );

    expect(action).toMatchObject({
      kind: 'forward',
      targets: [{ service: 'node-port', targetType: 'instance' }],
    });
  });

  it('uses a Service of another namespace only with a ReferenceGrant, and fails nothing else without', () => {
    const rule = { backendRefs: [{ name: 'web', namespace: 'other' }] };
    const actionWith = (mayRefer: boolean) =>
      buildRules(443, [attached(['shop.test'], [rule])], {
        ...context,
        mayRefer: (_route, namespace, service) =>
          mayRefer && namespace === 'other' && service === 'web',
      })[0].action;

    expect(actionWith(true)).toMatchObject({
      kind: 'forward',
      targets: [{ namespace: 'other', service: 'web' }],
    });
    expect(actionWith(false)).toMatchObject({
      kind: 'fixed-response',
      config: { StatusCode: '500' },
    });
  });

  it('gives each route target groups of its own', () => {
    const rules = buildRules(
      443,
      [
        attached(['shop.test'], [prefix('/')]),
        attached(['shop.test'], [prefix('/')], { name: 'copy' }),
      ],
      context,
    );
    const routes = rules.map(({ action }) =>
      action.kind === 'forward' ? action.targets[0].route : '',
    );

    expect(new Set(routes).size).toBe(2);
  });

  it('leaves the rules of other ports alone', () => {
    expect(
      buildRules(80, [attached(['shop.test'], [prefix('/')])], context),
    ).toEqual([]);
  });
});
