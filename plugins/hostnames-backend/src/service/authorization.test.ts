import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  isPermission,
} from '@backstage/plugin-permission-common';
import {
  capacityReadPermission,
  hostnameCheckPermission,
  hostnameReadPermission,
  nameCheckPermission,
  statusReadPermission,
} from '@hostmaster/backstage-plugin-hostnames-common';
import request from 'supertest';
import { parse } from 'yaml';
import { TestPolicy, userOf } from '../__testUtils__/fakePermissions';
import { hostnameReport } from '../__testUtils__/hostnameReport';
import { groups, startApi, StartedApi } from '../__testUtils__/startApi';
import {
  createHostnameConditionalDecision,
  hostnameConditions,
} from '../permissions/rules';

const allow = { result: AuthorizeResult.ALLOW } as const;
const deny = { result: AuthorizeResult.DENY } as const;

/** The portal's policy in small: platform everything, others their own, `nobody` nothing. */
const policy: TestPolicy = (permission, credentials) => {
  const user = userOf(credentials);
  if (!user) return allow; // services without access restrictions
  const claims = groups[user] ?? [];
  if (user === 'user:default/nobody') return deny;
  if (claims.includes('group:default/platform')) return allow;
  if (isPermission(permission, nameCheckPermission)) return allow;
  if (
    isPermission(permission, capacityReadPermission) ||
    isPermission(permission, statusReadPermission)
  )
    return deny;
  if (
    isPermission(permission, hostnameReadPermission) ||
    isPermission(permission, hostnameCheckPermission)
  ) {
    return createHostnameConditionalDecision(
      permission,
      hostnameConditions.isOwnedBy({ claims }),
    );
  }
  return deny;
};

const callers = {
  'no credentials': mockCredentials.none.header(),
  'user of team A': mockCredentials.user.header('user:default/anna'),
  'user of team B': mockCredentials.user.header('user:default/bob'),
  platform: mockCredentials.user.header('user:default/pia'),
  'user without any permission': mockCredentials.user.header(
    'user:default/nobody',
  ),
  service: mockCredentials.service.header(),
  'broken token': mockCredentials.user.invalidHeader(),
};
type Caller = keyof typeof callers;

const targets = {
  'of A': 'prod/shop/shop',
  'of B': 'prod/pay/pay',
  'of nobody': 'prod/old/old',
  'not there': 'prod/none/none',
};
type Target = keyof typeof targets;

const single: Array<{
  name: string;
  method: 'get' | 'post';
  path: (target: Target) => string;
}> = [
  {
    name: 'GetHostname',
    method: 'get',
    path: target => `/hostnames/${targets[target]}`,
  },
  {
    name: 'CheckHostname',
    method: 'post',
    path: target => `/hostnames/${targets[target]}/check`,
  },
  {
    name: 'PreviewDeletion',
    method: 'get',
    path: target => `/hostnames/${targets[target]}/deletion-preview`,
  },
  {
    name: 'GetVerdict',
    method: 'get',
    path: target =>
      `/verdicts/${
        {
          'of A': 'shop.example.com',
          'of B': 'pay.example.org',
          'of nobody': 'old.example.com',
          'not there': 'none.example.com',
        }[target]
      }`,
  },
];
const whole: Array<{ name: string; path: string; allowed: Caller[] }> = [
  {
    name: 'ListHostnames',
    path: '/hostnames',
    allowed: ['user of team A', 'user of team B', 'platform', 'service'],
  },
  {
    name: 'CheckAvailability',
    path: '/availability?hostname=new.example.com',
    allowed: ['user of team A', 'user of team B', 'platform', 'service'],
  },
  {
    name: 'GetFormOptions',
    path: '/form-options',
    allowed: ['user of team A', 'user of team B', 'platform', 'service'],
  },
  { name: 'GetCapacity', path: '/capacity', allowed: ['platform', 'service'] },
  { name: 'GetStatus', path: '/status', allowed: ['platform', 'service'] },
];

/** What each caller may see of single hostnames. */
const sees: Record<Caller, Target[]> = {
  'no credentials': [],
  'broken token': [],
  'user without any permission': [],
  'user of team A': ['of A'],
  'user of team B': ['of B'],
  platform: ['of A', 'of B', 'of nobody'],
  service: ['of A', 'of B', 'of nobody'],
};

describe('authorisation', () => {
  let started: StartedApi;

  beforeAll(async () => {
    started = await startApi({ policy });
    await started.seed(
      hostnameReport(),
      hostnameReport({
        namespace: 'pay',
        name: 'pay',
        hostname: 'pay.example.org',
        owner: 'group:default/payments',
      }),
      hostnameReport({
        namespace: 'old',
        name: 'old',
        hostname: 'old.example.com',
        owner: '',
      }),
    );
  });
  afterAll(() => started.stop());

  const call = (caller: Caller, method: 'get' | 'post', path: string) => {
    const header = callers[caller];
    const test = request(started.server)[method](`/api/hostnames${path}`);
    return header ? test.set('authorization', header) : test;
  };
  const unauthenticated: Caller[] = ['no credentials', 'broken token'];

  describe.each(single)('$name', ({ method, path }) => {
    const cells = (Object.keys(callers) as Caller[]).flatMap(caller =>
      (Object.keys(targets) as Target[]).map(
        target => [caller, target] as const,
      ),
    );

    it.each(cells)('%s, a hostname %s', async (caller, target) => {
      const { status, body } = await call(caller, method, path(target));

      const refused = { status: 404, name: 'NotFoundError' };
      const seen = sees[caller].includes(target) ? { status: 200 } : refused;
      expect({ status, name: body.error?.name }).toEqual(
        unauthenticated.includes(caller)
          ? { status: 401, name: 'AuthenticationError' }
          : seen,
      );
    });

    // A difference in a single word would tell which hostnames exist.
    it('answers for a foreign hostname as for one that is not there', async () => {
      const words = async (target: Target) => {
        const { body } = await call('user of team A', method, path(target));
        return JSON.stringify(body)
          .replaceAll(path(target), 'PATH')
          .replace(/request (\S+) in cluster/, 'request X in cluster');
      };

      expect(await words('of B')).toBe(await words('not there'));
    });
  });

  describe.each(whole)('$name', ({ path, allowed }) => {
    it.each(Object.keys(callers) as Caller[])('%s', async caller => {
      const { status } = await call(caller, 'get', path);

      const known = allowed.includes(caller) ? 200 : 403;
      expect(status).toBe(unauthenticated.includes(caller) ? 401 : known);
    });
  });

  describe('lists', () => {
    it.each([
      ['user of team A', ['shop.example.com']],
      ['user of team B', ['pay.example.org']],
      ['platform', ['old.example.com', 'pay.example.org', 'shop.example.com']],
      ['service', ['old.example.com', 'pay.example.org', 'shop.example.com']],
    ] as Array<[Caller, string[]]>)(
      '%s sees only what is theirs, in items, counts and facets',
      async (caller, hostnames) => {
        const { body } = await call(
          caller,
          'get',
          '/hostnames?orderBy=hostname',
        );

        expect(body.items.map((item: any) => item.hostname)).toEqual(hostnames);
        expect(body.totalItems).toBe(hostnames.length);
        expect(
          Object.values(body.counts as Record<string, number>).reduce(
            (sum, each) => sum + each,
          ),
        ).toBe(hostnames.length);
        expect(body.facets.namespaces).toHaveLength(hostnames.length);
      },
    );

    it.each([
      'namespace=pay',
      'owner=group:default/payments',
      'text=pay',
      'zone=example.com&namespace=pay',
      'cluster=prod&text=pay.example.org',
    ])('tells nothing of foreign hostnames by the filter %s', async filter => {
      const { body } = await call(
        'user of team A',
        'get',
        `/hostnames?${filter}`,
      );

      expect(body).toMatchObject({
        items: [],
        totalItems: 0,
        counts: { ok: 0, improve: 0, waiting: 0, action: 0, unknown: 0 },
      });
      expect(body.facets.owners).toEqual(['group:default/checkout']);
    });
  });

  it('tells of a foreign holder the owner alone', async () => {
    const { body } = await call(
      'user of team A',
      'get',
      '/availability?hostname=pay.example.org',
    );

    expect(body).toMatchObject({
      verdict: 'held',
      holder: { owner: 'group:default/payments' },
    });
    expect(body.holder.ref).toBeUndefined();
    expect(JSON.stringify(body)).not.toMatch(/prod|pay\/pay|"pay"/);
  });

  it('writes an audit event for a check that is refused', async () => {
    started.audited.length = 0;
    started.port.looks.length = 0;

    await call('user of team A', 'post', '/hostnames/prod/pay/pay/check');

    expect(started.audited).toEqual([
      {
        eventId: 'hostname-check',
        result: 'fail',
        meta: { cluster: 'prod', namespace: 'pay', name: 'pay' },
      },
    ]);
    expect(started.port.looks).toEqual([]);
  });
});

describe('every operation of openapi.yaml', () => {
  const { paths } = parse(
    readFileSync(resolve(__dirname, '../schema/openapi.yaml'), 'utf8'),
  );
  const operations = Object.values(
    paths as Record<string, Record<string, { operationId?: string }>>,
  )
    .flatMap(path => Object.values(path))
    .flatMap(operation => operation.operationId ?? []);
  const source = readFileSync(
    resolve(__dirname, 'AuthorizedHostnamesService.ts'),
    'utf8',
  );

  it.each(operations)(
    '%s asks for a permission before it does anything',
    operationId => {
      const method = operationId[0].toLowerCase() + operationId.slice(1);
      const start = source.indexOf(`  async ${method}(`);
      const body = source.slice(start, source.indexOf('\n  }\n', start));

      expect(start).toBeGreaterThan(0);
      expect(body).toMatch(
        /await this\.(require|requireHostname|visibility)\(/,
      );
    },
  );

  it('is in the matrix above', () => {
    expect([...single, ...whole].map(({ name }) => name).sort()).toEqual(
      [...operations].sort(),
    );
  });
});
