import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';

export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SignInPageBlueprint.make({
      params: {
        loader: async () => {
          const { SandboxSignInPage } = await import('./SandboxSignInPage');
          return SandboxSignInPage;
        },
      },
    }),
  ],
});
