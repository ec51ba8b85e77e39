import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  ProviderFactory,
  ProviderRuntime,
  hostnamesCertificatesExtensionPoint,
  hostnamesDnsExtensionPoint,
  hostnamesGatewaysExtensionPoint,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { openGate } from '@hostmaster/backstage-plugin-hostnames-node/testUtils';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import hostnamesModuleAws from '.';

async function registered(aws: object | undefined) {
  const factories = new Map<string, ProviderFactory<{ id: string }>>();
  const add = (id: string, factory: ProviderFactory<{ id: string }>) =>
    factories.set(id, factory);
  const backend = await startTestBackend({
    extensionPoints: [
      [hostnamesDnsExtensionPoint, { addDnsProvider: add }],
      [hostnamesCertificatesExtensionPoint, { addCertificateProvider: add }],
      [hostnamesGatewaysExtensionPoint, { addLoadBalancerProvider: add }],
    ],
    features: [
      hostnamesModuleAws,
      mockServices.rootConfig.factory({
        data: { hostnames: { ...(aws && { aws }) } } as never,
      }),
    ],
  });
  await backend.stop();
  return factories;
}

const runtime: ProviderRuntime = {
  clock: systemClock,
  random: () => 0.5,
  gate: openGate,
  logger: mockServices.logger.mock(),
  signal: AbortSignal.abort(),
  installation: 'test',
};

describe('hostnamesModuleAws', () => {
  it('offers Route 53, ACM and ELB', async () => {
    const factories = await registered({
      region: 'eu-central-1',
      accessKeyId: 'AKID',
      secretAccessKey: 'secret',
    });

    expect(
      [...factories].map(([id, factory]) => [id, factory(runtime)?.id]),
    ).toEqual([
      ['route53', 'route53'],
      ['acm', 'acm'],
      ['elb', 'elb'],
    ]);
  });

  it('offers nothing where AWS is not configured', async () => {
    const factories = await registered(undefined);

    expect([...factories.values()].map(factory => factory(runtime))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
