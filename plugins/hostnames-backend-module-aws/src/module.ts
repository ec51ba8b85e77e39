import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  hostnamesCertificatesExtensionPoint,
  hostnamesDnsExtensionPoint,
  hostnamesGatewaysExtensionPoint,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { createConfiguredProviders } from './createConfiguredProviders';

/**
 * Route 53 as DNS provider, ACM as certificate provider and Elastic Load Balancing as load balancer provider.
 *
 * @public
 */
export const hostnamesModuleAws = createBackendModule({
  pluginId: 'hostnames',
  moduleId: 'aws',
  register({ registerInit }) {
    registerInit({
      deps: {
        config: coreServices.rootConfig,
        dns: hostnamesDnsExtensionPoint,
        certificates: hostnamesCertificatesExtensionPoint,
        gateways: hostnamesGatewaysExtensionPoint,
      },
      async init({ config, dns, certificates, gateways }) {
        const providers = createConfiguredProviders(config);
        dns.addDnsProvider('route53', runtime => providers(runtime)?.dns);
        certificates.addCertificateProvider(
          'acm',
          runtime => providers(runtime)?.certificates,
        );
        gateways.addLoadBalancerProvider(
          'elb',
          runtime => providers(runtime)?.loadBalancers,
        );
      },
    });
  },
});
