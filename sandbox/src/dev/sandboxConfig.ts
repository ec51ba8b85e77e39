import { join } from 'node:path';
import { Sandbox } from '../createSandbox';
import {
  clusters,
  edgeDomain,
  edgeNamespace,
  gitOwner,
  gitRepository,
  people,
  profile,
} from '../seed/world';
import { root } from './paths';

/** The configuration that points Backstage at the sandbox; everything else stands in app-config.yaml. */
export function sandboxConfig(
  sandbox: Sandbox,
  options: { port: number; folder: string },
): object {
  const { endpoints } = sandbox;
  const githubHost = new URL(endpoints.github).host;
  const baseUrl = `http://localhost:${options.port}`;
  return {
    app: { title: 'Hostmaster', baseUrl },
    organization: { name: 'Acme' },
    backend: {
      baseUrl,
      listen: { port: options.port, host: '127.0.0.1' },
      cors: { origin: baseUrl },
      csp: { 'upgrade-insecure-requests': false },
      database: { client: 'better-sqlite3', connection: ':memory:' },
    },
    auth: { environment: 'development', providers: { sandbox: {} } },
    sandbox: {
      users: people.map(({ name, title, description, displayName }) => ({
        name,
        title: `${displayName} · ${title}`,
        description,
      })),
    },
    permission: { enabled: true, platformGroup: 'group:default/platform' },
    integrations: {
      github: [
        {
          host: githubHost,
          apiBaseUrl: `${endpoints.github}/api/v3`,
          token: sandbox.githubToken,
        },
      ],
    },
    catalog: {
      rules: [
        {
          allow: [
            'Component',
            'System',
            'Domain',
            'API',
            'Resource',
            'Location',
            'Group',
            'User',
            'Template',
          ],
        },
      ],
      locations: [
        { type: 'file', target: join(options.folder, 'catalog.yaml') },
        { type: 'file', target: join(root, 'templates/all.yaml') },
      ],
    },
    hostnames: {
      installation: 'sandbox',
      reconciler: {
        enabled: true,
        edgeNamespace,
        edgeDomain,
        homeCluster: clusters[0].name,
        lease: { duration: '6s', renewDeadline: '4s', retryPeriod: '1s' },
        waits: {
          certificateSettle: '3s',
          aliasDrain: '3s',
          coolDown: '1m',
          resync: '1m',
        },
      },
      clusters: endpoints.clusters.map(({ name, kubeconfig }) => ({
        name,
        kubeconfig,
      })),
      aws: {
        region: sandbox.aws.region,
        accountId: sandbox.aws.accountId,
        accessKeyId: 'AKIASANDBOX',
        secretAccessKey: 'sandbox-secret-key',
        endpoints: {
          route53: endpoints.aws,
          acm: endpoints.aws,
          elb: endpoints.aws,
        },
        intervals: {
          zones: '10s',
          records: { quick: '10s', slow: '30s' },
          certificates: { quick: '2s', slow: '15s' },
          loadBalancers: '3s',
        },
        flushWindow: '300ms',
      },
      profiles: {
        [profile]: {
          gatewayClass: 'alb',
          certificates: 'acm',
          dns: 'route53',
          placement: 'pool',
          listeners: 'listenerSet',
          limits: { certificates: 24, rules: 100 },
          spare: 0,
          loadBalancer: { ipAddressType: 'ipv4' },
        },
      },
      environments: clusters.map(({ environment }) => environment),
      domains: [
        { suffix: 'example.test' },
        { suffix: 'staging.example.test', environments: ['staging'] },
        {
          suffix: 'media.test',
          owners: ['group:default/media', 'group:default/platform'],
        },
        { suffix: 'internal.example.test', owners: ['group:default/platform'] },
      ],
      reserved: [
        'www.example.test',
        'admin.*',
        'example.test',
        'edge.example.test',
        '*.edge.example.test',
      ],
      probes: {
        interval: '20s',
        allowedAddresses: ['127.0.0.0/8'],
        resolvers: [endpoints.dns],
        authoritative: endpoints.dns,
        edgePort: Number(endpoints.edge.split(':')[1]),
        extraRoots: [join(options.folder, 'authority.pem')],
      },
      scaffolder: {
        repositories: Object.fromEntries(
          clusters.map(({ name, environment, engine }) => [
            environment,
            {
              url: `${githubHost}?owner=${gitOwner}&repo=${gitRepository}`,
              branch: 'main',
              path: `clusters/${name}/{namespace}/{name}.yaml`,
              engine,
              cluster: name,
              environments: [environment],
            },
          ]),
        ),
        issuers: [
          {
            name: 'letsencrypt-staging',
            kind: 'ClusterIssuer',
            acme: 'staging',
          },
          {
            name: 'letsencrypt-production',
            kind: 'ClusterIssuer',
            acme: 'production',
          },
        ],
      },
    },
  };
}
