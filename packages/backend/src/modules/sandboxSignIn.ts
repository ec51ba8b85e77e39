import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { AuthenticationError, NotAllowedError } from '@backstage/errors';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';

/** Carries the name of the catalog user to sign in as. */
export const SANDBOX_USER_HEADER = 'x-sandbox-user';

const authenticator = createProxyAuthenticator<
  void,
  { user: string },
  undefined
>({
  defaultProfileTransform: async ({ user }) => ({
    profile: { displayName: user },
  }),
  initialize: () => {},
  async authenticate({ req }) {
    const user = req.header(SANDBOX_USER_HEADER);
    if (!user) {
      throw new AuthenticationError(
        `The header ${SANDBOX_USER_HEADER} is missing; put the name of a user of the catalog into it`,
      );
    }
    if (!/^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/i.test(user)) {
      throw new AuthenticationError(
        `The header ${SANDBOX_USER_HEADER} does not hold the name of a user`,
      );
    }
    return { result: { user } };
  },
});

/**
 * Sign-in of the sandbox: whoever names a user of the catalog is that user, with the groups the catalog gives them. It asks for
 * no password, so it is there only when `auth.providers.sandbox` is configured *and* `auth.environment` is `development`.
 */
export const sandboxSignInModule = createBackendModule({
  pluginId: 'auth',
  moduleId: 'sandbox-sign-in',
  register(env) {
    env.registerInit({
      deps: {
        providers: authProvidersExtensionPoint,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
      },
      async init({ providers, config, logger }) {
        if (!config.has('auth.providers.sandbox')) return;
        if (config.getOptionalString('auth.environment') !== 'development') {
          logger.error(
            'auth.providers.sandbox is ignored: it signs anybody in, and auth.environment is not development',
          );
          return;
        }
        logger.warn('Sandbox sign-in is on: everybody can sign in as anybody');
        providers.registerProvider({
          providerId: 'sandbox',
          factory: createProxyAuthProviderFactory({
            authenticator,
            async signInResolver({ result }, context) {
              try {
                return await context.signInWithCatalogUser({
                  entityRef: { name: result.user },
                });
              } catch (error) {
                throw new NotAllowedError(
                  'There is no such user in the catalog',
                  error,
                );
              }
            },
          }),
        });
      },
    });
  },
});
