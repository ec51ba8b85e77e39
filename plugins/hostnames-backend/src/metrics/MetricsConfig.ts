import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

const ACCESS = ['unauthenticated', 'service', 'off'] as const;

/** `hostnames.metrics`. */
export interface MetricsConfig {
  /** Who may read `/api/hostnames/metrics`: anybody, services with a token (Backstage's external access), or nobody. */
  access: (typeof ACCESS)[number];
}

/** @throws InputError that names the key. */
export function readMetricsConfig(root: Config): MetricsConfig {
  const key = 'hostnames.metrics.access';
  const access = root.getOptionalString(key) ?? 'unauthenticated';
  const known = ACCESS.find(each => each === access);
  if (!known)
    throw new InputError(
      `${key} is ${JSON.stringify(access)}; write one of ${ACCESS.join(', ')}`,
    );
  return { access: known };
}
