import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Entity } from '@backstage/catalog-model';
import { HostnameProbe } from '@hostmaster/backstage-plugin-hostnames-node';
import { Clock } from '@hostmaster/kubernetes-runtime';
import knexFactory, { Knex } from 'knex';
import { Registry } from 'prom-client';
import { createHostnamesApi, HostnamesApi } from '../createHostnamesApi';
import { HostnameReport } from '../hostnames/HostnameReport';
import { openReadModel } from '../readModel/openReadModel';
import { parseRef } from '../readModel/StoredHostname';
import { ServiceSettings } from '../service/ServiceSettings';
import { fakePermissions, TestPolicy } from './fakePermissions';
import { FakeReconcilerPort } from './FakeReconcilerPort';
import { NOW } from './hostnameReport';

let databases: TestDatabases | undefined;

export const settings: ServiceSettings = {
  policy: {
    domains: [
      { suffix: 'example.com' },
      { suffix: 'example.org', owners: ['group:default/payments'] },
    ],
    reserved: ['www.example.com', 'admin.*'],
    profiles: [{ name: 'alb-public' }],
  },
  profiles: [
    {
      name: 'alb-public',
      gatewayClass: 'alb',
      certificates: 'acm',
      dns: 'route53',
      placement: 'pool',
      listeners: 'listenerSet',
      limits: { certificates: 24, rules: 100, targetGroups: 100, gateways: 5 },
      spare: 1,
      loadBalancer: {},
    },
  ],
  environments: ['prod', 'dev'],
  repositories: [
    {
      name: 'prod',
      url: 'github.com?owner=acme&repo=gitops',
      branch: 'main',
      path: '{name}.yaml',
      engine: 'flux',
    },
  ],
  issuers: [],
  clusters: ['prod', 'dev'],
  edgeNamespace: 'edge',
};

/** Memberships of the users in tests. */
export const groups: Record<string, string[]> = {
  'user:default/anna': ['group:default/checkout'],
  'user:default/bob': ['group:default/payments'],
  'user:default/pia': ['group:default/platform'],
};

/** Time that stands still for dates, and runs for waits. */
export function fixedClock(): Clock & { wall: number } {
  return {
    wall: NOW,
    now() {
      return this.wall;
    },
    monotonic: () => performance.now(),
    schedule(milliseconds, run) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, milliseconds);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      });
    },
  };
}

export interface StartedApi {
  server: Awaited<ReturnType<typeof startTestBackend>>['server'];
  api: HostnamesApi;
  port: FakeReconcilerPort;
  clock: ReturnType<typeof fixedClock>;
  audited: Array<{
    eventId: string;
    result: 'success' | 'fail';
    meta?: unknown;
    actor?: string;
  }>;
  seed(...reports: HostnameReport[]): Promise<void>;
  stop(): Promise<void>;
}

/** The API over HTTP, with a read model to seed. Every user may do everything unless a policy says otherwise. */
export async function startApi(
  options: {
    database?: TestDatabaseId;
    policy?: TestPolicy;
    probes?: HostnameProbe[];
    entities?: Entity[];
    settings?: Partial<ServiceSettings>;
  } = {},
): Promise<StartedApi> {
  const knex = await freshDatabase(options.database);
  const port = new FakeReconcilerPort();
  const clock = fixedClock();
  const audited: StartedApi['audited'] = [];
  let api: HostnamesApi | undefined;
  const { policy } = options;
  const permissions = policy
    ? fakePermissions(policy, async resourceRef => {
        const ref = parseRef(resourceRef);
        const stored = ref && (await api!.model.store.get(ref));
        return (
          stored && {
            ...stored.ref,
            hostname: stored.hostname,
            owner: stored.owner,
          }
        );
      })
    : undefined;

  const plugin = createBackendPlugin({
    pluginId: 'hostnames',
    register(env) {
      env.registerInit({
        deps: {
          auth: coreServices.auth,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          logger: coreServices.logger,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
          userInfo: coreServices.userInfo,
        },
        async init(deps) {
          await openReadModel({ getClient: async () => knex });
          api = await createHostnamesApi({
            ...deps,
            knex,
            permissions: permissions ?? deps.permissions,
            userInfo: {
              getUserInfo: async credentials => {
                const { userEntityRef } = credentials.principal as {
                  userEntityRef: string;
                };
                return {
                  userEntityRef,
                  ownershipEntityRefs: [
                    userEntityRef,
                    ...(groups[userEntityRef] ?? []),
                  ],
                };
              },
            },
            auditor: {
              createEvent: async ({ eventId, meta }) => ({
                success: async () =>
                  void audited.push({ eventId, meta, result: 'success' }),
                fail: async () =>
                  void audited.push({ eventId, meta, result: 'fail' }),
              }),
            },
            reconciler: port,
            settings: { ...settings, ...options.settings },
            probes: options.probes ?? [],
            probing: {
              enabled: true,
              interval: 300_000,
              settlingInterval: 15_000,
              concurrency: 4,
            },
            catalog: catalogServiceMock({ entities: options.entities ?? [] }),
            clock,
            random: () => 0.5,
            metrics: new Registry(),
          });
          deps.httpRouter.use(api.router);
        },
      });
    },
  });
  const backend = await startTestBackend({
    features: [plugin, mockServices.logger.factory()],
  });
  return {
    server: backend.server,
    api: api!,
    port,
    clock,
    audited,
    async seed(...reports) {
      for (const report of reports) api!.reports.report(report);
      await api!.reports.flush();
    },
    async stop() {
      await backend.stop();
      await knex.destroy();
    },
  };
}

async function freshDatabase(id: TestDatabaseId | undefined): Promise<Knex> {
  if (id && databases) return databases.init(id);
  return knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
}

/** Called at the top of a test file that wants more than SQLite in memory. */
export function createDatabases(): TestDatabases {
  databases = TestDatabases.create({ ids: testedDatabases() });
  return databases;
}

function testedDatabases(): TestDatabaseId[] {
  return process.env.BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING
    ? ['SQLITE_3', 'POSTGRES_15']
    : ['SQLITE_3'];
}
