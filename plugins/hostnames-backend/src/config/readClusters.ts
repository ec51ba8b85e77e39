import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** One cluster, and how to reach it. */
export type ClusterConfig = { name: string } & ClusterAccess;

export type ClusterAccess =
  | { kind: 'kubeconfig'; file?: string; context?: string }
  | {
      kind: 'token';
      url: string;
      token?: string;
      /** PEM, base64 encoded as in a kubeconfig. */
      caData?: string;
      caFile?: string;
      skipTLSVerify: boolean;
    }
  | { kind: 'inCluster' };

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/**
 * Reads `hostnames.clusters`; `fromKubernetesConfig: true` takes those of `kubernetes.clusterLocatorMethods` of type `config`.
 *
 * @throws InputError that names the key.
 */
export function readClusters(config: Config, root: Config): ClusterConfig[] {
  const clusters = (config.getOptionalConfigArray('clusters') ?? []).flatMap(
    (entry, index) =>
      entry.getOptionalBoolean('fromKubernetesConfig')
        ? fromKubernetesConfig(root)
        : [readCluster(entry, `hostnames.clusters[${index}]`)],
  );
  if (config.getOptionalBoolean('fromKubernetesConfig')) {
    clusters.push(...fromKubernetesConfig(root));
  }
  const twice = clusters.find(
    (cluster, index) =>
      clusters.findIndex(({ name }) => name === cluster.name) !== index,
  );
  if (twice) {
    throw new InputError(
      `hostnames.clusters has "${twice.name}" twice; the name is part of every identity and must be unique`,
    );
  }
  return clusters;
}

function readCluster(entry: Config, key: string): ClusterConfig {
  const name = entry.getString('name');
  if (!NAME.test(name) || name.length > 63) {
    throw new InputError(
      `${key}.name is "${name}"; write lower-case letters, digits, dots and hyphens, at most 63`,
    );
  }
  const ways = ['kubeconfig', 'url', 'inCluster'].filter(way => entry.has(way));
  if (ways.length > 1) {
    throw new InputError(
      `${key} has ${ways.join(' and ')}; write only one of them`,
    );
  }
  if (entry.has('url')) return { name, ...readToken(entry, key) };
  if (entry.getOptionalBoolean('inCluster')) return { name, kind: 'inCluster' };
  if (!entry.has('kubeconfig') && !entry.has('context')) {
    throw new InputError(
      `${key} does not say how to reach the cluster; write kubeconfig (and context), url and token, or inCluster: true`,
    );
  }
  return {
    name,
    kind: 'kubeconfig',
    file: entry.getOptionalString('kubeconfig'),
    context: entry.getOptionalString('context'),
  };
}

function readToken(entry: Config, key: string): ClusterAccess {
  const url = entry.getString('url');
  if (!/^https?:\/\//.test(url)) {
    throw new InputError(
      `${key}.url is "${url}"; write the API server's address with https://`,
    );
  }
  return {
    kind: 'token',
    url: url.replace(/\/+$/, ''),
    token:
      entry.getOptionalString('token') ??
      entry.getOptionalString('serviceAccountToken'),
    caData: entry.getOptionalString('caData'),
    caFile: entry.getOptionalString('caFile'),
    skipTLSVerify: entry.getOptionalBoolean('skipTLSVerify') ?? false,
  };
}

function fromKubernetesConfig(root: Config): ClusterConfig[] {
  const methods =
    root.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? [];
  const other = methods.find(method => method.getString('type') !== 'config');
  if (other) {
    throw new InputError(
      `hostnames.clusters with fromKubernetesConfig reads clusters of type config only, and kubernetes.clusterLocatorMethods has type "${other.getString(
        'type',
      )}"; write those clusters under hostnames.clusters`,
    );
  }
  return methods.flatMap((method, index) =>
    (method.getOptionalConfigArray('clusters') ?? []).map(
      (entry, position): ClusterConfig => ({
        name: entry.getString('name'),
        ...readToken(
          entry,
          `kubernetes.clusterLocatorMethods[${index}].clusters[${position}]`,
        ),
      }),
    ),
  );
}
