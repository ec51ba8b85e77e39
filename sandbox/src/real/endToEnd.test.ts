import { execFileSync } from 'node:child_process';
import { ListCertificatesCommand } from '@aws-sdk/client-acm';
import {
  DescribeListenerCertificatesCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  scaffolderActionsExtensionPoint,
  TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import {
  domainClaimKind,
  gatewayHostnameRequestKind,
  hostnameGrantKind,
  listenerSetName,
  parseOwnership,
} from '@hostmaster/backstage-plugin-hostnames-common';
import scaffolderModuleHostnames from '@hostmaster/backstage-plugin-scaffolder-backend-module-hostnames';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { kinds } from '../actors/loadBalancerController/objects';
import { catalogEntities } from '../seed/catalog';
import { edgeNamespace, gitOwner, gitRepository, profile } from '../seed/world';
import { counterparts } from './counterparts';
import { REAL_CLUSTER } from './realConfig';
import { RealServer } from './RealServer';
import { RealWorld, startRealWorld } from './startRealWorld';

const { kubeApiServer, moto } = counterparts(
  'the end-to-end story on a real kube-apiserver and moto',
  ['kubeApiServer', 'moto'],
);
const HOSTNAME = 'shop.example.test';
const ref = { namespace: 'shop', name: listenerSetName(HOSTNAME) };
const story = kubeApiServer && moto ? describe : describe.skip;

/**
 * One hostname from the form to the zone and back, with nothing of the product replaced: the scaffolder's action opens pull requests
 * over GitHub's REST API, the reconciler is a process of its own with its production clients, the API server is the real one. Each
 * test is one step of the story and builds on those before it.
 *
 * What moto does otherwise than AWS and what that leaves unproven here stands in README.md.
 */
story('a hostname on a real kube-apiserver, with moto as AWS', () => {
  let world: RealWorld;
  let scaffolder: Scaffolder;
  let product: RealServer & { lines: string[] };
  let before: string[];

  beforeAll(async () => {
    world = await startRealWorld({
      kubeApiServer: kubeApiServer!,
      moto: moto!,
    });
    scaffolder = await startScaffolder(world);
    product = await world.startProduct();
  }, 180_000);

  afterAll(async () => {
    if (process.env.HOSTMASTER_TRACE)
      process.stderr.write(
        `${[...(world?.log ?? []), ...(product?.lines ?? [])].join('\n')}\n`,
      );
    await scaffolder?.backend.stop();
    await world?.close();
  }, 60_000);

  it('starts with the default certificate of the pool, validated in the zone', async () => {
    const certificates = await until(
      'the default certificate is issued',
      async () => {
        const all = await certificatesOf(world);
        return all.some(({ Status }) => Status === 'ISSUED') ? all : undefined;
      },
    );

    before = await until('the zone is at rest', () => settledZone(world));
    expect(certificates.map(({ DomainName }) => DomainName)).toEqual([
      'default.edge.example.test',
    ]);
    expect(before).toHaveLength(2);
  }, 90_000);

  it('opens a pull request that changes nothing until it is merged', async () => {
    const opened = await scaffolder.run({
      kind: 'hostname-request',
      entity: 'component:default/shop',
      values: {
        hostname: HOSTNAME,
        environment: REAL_CLUSTER,
        profile,
        serviceName: 'shop',
        servicePort: 80,
        path: '/',
      },
    });

    expect(opened).toMatchObject({
      changed: 'created',
      paths: [`clusters/${REAL_CLUSTER}/shop/${ref.name}.yaml`],
    });
    expect(
      await world.client.get(gatewayHostnameRequestKind, ref),
    ).toBeUndefined();
    await merge(world, opened.number);
    await until(
      'the GitOps engine applies it',
      async () => world.client.get(gatewayHostnameRequestKind, ref),
      20_000,
    );
  }, 60_000);

  it('goes on where it was when its process is killed in the middle', async () => {
    await until(
      'the certificate is asked for',
      async () => (await certificatesFor(world, HOSTNAME)).length > 0,
      30_000,
    );
    await product.kill();
    const halfway = await world.client.get(gatewayHostnameRequestKind, ref);
    product = await world.startProduct();

    expect(conditionOf(halfway, 'Ready')).not.toBe('True');
    await until(
      'Ready',
      async () =>
        conditionOf(
          await world.client.get(gatewayHostnameRequestKind, ref),
          'Ready',
        ) === 'True',
      120_000,
    );
  }, 180_000);

  it('has asked for one certificate, whatever was lost with the process', async () => {
    const certificates = await certificatesFor(world, HOSTNAME);

    expect(certificates).toHaveLength(1);
    expect(certificates[0]).toMatchObject({ Status: 'ISSUED' });
  });

  it('has one alias per address family, one ownership record and one validation record in the zone', async () => {
    const [loadBalancer] = await loadBalancersOf(world);
    const records = (await world.records('example.test')).filter(
      record => !before.includes(JSON.stringify(record)),
    );
    const aliases = records.filter(({ AliasTarget }) => AliasTarget);
    const ownership = records.find(({ Type }) => Type === 'TXT');

    expect(records.map(({ Type }) => Type).sort()).toEqual([
      'A',
      'AAAA',
      'CNAME',
      'TXT',
    ]);
    expect(aliases.map(({ Name, Type }) => `${Name} ${Type}`).sort()).toEqual([
      `${HOSTNAME}. A`,
      `${HOSTNAME}. AAAA`,
    ]);
    for (const { AliasTarget } of aliases) {
      expect(AliasTarget!.DNSName!.replace(/^dualstack\.|\.$/g, '')).toBe(
        loadBalancer.DNSName!.toLowerCase(),
      );
      expect(AliasTarget!.HostedZoneId).toBe(
        loadBalancer.CanonicalHostedZoneId,
      );
    }
    expect(ownership!.Name).toBe('shop._hostmaster.example.test.');
    expect(parseOwnership(ownership!.ResourceRecords![0].Value!)).toMatchObject(
      {
        installation: 'real',
        cluster: REAL_CLUSTER,
        owner: ref,
        state: 'held',
      },
    );
  });

  it('is served by a listener of its own that only its namespace may use', async () => {
    const listenerSet = await world.client.get(kinds.listenerSet, {
      namespace: edgeNamespace,
      name: listenerSetName(HOSTNAME),
    });
    const route = await world.client.get(kinds.httpRoute, ref);
    const [loadBalancer] = await loadBalancersOf(world);
    const { Listeners = [] } = await world.moto.sdk.elb.send(
      new DescribeListenersCommand({
        LoadBalancerArn: loadBalancer.LoadBalancerArn,
      }),
    );
    const https = Listeners.find(({ Port }) => Port === 443);
    const { Certificates = [] } = await world.moto.sdk.elb.send(
      new DescribeListenerCertificatesCommand({
        ListenerArn: https!.ListenerArn,
      }),
    );
    const { Rules = [] } = await world.moto.sdk.elb.send(
      new DescribeRulesCommand({ ListenerArn: https!.ListenerArn }),
    );
    const [certificate] = await certificatesFor(world, HOSTNAME);

    expect(listenerSet?.spec.listeners).toEqual([
      expect.objectContaining({
        hostname: HOSTNAME,
        port: 443,
        protocol: 'HTTPS',
      }),
    ]);
    expect(route?.status?.parents?.[0].conditions).toContainEqual(
      expect.objectContaining({ type: 'Accepted', status: 'True' }),
    );
    expect(Certificates.map(({ CertificateArn }) => CertificateArn)).toContain(
      certificate.CertificateArn,
    );
    expect(
      Rules.flatMap(({ Conditions = [] }) =>
        Conditions.flatMap(
          ({ HostHeaderConfig }) => HostHeaderConfig?.Values ?? [],
        ),
      ),
    ).toContain(HOSTNAME);
  });

  (hasKubectl() ? it : it.skip)('shows itself in kubectl get ghr', () => {
    const table = execFileSync(
      'kubectl',
      ['--kubeconfig', world.server.kubeconfig, 'get', 'ghr', '-A'],
      { encoding: 'utf8' },
    );

    const [header, ...rows] = table
      .trim()
      .split('\n')
      .map(line => line.split(/\s{2,}/));
    expect(header).toEqual([
      'NAMESPACE',
      'NAME',
      'HOSTNAME',
      'GATEWAY',
      'READY',
      'REASON',
      'AGE',
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0].slice(0, 3)).toEqual(['shop', ref.name, HOSTNAME]);
    expect(rows[0][4]).toBe('True');
  });

  it('leaves everything alone once it is ready', async () => {
    expect(
      conditionOf(
        await world.client.get(gatewayHostnameRequestKind, ref),
        'Ready',
      ),
    ).toBe('True');
    const atRest = await fingerprint(world);
    await systemClock.sleep(12_000);

    expect(await fingerprint(world)).toEqual(atRest);
  }, 30_000);

  it('goes when a second pull request takes it back, and leaves the zone as it was', async () => {
    expect(
      await world.client.get(gatewayHostnameRequestKind, ref),
    ).toBeDefined();
    const opened = await scaffolder.run({
      kind: 'removal',
      entity: 'component:default/shop',
      values: { hostname: HOSTNAME, environment: REAL_CLUSTER },
    });
    await merge(world, opened.number);
    await until(
      'the request is gone',
      async () => !(await world.client.get(gatewayHostnameRequestKind, ref)),
      120_000,
    );

    expect(await zoneOf(world)).toEqual(before);
    expect(await certificatesFor(world, HOSTNAME)).toEqual([]);
    expect(
      await world.client.get(kinds.listenerSet, {
        namespace: edgeNamespace,
        name: listenerSetName(HOSTNAME),
      }),
    ).toBeUndefined();
    expect(await world.client.get(kinds.httpRoute, ref)).toBeUndefined();
    expect((await world.client.list(domainClaimKind)).items).toEqual([]);
    expect(
      (await world.client.list(hostnameGrantKind)).items.flatMap(
        ({ spec }) => spec.hostnames ?? [],
      ),
    ).toEqual([]);
  }, 180_000);
});

interface Scaffolder {
  backend: TestBackend;
  run(input: object): Promise<Record<string, any>>;
}

/** The scaffolder module as a backend loads it, with its GitHub publisher pointed at the sandbox's GitHub. */
async function startScaffolder({ github }: RealWorld): Promise<Scaffolder> {
  const host = new URL(github.url).host;
  const actions: Array<TemplateAction<any, any, any>> = [];
  const backend = await startTestBackend({
    extensionPoints: [
      [
        scaffolderActionsExtensionPoint,
        {
          addActions: (...added: typeof actions) => void actions.push(...added),
        },
      ],
    ],
    features: [
      scaffolderModuleHostnames,
      catalogServiceMock.factory({ entities: catalogEntities() }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'https://portal.example.test' },
          integrations: {
            github: [{ host, apiBaseUrl: github.url, token: github.token }],
          },
          hostnames: {
            reconciler: { edgeNamespace },
            scaffolder: {
              repositories: {
                [REAL_CLUSTER]: {
                  provider: 'github',
                  url: `${host}?owner=${gitOwner}&repo=${gitRepository}`,
                  cluster: REAL_CLUSTER,
                  environments: [REAL_CLUSTER],
                },
              },
            },
          },
        },
      }),
    ],
  });
  const action = actions.find(({ id }) => id === 'hostnames:pull-request')!;
  return {
    backend,
    async run(input) {
      const context = createMockActionContext({ input: input as never });
      await action.handler(context as never);
      return Object.fromEntries(
        (context.output as unknown as jest.Mock).mock.calls,
      );
    },
  };
}

async function merge({ github }: RealWorld, number: number): Promise<void> {
  const { data } = await github.octokit.pulls.merge({
    owner: gitOwner,
    repo: gitRepository,
    pull_number: number,
  });
  expect(data.merged).toBe(true);
}

async function certificatesOf({ moto: aws }: RealWorld) {
  const { CertificateSummaryList = [] } = await aws.sdk.acm.send(
    new ListCertificatesCommand({ MaxItems: 1000 }),
  );
  return CertificateSummaryList;
}

async function certificatesFor(world: RealWorld, hostname: string) {
  return (await certificatesOf(world)).filter(
    ({ DomainName }) => DomainName === hostname,
  );
}

async function loadBalancersOf({ moto: aws }: RealWorld) {
  const { LoadBalancers = [] } = await aws.sdk.elb.send(
    new DescribeLoadBalancersCommand({}),
  );
  return LoadBalancers;
}

async function zoneOf(world: RealWorld): Promise<string[]> {
  return (await world.records('example.test'))
    .map(record => JSON.stringify(record))
    .sort();
}

/**
 * The zone, once it holds the validation record of the default certificate (moto issues without it) and stays so for two
 * seconds.
 */
async function settledZone(world: RealWorld): Promise<string[] | undefined> {
  const first = await zoneOf(world);
  await systemClock.sleep(2_000);
  const second = await zoneOf(world);
  const isValidated = second.some(record => record.includes('"CNAME"'));
  return isValidated && first.join() === second.join() ? second : undefined;
}

/** Everything that a pass without need would write again. */
async function fingerprint(world: RealWorld) {
  const [request, listenerSet, claims, grants, configurations] =
    await Promise.all([
      world.client.get(gatewayHostnameRequestKind, ref),
      world.client.get(kinds.listenerSet, {
        namespace: edgeNamespace,
        name: listenerSetName(HOSTNAME),
      }),
      world.client.list(domainClaimKind),
      world.client.list(hostnameGrantKind),
      world.client.list(kinds.loadBalancerConfiguration),
    ]);
  const versions = [
    request,
    listenerSet,
    ...claims.items,
    ...grants.items,
    ...configurations.items,
  ].map(object => `${object?.kind} ${object?.metadata.resourceVersion}`);
  return { versions, zone: await zoneOf(world) };
}

function conditionOf(
  object:
    | { status?: { conditions?: Array<{ type: string; status: string }> } }
    | undefined,
  type: string,
) {
  return object?.status?.conditions?.find(condition => condition.type === type)
    ?.status;
}

async function until<T>(
  what: string,
  look: () => Promise<T>,
  patience = 60_000,
): Promise<NonNullable<T>> {
  const deadline = systemClock.monotonic() + patience;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (systemClock.monotonic() > deadline)
      throw new Error(`waited ${patience / 1000} s in vain until ${what}`);
    await systemClock.sleep(250);
  }
}

function hasKubectl(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
