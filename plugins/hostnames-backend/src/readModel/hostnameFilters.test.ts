import { PermissionCriteria } from '@backstage/plugin-permission-common';
import { mockServices } from '@backstage/backend-test-utils';
import { ManualClock } from '../__testUtils__/ManualClock';
import fc from 'fast-check';
import { hostnameReport, NOW } from '../__testUtils__/hostnameReport';
import { createDatabases } from '../__testUtils__/startApi';
import { HostnameCriterion } from '../permissions/HostnameCriterion';
import { HostnameResource } from '../permissions/hostnameResource';
import { hostnamePermissionRules } from '../permissions/rules';
import { HostnameFilters, HostnameOrder, Visibility } from './hostnameFilters';
import { HostnameStore } from './HostnameStore';
import { openReadModel } from './openReadModel';
import { ReadModel } from './ReadModel';
import { formatRef } from './StoredHostname';

const databases = createDatabases();
jest.setTimeout(120_000);

const clusters = ['prod', 'dev'];
const namespaces = ['shop', 'pay', 'sh_p'];
const owners = ['group:default/checkout', 'group:default/payments', ''];
const names = [
  'shop.example.com',
  'api.shop.example.com',
  'evilexample.com',
  '*.example.com',
  'example.com',
  'pay.example.org',
  'xn--bcher-kva.example.com',
];

const resources: Array<HostnameResource & { name: string }> = clusters.flatMap(
  cluster =>
    namespaces.flatMap((namespace, n) =>
      names.map((hostname, index) => ({
        cluster,
        namespace,
        hostname,
        name: `request-${index}`,
        owner: owners[(index + n) % 3] || undefined,
      })),
    ),
);

describe.each(databases.eachSupportedId())('queries on %s', id => {
  let store: HostnameStore;

  beforeAll(async () => {
    const knex = await databases.init(id);
    await openReadModel({ getClient: async () => knex });
    const clock = new ManualClock(NOW);
    store = new HostnameStore(knex);
    const model = new ReadModel(
      store,
      () => ({
        now: clock.now(),
        cluster: () => ({ reachable: true }),
        providers: [],
      }),
      { logger: mockServices.logger.mock(), firstProbeAt: () => NOW },
    );
    await model.applyReports(
      resources.map(({ owner, ...each }) =>
        hostnameReport({ ...each, owner: owner ?? '' }),
      ),
    );
  });

  const list = (
    filters: HostnameFilters,
    visibility: Visibility = 'everything',
    orderBy: HostnameOrder = 'hostname',
    order: 'asc' | 'desc' = 'asc',
  ) =>
    store.list({ filters, visibility, orderBy, order, offset: 0, limit: 200 });

  const rule = fc.oneof(
    fc.subarray(owners.filter(Boolean)).map(claims => ({
      rule: hostnamePermissionRules.isOwnedBy,
      params: { claims },
    })),
    fc.subarray(namespaces).map(each => ({
      rule: hostnamePermissionRules.inNamespace,
      params: { namespaces: each },
    })),
    fc.subarray(clusters).map(each => ({
      rule: hostnamePermissionRules.inCluster,
      params: { clusters: each },
    })),
    fc
      .subarray([
        'example.com',
        'shop.example.com',
        'EXAMPLE.org',
        'example',
        '%.com',
        '_xample.com',
      ])
      .map(suffixes => ({
        rule: hostnamePermissionRules.hostnameSuffix,
        params: { suffixes },
      })),
  );
  type Leaf = { rule: any; params: any };
  type Tree = { anyOf: Tree[] } | { allOf: Tree[] } | { not: Tree } | Leaf;
  const { tree } = fc.letrec<{ tree: Tree }>(tie => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      rule as fc.Arbitrary<Tree>,
      fc
        .array(tie('tree'), { minLength: 1, maxLength: 3 })
        .map(anyOf => ({ anyOf })),
      fc
        .array(tie('tree'), { minLength: 1, maxLength: 3 })
        .map(allOf => ({ allOf })),
      tie('tree').map(not => ({ not })),
    ),
  }));

  const toQuery = (node: Tree): PermissionCriteria<HostnameCriterion> => {
    if ('anyOf' in node) return { anyOf: node.anyOf.map(toQuery) as any };
    if ('allOf' in node) return { allOf: node.allOf.map(toQuery) as any };
    if ('not' in node) return { not: toQuery(node.not) };
    return node.rule.toQuery(node.params);
  };
  const applies = (node: Tree, resource: HostnameResource): boolean => {
    if ('anyOf' in node)
      return node.anyOf.some(each => applies(each, resource));
    if ('allOf' in node)
      return node.allOf.every(each => applies(each, resource));
    if ('not' in node) return !applies(node.not, resource);
    return node.rule.apply(resource, node.params);
  };

  // Two forms of the same rule: a list must show exactly what single reads allow.
  it('shows in a list what the rules allow one by one, for any conditions', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async conditions => {
        const { items, totalItems } = await list({}, toQuery(conditions));

        const allowed = resources
          .filter(resource => applies(conditions, resource))
          .map(formatRef)
          .sort();
        expect(items.map(({ ref }) => formatRef(ref)).sort()).toEqual(allowed);
        expect(totalItems).toBe(allowed.length);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    [{ cluster: ['dev'] }, 21],
    [{ namespace: ['sh_p'] }, 14],
    [{ text: 'evil' }, 6],
    [{ text: 'bücher' }, 6],
    [{ text: 'BÜCHER' }, 6],
    [{ text: '%' }, 0],
    [{ text: '_' }, 0],
    [{ text: "'; DROP TABLE hostnames; --" }, 0],
    [{ owner: ['GROUP:default/Checkout'] }, 14],
    [{ zone: ['example.com'], cluster: ['prod'] }, 21],
    [{ cluster: [] }, 0],
    [{ expiresBefore: NOW }, 0],
    [{ expiresBefore: NOW + 400 * 86_400_000 }, 42],
  ] as Array<[HostnameFilters, number]>)(
    'finds by %j',
    async (filters, number) => {
      expect((await list(filters)).totalItems).toBe(number);
    },
  );

  it.each([
    'verdict',
    'hostname',
    'owner',
    'entity',
    'cluster',
    'gateway',
    'expires',
    'changed',
  ] as HostnameOrder[])(
    'pages through all of them in order of %s, each once, those without a value last',
    async orderBy => {
      for (const order of ['asc', 'desc'] as const) {
        const seen: string[] = [];
        for (let offset = 0; offset < 60; offset += 10) {
          const { items } = await store.list({
            filters: {},
            visibility: 'everything',
            orderBy,
            order,
            offset,
            limit: 10,
          });
          seen.push(...items.map(({ ref }) => formatRef(ref)));
        }
        expect(seen).toHaveLength(42);
        expect(new Set(seen).size).toBe(42);
      }
      const { items } = await list({}, 'everything', 'owner', 'desc');
      expect(items.slice(-14).every(({ owner }) => owner === undefined)).toBe(
        true,
      );
    },
  );
});
