import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  hostnamesDnsExtensionPoint,
  hostnamesProbesExtensionPoint,
} from '@hostmaster/backstage-plugin-hostnames-node';
import request from 'supertest';
import { memoryDns } from './__testUtils__/memoryDns';
import { hostnamesPlugin } from './plugin';

jest.setTimeout(60_000);
const backends: Array<Awaited<ReturnType<typeof startTestBackend>>> = [];
afterEach(async () => {
  while (backends.length > 0) await backends.pop()!.stop();
});

const profile = {
  gatewayClass: 'alb',
  certificates: 'acm',
  dns: 'route53',
  placement: 'pool',
};

async function start(hostnames: object | undefined, ...modules: any[]) {
  const backend = await startTestBackend({
    features: [
      hostnamesPlugin,
      mockServices.rootConfig.factory({ data: hostnames ? { hostnames } : {} }),
      catalogServiceMock.factory({ entities: [] }),
      ...modules,
    ],
  });
  backends.push(backend);
  const get = (path: string) =>
    request(backend.server)
      .get(`/api/hostnames${path}`)
      .set('authorization', mockCredentials.user.header());
  return { backend, get };
}

const dnsModule = (factory: () => any, id = 'route53') =>
  createBackendModule({
    pluginId: 'hostnames',
    moduleId: `dns-${id}`,
    register(env) {
      env.registerInit({
        deps: { dns: hostnamesDnsExtensionPoint },
        init: async ({ dns }) => dns.addDnsProvider(id, factory),
      });
    },
  });

describe('the hostnames plugin', () => {
  it.each([
    ['nothing is configured', undefined, /hostnames: is missing/],
    [
      'there are no clusters',
      { installation: 'acme', clusters: [] },
      /hostnames\.clusters is empty/,
    ],
  ])('starts when %s, and says so', async (_title, hostnames, message) => {
    const { get } = await start(hostnames);

    expect((await get('/status')).body).toMatchObject({
      reconciler: { leading: false, message: expect.stringMatching(message) },
      clusters: [],
    });
    expect((await get('/hostnames')).body).toMatchObject({
      items: [],
      totalItems: 0,
    });
  });

  it('refuses to start with a configuration that is wrong, and names the key', async () => {
    await expect(start({ installation: 'Not Valid!' })).rejects.toThrow(
      /hostnames\.installation/,
    );
    await expect(
      start({
        installation: 'acme',
        probes: { allowedAddresses: ['internal'] },
      }),
    ).rejects.toThrow(/allowedAddresses/);
  });

  it('starts with a cluster that cannot be reached, and shows that', async () => {
    const { get } = await start({
      installation: 'acme',
      reconciler: { edgeDomain: 'edge.example.com' },
      clusters: [
        {
          name: 'prod',
          url: 'https://127.0.0.1:1',
          token: 'x',
          skipTLSVerify: true,
        },
      ],
      profiles: { 'alb-public': profile },
    });

    const { body } = await get('/status');

    expect(body.reconciler).toMatchObject({ enabled: true, leading: false });
    expect(body.clusters).toMatchObject([{ name: 'prod', reachable: false }]);
  });

  it('goes on without a provider that cannot be made, and looks into the others', async () => {
    const { get } = await start(
      {
        installation: 'acme',
        profiles: { 'alb-public': profile },
        environments: ['prod'],
      },
      dnsModule(() => {
        throw new Error('no region is configured');
      }, 'broken'),
      dnsModule(() =>
        memoryDns([
          {
            id: 'Z1',
            name: 'example.com',
            visibility: 'public',
            nameServers: [],
          },
        ]),
      ),
    );

    expect((await get('/status')).body.providers).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          id: 'broken',
          healthy: false,
          message: 'no region is configured',
        }),
        expect.objectContaining({ id: 'route53', healthy: true }),
      ]),
    );
    expect(
      (await get('/availability?hostname=new.example.com')).body,
    ).toMatchObject({ verdict: 'free' });
  });

  it('gives metrics without sign-in, and nothing else', async () => {
    const { backend } = await start(undefined);

    const metrics = await request(backend.server).get('/api/hostnames/metrics');

    expect(metrics.status).toBe(200);
    expect(metrics.headers['content-type']).toMatch(/^text\/plain/);
    expect(metrics.text).toMatch(/hostmaster_hostnames\{level="ok"\} 0/);
    for (const path of [
      '/hostnames',
      '/status',
      '/metrics/..%2fstatus',
      '/metrics/status',
      '/metricsx',
    ]) {
      const { status } = await request(backend.server)
        .get(`/api/hostnames${path}`)
        .set('authorization', mockCredentials.none.header());
      expect([401, 404]).toContain(status);
    }
  });

  it('gives metrics to services only, or to nobody, where that is configured', async () => {
    const answers = async (access: string) => {
      const { backend } = await start({
        installation: 'acme',
        metrics: { access },
      });
      const as = async (authorization: string) =>
        (
          await request(backend.server)
            .get('/api/hostnames/metrics')
            .set('authorization', authorization)
        ).status;
      return [
        await as(mockCredentials.service.header()),
        await as(mockCredentials.user.header()),
        await as(mockCredentials.none.header()),
      ];
    };

    expect(await answers('service')).toEqual([200, 403, 401]);
    expect(await answers('off')).toEqual([404, 404, 401]);
    await expect(answers('everybody')).rejects.toThrow(
      /hostnames\.metrics\.access is "everybody"/,
    );
  });

  it('takes further probes from modules, each id once', async () => {
    const probe = { id: 'mine', run: async () => [] };
    const module = (moduleId: string) =>
      createBackendModule({
        pluginId: 'hostnames',
        moduleId,
        register(env) {
          env.registerInit({
            deps: { probes: hostnamesProbesExtensionPoint },
            init: async ({ probes }) => probes.addProbe(probe),
          });
        },
      });

    await start(undefined, module('one'));
    await expect(
      start(undefined, module('one'), module('two')),
    ).rejects.toThrow(/Probe 'mine' was added twice/);
  });
});
