import { ConfigReader } from '@backstage/config';
import { readHostnamesConfig } from './config';

const smallest = {
  installation: 'acme',
  reconciler: { edgeDomain: 'edge.example.com' },
  clusters: [{ name: 'prod', kubeconfig: '/kube/config', context: 'prod' }],
  profiles: {
    'alb-public': { certificates: 'acm', dns: 'route53', placement: 'pool' },
  },
};

function read(changes: object = {}, root: object = {}) {
  return readHostnamesConfig(
    new ConfigReader({
      ...root,
      hostnames: { ...smallest, ...changes },
    } as never),
  );
}
const profile = (changes: object) => ({
  profiles: {
    p: { certificates: 'acm', dns: 'route53', placement: 'pool', ...changes },
  },
});

describe('readHostnamesConfig', () => {
  it('fills in what is not written', () => {
    expect(read()).toMatchObject({
      installation: 'acme',
      reconciler: {
        enabled: true,
        edgeNamespace: 'edge',
        edgeDomain: 'edge.example.com',
        homeCluster: 'prod',
        waits: {
          certificateSettle: 60_000,
          aliasDrain: 60_000,
          coolDown: 86_400_000,
          routeBreaker: 300_000,
        },
        lease: { duration: 15_000, renewDeadline: 10_000, retryPeriod: 2_000 },
      },
      clusters: [
        {
          name: 'prod',
          kind: 'kubeconfig',
          file: '/kube/config',
          context: 'prod',
        },
      ],
      profiles: [
        {
          name: 'alb-public',
          gatewayClass: 'alb-public',
          listeners: 'listenerSet',
          limits: { certificates: 24, rules: 100 },
          spare: 0,
        },
      ],
      policy: { domains: [], reserved: [], profiles: [{ name: 'alb-public' }] },
      brake: { share: 0.2, count: 50 },
    });
  });

  it('reads durations in every form, domains, gateways and issuers', () => {
    expect(
      read({
        reconciler: {
          edgeDomain: 'Edge.Example.com.',
          waits: {
            coolDown: '0s',
            aliasDrain: { minutes: 2 },
            certificateSettle: 'PT30S',
          },
        },
        domains: [
          {
            suffix: 'Example.com',
            environments: ['prod'],
            owners: ['group:default/a'],
          },
        ],
        profiles: {
          envoy: {
            certificates: 'existing',
            dns: 'external-dns',
            placement: 'static',
            listeners: 'shared',
            gateway: 'network/envoy',
          },
          own: {
            certificates: 'cert-manager',
            dns: 'external-dns',
            placement: 'static',
            gateway: { namespace: 'n', name: 'g' },
            issuer: 'letsencrypt',
            environments: ['test'],
          },
        },
      }),
    ).toMatchObject({
      reconciler: {
        edgeDomain: 'edge.example.com',
        waits: { coolDown: 0, aliasDrain: 120_000, certificateSettle: 30_000 },
      },
      environments: ['test', 'prod'],
      policy: {
        domains: [
          {
            suffix: 'example.com',
            environments: ['prod'],
            owners: ['group:default/a'],
          },
        ],
      },
      profiles: [
        { gateway: { namespace: 'network', name: 'envoy' } },
        {
          gateway: { namespace: 'n', name: 'g' },
          issuer: { kind: 'ClusterIssuer', name: 'letsencrypt' },
        },
      ],
    });
  });

  it('takes clusters by address and token, from inside, and from the Kubernetes plugin', () => {
    const kubernetes = {
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: [
            {
              name: 'k',
              url: 'https://k',
              serviceAccountToken: 't',
              skipTLSVerify: true,
            },
          ],
        },
      ],
    };
    const clusters = [
      { name: 'a', url: 'https://a/', token: 's' },
      { name: 'b', inCluster: true },
      { fromKubernetesConfig: true },
    ];
    expect(read({ clusters }, { kubernetes }).clusters).toEqual([
      expect.objectContaining({
        name: 'a',
        kind: 'token',
        url: 'https://a',
        token: 's',
        skipTLSVerify: false,
      }),
      { name: 'b', kind: 'inCluster' },
      expect.objectContaining({
        name: 'k',
        kind: 'token',
        token: 't',
        skipTLSVerify: true,
      }),
    ]);
  });

  it.each<[string, object, string]>([
    [
      'an installation that cannot be in a record',
      { installation: 'A,b' },
      'hostnames.installation',
    ],
    [
      'a home cluster that is not there',
      { reconciler: { edgeDomain: 'x.example.com', homeCluster: 'x' } },
      'hostnames.reconciler.homeCluster',
    ],
    [
      'a pool without edge domain',
      { reconciler: {} },
      'hostnames.reconciler.edgeDomain',
    ],
    [
      'no workers',
      { reconciler: { edgeDomain: 'x.y', concurrency: 0 } },
      'hostnames.reconciler.concurrency',
    ],
    [
      'a lease that two could hold',
      { reconciler: { edgeDomain: 'x.y', lease: { duration: '11s' } } },
      'hostnames.reconciler.lease.duration',
    ],
    [
      'a duration that is none',
      { reconciler: { edgeDomain: 'x.y', waits: { coolDown: 'soon' } } },
      'coolDown',
    ],
    [
      'a cluster twice',
      { clusters: [smallest.clusters[0], smallest.clusters[0]] },
      '"prod" twice',
    ],
    [
      'a cluster reached in two ways',
      { clusters: [{ name: 'prod', url: 'https://a', inCluster: true }] },
      'hostnames.clusters[0] has url and inCluster',
    ],
    [
      'a cluster reached in no way',
      { clusters: [{ name: 'prod' }] },
      'hostnames.clusters[0] does not say',
    ],
    [
      'a cluster without scheme',
      { clusters: [{ name: 'prod', url: 'a' }] },
      'hostnames.clusters[0].url',
    ],
    [
      'an unknown kind of certificate',
      profile({ certificates: 'x' }),
      'hostnames.profiles.p.certificates is "x"; write one of: acm, cert-manager, existing',
    ],
    [
      'a profile without placement',
      profile({ placement: undefined }),
      'hostnames.profiles.p.placement is missing',
    ],
    [
      'a static profile without gateway',
      profile({ placement: 'static' }),
      'hostnames.profiles.p.gateway',
    ],
    [
      'a gateway that is no reference',
      profile({ gateway: 'x' }),
      'hostnames.profiles.p.gateway is "x"; write namespace/name',
    ],
    [
      'shared listeners of a pool',
      profile({ listeners: 'shared' }),
      'hostnames.profiles.p.listeners',
    ],
    [
      'shared listeners with certificates of our own',
      profile({ listeners: 'shared', placement: 'static', gateway: 'a/b' }),
      'hostnames.profiles.p.certificates',
    ],
    [
      'a scheme',
      profile({ loadBalancer: { scheme: 'internal' } }),
      'hostnames.profiles.p.loadBalancer.scheme',
    ],
    [
      'a limit of none',
      profile({ limits: { rules: 0 } }),
      'hostnames.profiles.p.limits.rules',
    ],
    ['a share above all', { brake: { share: 2 } }, 'hostnames.brake.share'],
    [
      'a brake that never lets go',
      { brake: { count: 0 } },
      'hostnames.brake.count',
    ],
  ])('refuses %s and names the key', (_what, changes, named) => {
    expect(() => read(changes)).toThrow(named);
  });

  it('refuses clusters of the Kubernetes plugin that are not in its configuration', () => {
    const kubernetes = { clusterLocatorMethods: [{ type: 'catalog' }] };
    expect(() =>
      read({ clusters: [{ fromKubernetesConfig: true }] }, { kubernetes }),
    ).toThrow('type "catalog"');
  });
});
