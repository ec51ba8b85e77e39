import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, JsonObject } from '@backstage/types';
import { NamePolicy } from '@hostmaster/backstage-plugin-hostnames-common';
import { GatewayProfile } from '@hostmaster/backstage-plugin-hostnames-node';
import { ClusterConfig, readClusters } from './config/readClusters';
import { readProfiles } from './config/readProfiles';
import { ProbesConfig, readProbesConfig } from './probes/ProbesConfig';

/** All waits in milliseconds. */
export interface ReconcilerWaits {
  /** How long a certificate must have been issued before it goes onto a load balancer; younger ones are refused by it. */
  certificateSettle: number;
  /** From the alias being gone everywhere until what it pointed at is taken away: resolvers keep answers that long. */
  aliasDrain: number;
  /** How long a released name is kept from other owners; 0: it is free at once. */
  coolDown: number;
  /** Every request is looked at again at least this often. */
  resync: number;
  /** How long a gateway's controller may fail before the route that changed last is taken off. */
  routeBreaker: number;
  /** From a route being accepted until visitors are sent to it: its targets have to become healthy first. */
  routeSettle: number;
  /** How long a gateway beyond the spare ones must have been empty before it is removed. */
  emptyGateway: number;
  /** First and longest wait before a certificate that failed is asked for again. */
  certificateRetry: number;
  certificateRetryMost: number;
  /** How long something without a request must have been seen before the sweep collects it. */
  orphan: number;
}

/** The lease of the one writer. Milliseconds. */
export interface LeaseTimes {
  duration: number;
  renewDeadline: number;
  retryPeriod: number;
}

export interface ReconcilerConfig {
  enabled: boolean;
  /** Where pool gateways and ListenerSets live. */
  edgeNamespace: string;
  /** Its `default.` name is on the default certificate of every pool gateway. */
  edgeDomain: string;
  /** The cluster that keeps the lease. */
  homeCluster: string;
  /** Requests looked at at the same time; most of them wait for an answer. */
  concurrency: number;
  waits: ReconcilerWaits;
  lease: LeaseTimes;
}

/** Everything under `hostnames:` that the backend reads. */
export interface HostnamesConfig {
  installation: string;
  reconciler: ReconcilerConfig;
  clusters: ClusterConfig[];
  profiles: GatewayProfile[];
  environments: string[];
  policy: NamePolicy;
  brake: { share: number; count: number };
  probes: ProbesConfig;
  /** As written: read by the scaffolder module and shown in form options. */
  scaffolder: JsonObject;
}

const WORD = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const DAY = 24 * 60 * 60_000;

/**
 * Reads `hostnames:`. Called once, when the plugin starts.
 *
 * @throws InputError that names the key and says what to write.
 */
export function readHostnamesConfig(root: Config): HostnamesConfig {
  const config = root.getOptionalConfig('hostnames');
  if (!config) {
    throw new InputError(
      'hostnames: is missing from the app-config; write at least installation, clusters and profiles (see config.d.ts)',
    );
  }
  const installation = word(config, 'installation');
  const reconciler = config.getOptionalConfig('reconciler');
  const enabled = reconciler?.getOptionalBoolean('enabled') ?? true;
  const clusters = readClusters(config, root);
  const profiles = readProfiles(config);
  const policy: NamePolicy = {
    domains: readDomains(config),
    reserved: config.getOptionalStringArray('reserved') ?? [],
    profiles: profiles.map(({ name, environments }) => ({
      name,
      environments,
    })),
  };
  return {
    installation,
    clusters,
    profiles,
    policy,
    environments: readEnvironments(config, policy),
    reconciler: readReconciler(config, { enabled, clusters, profiles }),
    brake: readBrake(config),
    probes: readProbesConfig(root),
    scaffolder: config.getOptional<JsonObject>('scaffolder') ?? {},
  };
}

function readReconciler(
  config: Config,
  known: {
    enabled: boolean;
    clusters: ClusterConfig[];
    profiles: GatewayProfile[];
  },
): ReconcilerConfig {
  const reconciler = config.getOptionalConfig('reconciler');
  const names = known.clusters.map(cluster => cluster.name);
  const homeCluster =
    reconciler?.getOptionalString('homeCluster') ?? names[0] ?? '';
  if (known.enabled && !names.includes(homeCluster)) {
    throw new InputError(
      `hostnames.reconciler.homeCluster is "${homeCluster}"; it must be one of hostnames.clusters: ${names.join(
        ', ',
      )}`,
    );
  }
  const edgeDomain = reconciler?.getOptionalString('edgeDomain') ?? '';
  const pools = known.profiles.filter(({ placement }) => placement === 'pool');
  if (known.enabled && pools.length > 0 && !edgeDomain) {
    throw new InputError(
      `hostnames.reconciler.edgeDomain is missing; the gateways of profile "${pools[0].name}" need a default certificate for default.<edgeDomain>: write a domain within one of your public zones`,
    );
  }
  const concurrency = reconciler?.getOptionalNumber('concurrency') ?? 2_000;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new InputError(
      `hostnames.reconciler.concurrency is ${concurrency}; write a whole number from 1`,
    );
  }
  return {
    enabled: known.enabled,
    edgeNamespace: reconciler?.getOptionalString('edgeNamespace') ?? 'edge',
    edgeDomain: edgeDomain.toLowerCase().replace(/\.$/, ''),
    homeCluster,
    concurrency,
    waits: readWaits(reconciler?.getOptionalConfig('waits')),
    lease: readLease(reconciler?.getOptionalConfig('lease')),
  };
}

function readWaits(config: Config | undefined): ReconcilerWaits {
  return {
    certificateSettle: duration(config, 'certificateSettle', 60_000),
    aliasDrain: duration(config, 'aliasDrain', 60_000),
    coolDown: duration(config, 'coolDown', DAY),
    resync: duration(config, 'resync', 30 * 60_000),
    routeBreaker: duration(config, 'routeBreaker', 5 * 60_000),
    routeSettle: duration(config, 'routeSettle', 60_000),
    emptyGateway: duration(config, 'emptyGateway', 7 * DAY),
    certificateRetry: duration(config, 'certificateRetry', 60 * 60_000),
    certificateRetryMost: duration(
      config,
      'certificateRetryMost',
      32 * 60 * 60_000,
    ),
    orphan: duration(config, 'orphan', DAY),
  };
}

function readLease(config: Config | undefined): LeaseTimes {
  const lease = {
    duration: duration(config, 'duration', 15_000),
    renewDeadline: duration(config, 'renewDeadline', 10_000),
    retryPeriod: duration(config, 'retryPeriod', 2_000),
  };
  if (lease.retryPeriod * 2 > lease.renewDeadline) {
    throw new InputError(
      'hostnames.reconciler.lease.retryPeriod must be at most half of renewDeadline; the default is 2s and 10s',
    );
  }
  if (lease.renewDeadline * 1.5 > lease.duration) {
    throw new InputError(
      'hostnames.reconciler.lease.duration must be at least 1.5 times renewDeadline, for clocks that run at different rates; the default is 15s and 10s',
    );
  }
  return lease;
}

function readDomains(config: Config): NamePolicy['domains'] {
  return (config.getOptionalConfigArray('domains') ?? []).map(domain => ({
    suffix: domain.getString('suffix').toLowerCase().replace(/\.$/, ''),
    environments: domain.getOptionalStringArray('environments'),
    owners: domain.getOptionalStringArray('owners'),
  }));
}

/** Those written, else all that profiles and domains name. */
function readEnvironments(config: Config, policy: NamePolicy): string[] {
  const written = config.getOptionalStringArray('environments');
  const named = [...policy.profiles, ...policy.domains].flatMap(
    ({ environments }) => environments ?? [],
  );
  return written ?? [...new Set(named)];
}

function readBrake(config: Config): HostnamesConfig['brake'] {
  const share = config.getOptionalNumber('brake.share') ?? 0.2;
  const count = config.getOptionalNumber('brake.count') ?? 50;
  if (!(share > 0 && share <= 1)) {
    throw new InputError(
      `hostnames.brake.share is ${share}; write a share of a zone above 0 and at most 1, for instance 0.2`,
    );
  }
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError(
      `hostnames.brake.count is ${count}; write a whole number from 1, for instance 50`,
    );
  }
  return { share, count };
}

/** `60s`, `1h`, ISO 8601 or `{ seconds: 60 }`. */
function duration(config: Config | undefined, key: string, fallback: number) {
  if (!config?.has(key)) return fallback;
  return durationToMilliseconds(readDurationFromConfig(config, { key }));
}

function word(config: Config, key: string): string {
  const value = config.getString(key);
  if (!WORD.test(value) || value.length > 63) {
    throw new InputError(
      `hostnames.${key} is "${value}"; write lower-case letters, digits and hyphens, at most 63`,
    );
  }
  return value;
}
