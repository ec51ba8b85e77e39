import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createPullRequestAction } from './actions/createPullRequestAction';
import { createRenderAction } from './actions/createRenderAction';
import { readScaffolderConfig } from './config';
import { GitHubPublisher } from './publish/github/GitHubPublisher';
import { LocalFolderPublisher } from './publish/local/LocalFolderPublisher';

/** Adds the actions of Hostmaster to the scaffolder. @public */
export const scaffolderModuleHostnames = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'hostnames',
  register(reg) {
    reg.registerInit({
      deps: { actions: scaffolderActionsExtensionPoint, catalog: catalogServiceRef, config: coreServices.rootConfig },
      async init({ actions, catalog, config }) {
        const settings = readScaffolderConfig(config);
        const integrations = ScmIntegrations.fromConfig(config);
        const publishers = [new GitHubPublisher(integrations), new LocalFolderPublisher()];
        const appBaseUrl = config.getOptionalString('app.baseUrl') ?? '';
        actions.addActions(
          createRenderAction({ config: settings, catalog }),
          createPullRequestAction({ config: settings, catalog, publishers, appBaseUrl }),
        );
      },
    });
  },
});
