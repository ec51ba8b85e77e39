import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  hostnamesCertificatesExtensionPoint,
  hostnamesDnsExtensionPoint,
  hostnamesGatewaysExtensionPoint,
  hostnamesProbesExtensionPoint,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { ProviderRegistry } from './extensions/ProviderRegistry';
import { startHostnames } from './startHostnames';

/**
 * The `hostnames` plugin: the reconciler, the probes, the read model and the API.
 *
 * @public
 */
export const hostnamesPlugin = createBackendPlugin({
  pluginId: 'hostnames',
  register(env) {
    const registry = new ProviderRegistry();
    env.registerExtensionPoint(hostnamesDnsExtensionPoint, registry);
    env.registerExtensionPoint(hostnamesCertificatesExtensionPoint, registry);
    env.registerExtensionPoint(hostnamesGatewaysExtensionPoint, registry);
    env.registerExtensionPoint(hostnamesProbesExtensionPoint, registry);

    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      init: services => startHostnames({ ...services, registry }),
    });
  },
});
