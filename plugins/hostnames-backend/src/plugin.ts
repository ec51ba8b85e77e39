import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';

/** @public */
export const hostnamesPlugin = createBackendPlugin({
  pluginId: 'hostnames',
  register(env) {
    env.registerInit({ deps: { logger: coreServices.logger }, async init() {} });
  },
});
