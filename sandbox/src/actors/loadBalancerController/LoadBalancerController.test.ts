import {
  AddListenerCertificatesCommand,
  DescribeListenerCertificatesCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { KubernetesObject, resourceKind } from '@hostmaster/kubernetes-runtime';
import { awsDelays } from '../../aws';
import { ActorWorld, namespace } from '../testUtils/ActorWorld';
import { LoadBalancerController } from './LoadBalancerController';
import { Condition, kinds, RouteRule } from './objects';

jest.setTimeout(60_000);

const gatewayApi = 'gateway.networking.k8s.io/v1';
const awsApi = 'gateway.k8s.aws/v1';
const eventKind = resourceKind<
  KubernetesObject & { reason: string; message: string }
>({
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  namespaced: true,
});

describe('the stand-in for the AWS Load Balancer Controller', () => {
  let world: ActorWorld;
  let certificate: string;

  beforeEach(() => {
    world = new ActorWorld();
    certificate = world.aws.certificates.put({
      domainName: 'default.test',
      createdAt: world.clock.now() - 3_600_000,
    }).arn;
    world.apply(
      namespace('edge'),
      namespace('shop'),
      namespace('blog'),
      {
        apiVersion: gatewayApi,
        kind: 'GatewayClass',
        metadata: { name: 'alb' },
        spec: { controllerName: 'gateway.k8s.aws/alb' },
      },
      service('shop'),
      slice('shop'),
      ...gateway('gw-01'),
    );
    world.start(
      new LoadBalancerController({
        client: world.client,
        clock: world.clock,
        random: world.random,
        elb: world.elb,
        provisioningRecheck: 5_000,
      }),
    );
  });

  afterEach(() => world.close());

  it('makes a load balancer for the Gateway, and a listener only once a route is attached', async () => {
    const { status } = await world.until(() => programmed('gw-01'));
    const [loadBalancer] = await balancers();
    const before = await listeners(loadBalancer.LoadBalancerArn!);

    world.apply(listenerSet('shop', 'gw-01'), route('shop', 'shop'));
    await world.until(() => condition(accepted('shop', 'shop'), 'True'));
    await world.settle();

    expect(status?.addresses).toEqual([
      { type: 'Hostname', value: loadBalancer.DNSName!.toLowerCase() },
    ]);
    expect(
      status?.conditions?.find(({ type }) => type === 'Programmed')?.message,
    ).toBe(loadBalancer.LoadBalancerArn);
    expect(before).toEqual([]);
    expect(
      (await listeners(loadBalancer.LoadBalancerArn!)).map(({ Port }) => Port),
    ).toEqual([443]);
    expect(
      world.get(kinds.gateway, { namespace: 'edge', name: 'gw-01' })?.status
        ?.attachedListenerSets,
    ).toBe(1);
  });

  it('says that a Gateway is not Programmed until its load balancer is active', async () => {
    const slow = new ActorWorld(awsDelays);
    slow.apply(
      namespace('edge'),
      {
        apiVersion: gatewayApi,
        kind: 'GatewayClass',
        metadata: { name: 'alb' },
        spec: { controllerName: 'gateway.k8s.aws/alb' },
      },
      ...gateway('gw-01'),
    );
    slow.start(
      new LoadBalancerController({
        client: slow.client,
        clock: slow.clock,
        random: slow.random,
        elb: slow.elb,
        provisioningRecheck: 5_000,
      }),
    );

    const first = await slow.until(() =>
      slow
        .get(kinds.gateway, { namespace: 'edge', name: 'gw-01' })
        ?.status?.conditions?.find(({ type }) => type === 'Programmed' && type),
    );
    const at = slow.clock.monotonic();
    await slow.until(() =>
      slow
        .get(kinds.gateway, { namespace: 'edge', name: 'gw-01' })
        ?.status?.conditions?.some(
          ({ type, status }) => type === 'Programmed' && status === 'True',
        ),
    );

    expect(first).toMatchObject({ status: 'Unknown', reason: 'Pending' });
    expect(slow.clock.monotonic() - at).toBeGreaterThanOrEqual(100_000);
    await slow.close();
  });

  it('refuses a route of another namespace, and makes no rule for it', async () => {
    world.apply(
      listenerSet('shop', 'gw-01'),
      route('shop', 'shop'),
      route('blog', 'shop'),
    );

    const refused = await world.until(() =>
      condition(accepted('blog', 'shop'), 'False'),
    );
    await world.settle();

    expect(refused.reason).toBe('NotAllowedByListeners');
    expect(await ruleHosts()).toEqual(['shop.test']);
  });

  it('keeps the whole Gateway as it was while one route cannot be expressed, and goes on when it is gone', async () => {
    world.apply(listenerSet('shop', 'gw-01'), route('shop', 'shop'));
    await world.until(() => condition(accepted('shop', 'shop'), 'True'));
    await world.settle();
    const bad = route('shop', 'shop', 'bad', [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/bad' } }],
        filters: [
          {
            type: 'RequestHeaderModifier',
            requestHeaderModifier: { add: [{ name: 'x', value: '1' }] },
          } as never,
        ],
        backendRefs: [{ name: 'shop', port: 80 }],
      },
    ]);

    world.apply(
      bad,
      route('shop', 'shop', 'good', [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/good' } }],
          backendRefs: [{ name: 'shop', port: 80 }],
        },
      ]),
    );
    const failed = await world.until(() =>
      gatewayCondition('Accepted', 'False'),
    );
    await world.settle();

    expect(failed).toMatchObject({
      reason: 'Invalid',
      message: 'Check Gateway Events for more information.',
    });
    expect(gatewayCondition('Programmed', 'True')).toBeTruthy();
    expect(condition(accepted('shop', 'bad'), 'True')).toBeTruthy();
    expect(events()).toContainEqual(
      expect.stringMatching(
        /^FailedBuildModel: .*RequestHeaderModifier in HTTPRoute shop\/bad/,
      ),
    );
    expect(await ruleHosts()).toHaveLength(1);

    world.delete(bad);
    await world.until(() => gatewayCondition('Accepted', 'True'));
    await world.settle();

    expect(await ruleHosts()).toHaveLength(2);
  });

  it('fails the Gateway for a ClusterIP Service where the target type is instance', async () => {
    world.apply({
      apiVersion: awsApi,
      kind: 'TargetGroupConfiguration',
      metadata: { namespace: 'edge', name: 'targets' },
      spec: { defaultConfiguration: { targetType: 'instance' } },
    });
    world.apply(listenerSet('shop', 'gw-01'), route('shop', 'shop'));

    await world.until(() => gatewayCondition('Accepted', 'False'));

    expect(events()).toContainEqual(
      expect.stringContaining(
        "must be of type 'NodePort' or 'LoadBalancer': shop/shop",
      ),
    );
  });

  it('takes a certificate that is not in the configuration off the listener, and adds those that are', async () => {
    world.apply(listenerSet('shop', 'gw-01'), route('shop', 'shop'));
    await world.until(() => condition(accepted('shop', 'shop'), 'True'));
    await world.settle();
    const own = world.aws.certificates.put({
      domainName: 'shop.test',
      createdAt: world.clock.now() - 3_600_000,
    }).arn;
    const foreign = world.aws.certificates.put({
      domainName: 'foreign.test',
      createdAt: world.clock.now() - 3_600_000,
    }).arn;
    const [{ LoadBalancerArn }] = await balancers();
    const [{ ListenerArn }] = await listeners(LoadBalancerArn!);
    await send(
      new AddListenerCertificatesCommand({
        ListenerArn,
        Certificates: [{ CertificateArn: foreign }],
      }),
    );

    world.apply(configuration('gw-01', [own]));
    await world.settle();

    const { Certificates = [] } = await send(
      new DescribeListenerCertificatesCommand({ ListenerArn }),
    );
    const arns = new Set(
      Certificates.map(({ CertificateArn }) => CertificateArn),
    );
    expect(arns).toEqual(new Set([certificate, own]));
  });

  it('moves what a ListenerSet serves when it names another Gateway', async () => {
    world.apply(
      ...gateway('gw-02'),
      listenerSet('shop', 'gw-01'),
      route('shop', 'shop'),
    );
    await world.until(() => programmed('gw-01') && programmed('gw-02'));
    await world.settle();
    const before = [await ruleHosts('gw-01'), await ruleHosts('gw-02')];

    world.apply(listenerSet('shop', 'gw-02'));
    await world.settle();

    expect(before).toEqual([['shop.test'], []]);
    expect([await ruleHosts('gw-01'), await ruleHosts('gw-02')]).toEqual([
      [],
      ['shop.test'],
    ]);
  });

  it('takes its load balancer and its finalizer away with the Gateway', async () => {
    await world.until(() => programmed('gw-01'));

    world.delete(gateway('gw-01')[1]);
    await world.settle();

    expect(
      world.get(kinds.gateway, { namespace: 'edge', name: 'gw-01' }),
    ).toBeUndefined();
    expect(await balancers()).toEqual([]);
  });

  it('keeps a load balancer while routes are attached to its Gateway', async () => {
    await world.until(() => programmed('gw-01'));
    world.apply(listenerSet('shop', 'gw-01'), route('shop', 'shop'));
    await world.until(() => condition(accepted('shop', 'shop'), 'True'));

    world.delete(gateway('gw-01')[1]);
    await world.settle();
    const attached = await balancers();
    world.delete(route('shop', 'shop'));
    await world.settle();

    expect(attached).toHaveLength(1);
    expect(await balancers()).toEqual([]);
  });

  it('changes nothing when it is started again over what it made', async () => {
    world.apply(
      listenerSet('shop', 'gw-01'),
      route('shop', 'shop', 'shop', [
        { backendRefs: [{ name: 'shop', port: 80 }] },
        {
          matches: [{ path: { type: 'PathPrefix', value: '/old' } }],
          filters: [
            {
              type: 'RequestRedirect',
              requestRedirect: { scheme: 'https', statusCode: 301 },
            },
          ],
        },
      ]),
    );
    await world.until(() => condition(accepted('shop', 'shop'), 'True'));
    await world.settle();
    const made = world.aws.callLog.entries();
    expect(
      made.filter(({ operation }) => operation === 'CreateRule'),
    ).toHaveLength(2);
    expect(
      made.filter(({ operation }) => operation === 'SetRulePriorities'),
    ).toEqual([]);
    const calls = made.length;

    world.start(
      new LoadBalancerController({
        client: world.client,
        clock: world.clock,
        random: world.random,
        elb: world.elb,
      }),
    );
    await world.settle();

    const since = world.aws.callLog.entries().slice(calls);
    expect(since.length).toBeGreaterThan(0);
    expect(
      since.filter(({ operation }) => !operation.startsWith('Describe')),
    ).toEqual([]);
  });

  function gateway(name: string): KubernetesObject[] {
    return [
      configuration(name),
      {
        apiVersion: gatewayApi,
        kind: 'Gateway',
        metadata: { namespace: 'edge', name },
        spec: {
          gatewayClassName: 'alb',
          allowedListeners: { namespaces: { from: 'Same' } },
          infrastructure: {
            parametersRef: {
              group: 'gateway.k8s.aws',
              kind: 'LoadBalancerConfiguration',
              name,
            },
          },
          listeners: [
            {
              name: 'https',
              port: 443,
              protocol: 'HTTPS',
              allowedRoutes: { namespaces: { from: 'Same' } },
            },
          ],
        },
      } as KubernetesObject,
      {
        apiVersion: awsApi,
        kind: 'TargetGroupConfiguration',
        metadata: { namespace: 'edge', name: 'targets' },
        spec: { defaultConfiguration: { targetType: 'ip' } },
      } as KubernetesObject,
    ];
  }

  function configuration(
    name: string,
    certificates: string[] = [],
  ): KubernetesObject {
    return {
      apiVersion: awsApi,
      kind: 'LoadBalancerConfiguration',
      metadata: { namespace: 'edge', name },
      spec: {
        scheme: 'internet-facing',
        defaultTargetGroupConfiguration: { name: 'targets' },
        listenerConfigurations: [
          {
            protocolPort: 'HTTPS:443',
            defaultCertificate: certificate,
            certificates,
          },
        ],
      },
    } as KubernetesObject;
  }

  function listenerSet(name: string, parent: string): KubernetesObject {
    const allowedRoutes = {
      namespaces: {
        from: 'Selector',
        selector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
      },
    };
    return {
      apiVersion: gatewayApi,
      kind: 'ListenerSet',
      metadata: { namespace: 'edge', name },
      spec: {
        parentRef: {
          group: 'gateway.networking.k8s.io',
          kind: 'Gateway',
          name: parent,
        },
        listeners: [
          {
            name: 'https',
            hostname: `${name}.test`,
            port: 443,
            protocol: 'HTTPS',
            allowedRoutes,
          },
        ],
      },
    } as KubernetesObject;
  }

  function route(
    of: string,
    set: string,
    name = set,
    rules: RouteRule[] = [{ backendRefs: [{ name: of, port: 80 }] }],
  ): KubernetesObject {
    return {
      apiVersion: gatewayApi,
      kind: 'HTTPRoute',
      metadata: { namespace: of, name },
      spec: {
        parentRefs: [
          {
            group: 'gateway.networking.k8s.io',
            kind: 'ListenerSet',
            namespace: 'edge',
            name: set,
          },
        ],
        rules,
      },
    } as KubernetesObject;
  }

  function service(name: string): KubernetesObject {
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: name, name },
      spec: {
        ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
      },
    } as KubernetesObject;
  }

  function slice(name: string): KubernetesObject {
    return {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        namespace: name,
        name: `${name}-1`,
        labels: { 'kubernetes.io/service-name': name },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    } as KubernetesObject;
  }

  function programmed(name: string) {
    const found = world.get(kinds.gateway, { namespace: 'edge', name });
    return condition(found?.status?.conditions, 'True', 'Programmed') && found;
  }

  function gatewayCondition(
    type: string,
    status: string,
  ): Condition | undefined {
    return condition(
      world.get(kinds.gateway, { namespace: 'edge', name: 'gw-01' })?.status
        ?.conditions,
      status,
      type,
    );
  }

  function accepted(of: string, name: string): Condition[] | undefined {
    return world.get(kinds.httpRoute, { namespace: of, name })?.status
      ?.parents?.[0]?.conditions;
  }

  function condition(
    conditions: Condition[] | undefined,
    status: string,
    type = 'Accepted',
  ): Condition | undefined {
    return conditions?.find(
      each => each.type === type && each.status === status,
    );
  }

  function events(): string[] {
    return world
      .list(eventKind)
      .map(({ reason, message }) => `${reason}: ${message}`);
  }

  const send: ActorWorld['elb']['send'] = ((command: never) =>
    world.clock.waitFor(world.elb.send(command))) as never;

  async function balancers() {
    return (
      (await send(new DescribeLoadBalancersCommand({}))).LoadBalancers ?? []
    );
  }

  async function listeners(arn: string) {
    return (
      (await send(new DescribeListenersCommand({ LoadBalancerArn: arn })))
        .Listeners ?? []
    );
  }

  /** Hostnames of the rules on a gateway's HTTPS listener, one per rule. */
  async function ruleHosts(name = 'gw-01'): Promise<string[]> {
    const dnsName = world.get(kinds.gateway, { namespace: 'edge', name })
      ?.status?.addresses?.[0].value;
    const found = (await balancers()).find(
      ({ DNSName }) => DNSName?.toLowerCase() === dnsName,
    );
    const [listener] = await listeners(found!.LoadBalancerArn!);
    if (!listener) return [];
    const { Rules = [] } = await send(
      new DescribeRulesCommand({ ListenerArn: listener.ListenerArn }),
    );
    return Rules.filter(({ IsDefault }) => !IsDefault).map(
      ({ Conditions = [] }) =>
        Conditions.flatMap(
          ({ HostHeaderConfig }) => HostHeaderConfig?.Values ?? [],
        ).join(),
    );
  }
});
