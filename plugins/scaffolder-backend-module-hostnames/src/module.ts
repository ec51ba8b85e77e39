import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { createPullRequestAction } from './actions/createPullRequestAction';
import { createRenderAction } from './actions/createRenderAction';
import { createWaitAction } from './actions/createWaitAction';
import { readScaffolderConfig } from './config';
import { GiteaPublisher } from './publish/gitea/GiteaPublisher';
import { GitHubPublisher } from './publish/github/GitHubPublisher';
import { GitLabPublisher } from './publish/gitlab/GitLabPublisher';
import { LocalFolderPublisher } from './publish/local/LocalFolderPublisher';

/** Adds the actions of Hostmaster to the scaffolder. @public */
export const scaffolderModuleHostnames = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'hostnames',
  register(reg) {
    reg.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, catalog, config, discovery }) {
        const settings = readScaffolderConfig(config);
        const integrations = ScmIntegrations.fromConfig(config);
        const publishers = [
          new GitHubPublisher(integrations),
          new GitLabPublisher(integrations),
          new GiteaPublisher(integrations),
          new LocalFolderPublisher(),
        ];
        const appBaseUrl = config.getOptionalString('app.baseUrl') ?? '';
        actions.addActions(
          createRenderAction({ config: settings, catalog }),
          createPullRequestAction({
            config: settings,
            catalog,
            publishers,
            appBaseUrl,
          }),
          createWaitAction({ auth, discovery, clock: systemClock }),
        );
      },
    });
  },
});
