import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { hostnamesApiClient } from '@hostmaster/backstage-plugin-hostnames-common';
import { HostnameEntityProvider } from './HostnameEntityProvider';

const everyMinute = {
  frequency: { minutes: 1 },
  timeout: { minutes: 1 },
  initialDelay: { seconds: 15 },
  scope: 'global' as const,
};

/** Adds every hostname request as a `Resource` of type `hostname`. @public */
export const catalogModuleHostnames = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'hostnames',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, catalog, config, discovery, logger, scheduler }) {
        const schedule = config.getOptionalConfig(
          'catalog.providers.hostnames.schedule',
        );
        catalog.addEntityProvider(
          new HostnameEntityProvider({
            client: hostnamesApiClient({ discoveryApi: discovery }),
            auth,
            logger,
            taskRunner: scheduler.createScheduledTaskRunner(
              schedule
                ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
                : everyMinute,
            ),
          }),
        );
      },
    });
  },
});
