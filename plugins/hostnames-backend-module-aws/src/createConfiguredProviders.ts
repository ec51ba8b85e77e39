import { Config } from '@backstage/config';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { ProviderRuntime } from '@hostmaster/backstage-plugin-hostnames-node';
import { AwsClientOptions } from './clients/createAwsClients';
import { AwsConfig, readAwsConfig } from './config';
import { AwsProviders, createAwsProviders } from './createAwsProviders';

/**
 * The providers that the configuration asks for, made once per runtime: the three of them share nothing but credentials, yet
 * are asked for one by one. `undefined`: AWS is not configured.
 */
export function createConfiguredProviders(
  root: Config,
): (runtime: ProviderRuntime) => AwsProviders | undefined {
  const config = readAwsConfig(root);
  if (!config) return () => undefined;
  const credentials = credentialsOf(config, root);
  const made = new WeakMap<ProviderRuntime, AwsProviders>();
  return runtime => {
    const known = made.get(runtime);
    if (known) return known;
    const providers = createAwsProviders({ ...config, credentials }, runtime);
    made.set(runtime, providers);
    return providers;
  };
}

/** Looked up with the first call, so that a wrong configuration shows in the provider's health and stops nothing else. */
function credentialsOf(
  config: AwsConfig,
  root: Config,
): AwsClientOptions['credentials'] {
  if (config.accessKey) return config.accessKey;
  const manager = DefaultAwsCredentialsManager.fromConfig(root);
  return async () => {
    const { sdkCredentialProvider } = await manager.getCredentialProvider({
      accountId: config.accountId,
    });
    return sdkCredentialProvider();
  };
}
