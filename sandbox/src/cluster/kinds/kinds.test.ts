import { sandboxDefinitions } from '../createMemoryCluster';
import { paths, testCluster } from '../testing/testCluster';

interface Definition {
  metadata: { name: string };
  spec: { group: string; names: { kind: string }; versions: Array<{ name: string }> };
}

describe('the kinds of the sandbox', () => {
  const definitions = sandboxDefinitions() as Definition[];

  it.each(definitions.map(definition => [definition.metadata.name, definition] as const))(
    '%s can be registered without a complaint, and is served in all its versions',
    async (name, definition) => {
      const { send } = testCluster({ crds: [] });

      const made = await send('POST', `${paths.definitions}?fieldValidation=Strict`, definition);
      const stored = await send('GET', `${paths.definitions}/${name}`);

      expect(made).toMatchObject({ status: 201, warnings: null });
      expect(stored.body.status.conditions).toContainEqual(expect.objectContaining({ type: 'Established', status: 'True' }));
      for (const version of definition.spec.versions) {
        const { body } = await send('GET', `/apis/${definition.spec.group}/${version.name}`);
        expect(body.resources[0].kind).toBe(definition.spec.names.kind);
      }
    },
  );

  it.each([
    ['gateway.networking.k8s.io/v1', 'GatewayClass', { controllerName: 'gateway.k8s.aws/alb' }],
    ['gateway.networking.k8s.io/v1', 'Gateway', { gatewayClassName: 'alb', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] }],
    ['gateway.networking.k8s.io/v1', 'ListenerSet', { parentRef: { name: 'gw' }, listeners: [{ name: 'https', port: 443, protocol: 'HTTPS', hostname: 'a.example.com' }] }],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute', { parentRefs: [{ name: 'gw' }], rules: [{ backendRefs: [{ name: 'shop', port: 80 }] }] }],
    ['gateway.networking.k8s.io/v1', 'GRPCRoute', { parentRefs: [{ name: 'gw' }] }],
    ['gateway.k8s.aws/v1', 'LoadBalancerConfiguration', { scheme: 'internet-facing', listenerConfigurations: [{ protocolPort: 'HTTPS:443', certificates: ['arn:aws:acm:…'] }] }],
    ['gateway.k8s.aws/v1', 'ListenerRuleConfiguration', { actions: [{ type: 'fixed-response', fixedResponseConfig: { statusCode: 404 } }] }],
    ['cert-manager.io/v1', 'Certificate', { secretName: 'tls', dnsNames: ['a.example.com'], issuerRef: { name: 'letsencrypt' } }],
    ['cert-manager.io/v1', 'ClusterIssuer', { selfSigned: {} }],
    ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization', { interval: '10m', prune: true, sourceRef: { kind: 'GitRepository', name: 'apps' } }],
    ['source.toolkit.fluxcd.io/v1', 'GitRepository', { interval: '1m', url: 'https://git.example.com/apps' }],
    ['argoproj.io/v1alpha1', 'Application', { project: 'default', destination: { name: 'prod' } }],
  ])('%s %s takes what its users write', (apiVersion, kind, spec) => {
    const { objects } = testCluster().cluster;

    const stored = objects.create({ apiVersion, kind, metadata: { name: 'x' }, spec });

    expect(stored.spec).toMatchObject(spec);
  });

  it('fills in what the Gateway API fills in', () => {
    const { objects } = testCluster().cluster;
    const apiVersion = 'gateway.networking.k8s.io/v1';

    const route = objects.create({ apiVersion, kind: 'HTTPRoute', metadata: { name: 'r' }, spec: { parentRefs: [{ name: 'gw' }] } });
    const gateway = objects.create({
      apiVersion,
      kind: 'Gateway',
      metadata: { name: 'gw' },
      spec: { gatewayClassName: 'alb', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
    });

    expect(route.spec).toEqual({
      parentRefs: [{ group: apiVersion.split('/')[0], kind: 'Gateway', name: 'gw' }],
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }],
    });
    expect(gateway.status).toMatchObject({
      conditions: [
        { type: 'Accepted', status: 'Unknown', reason: 'Pending' },
        { type: 'Programmed', status: 'Unknown', reason: 'Pending' },
      ],
    });
    expect(gateway.spec).toMatchObject({ listeners: [{ allowedRoutes: { namespaces: { from: 'Same' } } }] });
  });
});
