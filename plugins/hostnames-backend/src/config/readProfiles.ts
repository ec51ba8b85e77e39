import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { GatewayProfile } from '@hostmaster/backstage-plugin-hostnames-node';

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/**
 * Reads `hostnames.profiles`.
 *
 * @throws InputError that names the key.
 */
export function readProfiles(config: Config): GatewayProfile[] {
  const profiles = config.getOptionalConfig('profiles');
  return (profiles?.keys() ?? []).map(name =>
    readProfile(name, profiles!.getConfig(name)),
  );
}

function readProfile(name: string, config: Config): GatewayProfile {
  const key = `hostnames.profiles.${name}`;
  if (!NAME.test(name) || name.length > 63) {
    throw new InputError(
      `${key}: a profile's name has lower-case letters, digits and hyphens only, at most 63`,
    );
  }
  const oneOf = choice(config, key);
  const placement = oneOf('placement', ['pool', 'static']);
  const profile: GatewayProfile = {
    name,
    gatewayClass: config.getOptionalString('gatewayClass') ?? name,
    certificates: oneOf('certificates', ['acm', 'cert-manager', 'existing']),
    dns: oneOf('dns', ['route53', 'external-dns']),
    placement,
    listeners: oneOf('listeners', ['listenerSet', 'shared'], 'listenerSet'),
    environments: config.getOptionalStringArray('environments'),
    limits: {
      certificates: count(config, key, 'limits.certificates', 24, 1),
      rules: count(config, key, 'limits.rules', 100, 1),
      targetGroups: count(config, key, 'limits.targetGroups', 100, 1),
      gateways: count(config, key, 'limits.gateways', 50, 1),
    },
    spare: count(config, key, 'spare', 0, 0),
    loadBalancer: readLoadBalancer(config, key),
    gateway: readGateway(config, key),
    issuer: readIssuer(config, key),
  };
  checkTogether(profile, key);
  return profile;
}

function checkTogether(profile: GatewayProfile, key: string) {
  if (profile.placement === 'static' && !profile.gateway) {
    throw new InputError(
      `${key}.gateway is missing; placement: static serves from a Gateway that exists: write namespace/name`,
    );
  }
  if (profile.placement === 'pool' && profile.listeners === 'shared') {
    throw new InputError(
      `${key}.listeners is shared; gateways of a pool have a ListenerSet per hostname: write listeners: listenerSet`,
    );
  }
  if (profile.listeners === 'shared' && profile.certificates !== 'existing') {
    throw new InputError(
      `${key}.certificates is ${profile.certificates}; shared listeners have their certificate already: write certificates: existing`,
    );
  }
}

/** Everything of LoadBalancerConfiguration.spec that follows from the request or is written by the controller is refused. */
function readLoadBalancer(config: Config, key: string) {
  const loadBalancer =
    config.getOptional<Record<string, unknown>>('loadBalancer') ?? {};
  for (const field of ['scheme', 'listenerConfigurations']) {
    if (field in loadBalancer) {
      throw new InputError(
        `${key}.loadBalancer.${field} is written by the controller; leave it out`,
      );
    }
  }
  return loadBalancer;
}

function readGateway(config: Config, key: string) {
  const value = config.getOptional('gateway');
  if (value === undefined) return undefined;
  if (typeof value === 'string') {
    const [namespace, name, ...rest] = value.split('/');
    if (namespace && name && rest.length === 0) return { namespace, name };
    throw new InputError(
      `${key}.gateway is "${value}"; write namespace/name of the Gateway`,
    );
  }
  return {
    namespace: config.getString('gateway.namespace'),
    name: config.getString('gateway.name'),
  };
}

function readIssuer(config: Config, key: string): GatewayProfile['issuer'] {
  const value = config.getOptional('issuer');
  if (value === undefined) return undefined;
  if (typeof value === 'string') return { kind: 'ClusterIssuer', name: value };
  const kind = config.getOptionalString('issuer.kind') ?? 'ClusterIssuer';
  if (kind !== 'Issuer' && kind !== 'ClusterIssuer') {
    throw new InputError(
      `${key}.issuer.kind is "${kind}"; write Issuer or ClusterIssuer`,
    );
  }
  return { kind, name: config.getString('issuer.name') };
}

function choice(config: Config, key: string) {
  return <T extends string>(
    field: string,
    values: readonly T[],
    fallback?: T,
  ): T => {
    const value = config.getOptionalString(field) ?? fallback;
    const found = values.find(each => each === value);
    if (found !== undefined) return found;
    throw new InputError(
      value === undefined
        ? `${key}.${field} is missing; write one of: ${values.join(', ')}`
        : `${key}.${field} is "${value}"; write one of: ${values.join(', ')}`,
    );
  };
}

function count(
  config: Config,
  key: string,
  field: string,
  fallback: number,
  least: number,
) {
  const value = config.getOptionalNumber(field) ?? fallback;
  if (Number.isInteger(value) && value >= least) return value;
  throw new InputError(
    `${key}.${field} is ${value}; write a whole number from ${least}`,
  );
}
