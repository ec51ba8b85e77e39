import { profile } from '../hostnames/testWorld/builders';
import { renderGateway } from './renderGateway';

describe('renderGateway', () => {
  const rendered = renderGateway({
    name: 'gw-01',
    namespace: 'edge',
    profile: {
      ...profile,
      loadBalancer: { ipAddressType: 'dualstack', sslPolicy: 'TLS13' },
    },
    visibility: 'internal',
    defaultCertificate: 'arn:default',
    installation: 'acme',
  });

  it('puts what belongs to the listener there, and the scheme where the visibility says', () => {
    expect(rendered.configuration.spec).toEqual({
      ipAddressType: 'dualstack',
      scheme: 'internal',
      defaultTargetGroupConfiguration: { name: 'hostmaster-targets' },
      listenerConfigurations: [
        {
          protocolPort: 'HTTPS:443',
          defaultCertificate: 'arn:default',
          sslPolicy: 'TLS13',
        },
      ],
    });
  });

  it('admits ListenerSets of its own namespace only, and gives each base listener a route', () => {
    expect(rendered.gateway.spec.allowedListeners).toEqual({
      namespaces: { from: 'Same' },
    });
    expect(
      rendered.routes.map(({ spec }) => spec.parentRefs?.[0].sectionName),
    ).toEqual(rendered.gateway.spec.listeners.map(({ name }) => name));
    expect(rendered.targets.spec).toEqual({
      defaultConfiguration: { targetType: 'ip' },
    });
  });
});
