import { runtimeMetricDefinitions } from '@hostmaster/kubernetes-runtime';

/** One metric as Prometheus sees it. */
export interface MetricDefinition {
  kind: 'counter' | 'gauge' | 'histogram';
  /** What it is about, for the reference page and the dashboard. */
  about: (typeof metricSubjects)[number];
  labels: readonly string[];
  /** With the unit, where the name does not tell. */
  help: string;
  /** Upper bounds of a histogram; unset: the library's, for seconds. */
  buckets?: readonly number[];
}

/** In the order of the reference page. */
export const metricSubjects = [
  'hostnames',
  'certificates',
  'reconcile',
  'capacity',
  'providers',
  'clusters and leadership',
  'metrics',
] as const;

const ofCertificates = ['cluster', 'profile'] as const;
const ofGateway = ['cluster', 'profile', 'visibility', 'gateway'] as const;
const ofView = ['provider', 'kind', 'view', 'zone'] as const;
const ofBudget = ['provider', 'api'] as const;

/**
 * Every metric of this plugin: nothing is registered that is not here. No label carries a hostname, a namespace or an owner: the
 * endpoint may be open, and 10,000 hostnames would be 10,000 series. Reasons are those of the vocabulary, all others are
 * `Other`.
 */
export const metricCatalogue = {
  hostmaster_hostnames: {
    kind: 'gauge',
    about: 'hostnames',
    labels: ['level'],
    help: 'Hostnames by level of their verdict: ok, improve, waiting, action, unknown',
  },
  hostmaster_requests: {
    kind: 'gauge',
    about: 'hostnames',
    labels: ['cluster', 'ready'],
    help: 'Requests by the status of Ready',
  },
  hostmaster_conditions: {
    kind: 'gauge',
    about: 'hostnames',
    labels: ['cluster', 'type', 'status', 'reason'],
    help: 'Requests by what their conditions say',
  },
  hostmaster_condition_oldest_seconds: {
    kind: 'gauge',
    about: 'hostnames',
    labels: ['cluster', 'type', 'status', 'reason'],
    help: 'For how long the condition that has not been True for the longest has stood at its status, in seconds',
  },
  hostmaster_time_to_ready_seconds: {
    kind: 'histogram',
    about: 'hostnames',
    labels: ['cluster'],
    help: 'From the creation of a request until its hostname was live for the first time',
    buckets: [60, 120, 180, 300, 600, 1800, 3600, 14400, 86400],
  },
  hostmaster_claims: {
    kind: 'gauge',
    about: 'hostnames',
    labels: ['cluster', 'state'],
    help: 'DomainClaims by state: held, released (cooling down), delegated (by an administrator)',
  },
  hostmaster_brake_held_requests: {
    kind: 'gauge',
    about: 'hostnames',
    labels: ['cluster'],
    help: 'Requests whose deletion the brake holds until a person has confirmed it',
  },
  hostmaster_route_breaker_closed_listeners: {
    kind: 'gauge',
    about: 'hostnames',
    labels: ['cluster'],
    help: 'ListenerSets that the breaker has closed because a route of theirs keeps the gateway from changing',
  },
  hostmaster_probe_results_total: {
    kind: 'counter',
    about: 'hostnames',
    labels: ['probe', 'kind'],
    help: 'Looks from outside, by probe and what was seen',
  },
  hostmaster_certificates: {
    kind: 'gauge',
    about: 'certificates',
    labels: ofCertificates,
    help: 'Hostnames with a certificate whose end is known',
  },
  hostmaster_certificates_expiring: {
    kind: 'gauge',
    about: 'certificates',
    labels: [...ofCertificates, 'within'],
    help: 'Hostnames whose certificate ends within 0d (has ended), 3d, 7d, 20d, 30d, 60d, 90d; each includes the shorter ones',
  },
  hostmaster_certificate_earliest_expiry_timestamp_seconds: {
    kind: 'gauge',
    about: 'certificates',
    labels: ofCertificates,
    help: 'When the first of the certificates ends, in seconds since 1970',
  },
  hostmaster_certificates_renewal_at_risk: {
    kind: 'gauge',
    about: 'certificates',
    labels: ['cluster', 'cause'],
    help: 'Hostnames that work now and whose certificate will not renew, by cause',
  },
  hostmaster_reconcile_duration_seconds: {
    kind: 'histogram',
    about: 'reconcile',
    labels: ['cluster', 'ended'],
    help: 'Duration of one look at one request, by what it ended with: finished, acted, waiting, blocked, failed, repeated',
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
  },
  hostmaster_reconcile_step_duration_seconds: {
    kind: 'histogram',
    about: 'reconcile',
    labels: ['step'],
    help: 'Duration of one step of such a look, with what it wrote',
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
  },
  hostmaster_reconcile_steps_total: {
    kind: 'counter',
    about: 'reconcile',
    labels: ['step', 'outcome', 'reason'],
    help: 'Steps by outcome and reason: finished, acted, waiting, blocked, failed; repeated: the world was not as it had been seen, look again',
  },
  hostmaster_reconcile_errors_total: {
    kind: 'counter',
    about: 'reconcile',
    labels: ['cluster', 'step', 'reason'],
    help: 'Looks that an error ended, by the step it came from (pass: from none of them) and its reason',
  },
  hostmaster_events_total: {
    kind: 'counter',
    about: 'reconcile',
    labels: ['cluster', 'outcome'],
    help: 'Events about requests: written, series (counted in one that is there), dropped (too many of one request), failed',
  },
  hostmaster_gateway_capacity_used: {
    kind: 'gauge',
    about: 'capacity',
    labels: [...ofGateway, 'resource'],
    help: 'Places of a pool gateway in use; resource is certificates, rules or target_groups',
  },
  hostmaster_gateway_capacity_limit: {
    kind: 'gauge',
    about: 'capacity',
    labels: [...ofGateway, 'resource'],
    help: 'Places of a pool gateway that may be used, as its profile says',
  },
  hostmaster_pool_capacity_limit: {
    kind: 'gauge',
    about: 'capacity',
    labels: ['cluster', 'profile', 'visibility', 'resource'],
    help: 'Places of all gateways that the profile allows a pool, those included that are not made yet',
  },
  hostmaster_gateway_programmed: {
    kind: 'gauge',
    about: 'capacity',
    labels: ofGateway,
    help: '1 while the gateway is Programmed and takes changes, else 0',
  },
  hostmaster_provider_calls_total: {
    kind: 'counter',
    about: 'providers',
    labels: ['provider', 'kind', 'operation', 'outcome'],
    help: 'Calls to a provider; outcome is ok, throttled, unavailable, denied, quota, busy, notFound or invalid',
  },
  hostmaster_provider_failing: {
    kind: 'gauge',
    about: 'providers',
    labels: ['provider', 'kind', 'code'],
    help: '1 while an operation of the provider fails; code says how',
  },
  hostmaster_budget_tokens: {
    kind: 'gauge',
    about: 'providers',
    labels: ofBudget,
    help: 'Calls that could be sent at once',
  },
  hostmaster_budget_rate: {
    kind: 'gauge',
    about: 'providers',
    labels: ofBudget,
    help: 'Calls per second that are let go now; below the configured rate after throttling',
  },
  hostmaster_budget_rate_configured: {
    kind: 'gauge',
    about: 'providers',
    labels: ofBudget,
    help: 'Calls per second as configured',
  },
  hostmaster_budget_queue_length: {
    kind: 'gauge',
    about: 'providers',
    labels: ofBudget,
    help: 'Calls that wait for their turn',
  },
  hostmaster_budget_calls_total: {
    kind: 'counter',
    about: 'providers',
    labels: ofBudget,
    help: 'Calls that were let go',
  },
  hostmaster_budget_wait_seconds_total: {
    kind: 'counter',
    about: 'providers',
    labels: ofBudget,
    help: 'Seconds that all those calls have waited for their turn',
  },
  hostmaster_throttled_calls_total: {
    kind: 'counter',
    about: 'providers',
    labels: ofBudget,
    help: 'Calls that were answered with too many requests',
  },
  hostmaster_view_age_seconds: {
    kind: 'gauge',
    about: 'providers',
    labels: ofView,
    help: 'Since when what decisions are made on has not been read anew, in seconds; zone is the id of a zone, where it is a view of one',
  },
  hostmaster_view_refresh_interval_seconds: {
    kind: 'gauge',
    about: 'providers',
    labels: ofView,
    help: 'How often the view is meant to be read, in seconds; grows with the size of the zones',
  },
  hostmaster_cluster_reachable: {
    kind: 'gauge',
    about: 'clusters and leadership',
    labels: ['cluster'],
    help: '1 while everything needed of the cluster is seen, else 0',
  },
  hostmaster_metrics_failures_total: {
    kind: 'counter',
    about: 'metrics',
    labels: ['metric'],
    help: 'Metrics that could not be read when they were asked for; they are missing from that answer',
  },
  ...runtimeCatalogue(),
} as const satisfies Record<string, MetricDefinition>;

/** Names of the metrics of one kind. */
export type MetricNames<Kind extends MetricDefinition['kind']> = {
  [Name in keyof typeof metricCatalogue]: (typeof metricCatalogue)[Name]['kind'] extends Kind
    ? Name
    : never;
}[keyof typeof metricCatalogue];

type RuntimeName = keyof typeof runtimeMetricDefinitions;
type RuntimeKind<Name extends RuntimeName> =
  (typeof runtimeMetricDefinitions)[Name]['kind'];
type PrometheusName<Name extends RuntimeName> =
  RuntimeKind<Name> extends 'counter'
    ? `hostmaster_runtime_${Name}_total`
    : `hostmaster_runtime_${Name}`;
type PrometheusKind<Name extends RuntimeName> =
  RuntimeKind<Name> extends 'observation' ? 'histogram' : RuntimeKind<Name>;

/** The name of one of the runtime's numbers in Prometheus. */
export function runtimeMetricName<Name extends RuntimeName>(
  name: Name,
): PrometheusName<Name> {
  const { kind } = runtimeMetricDefinitions[name];
  return `hostmaster_runtime_${name}${
    kind === 'counter' ? '_total' : ''
  }` as PrometheusName<Name>;
}

function runtimeCatalogue() {
  const entries = (Object.keys(runtimeMetricDefinitions) as RuntimeName[]).map(
    name => {
      const { kind, labels, help } = runtimeMetricDefinitions[name];
      const definition: MetricDefinition = {
        kind: kind === 'observation' ? 'histogram' : kind,
        about: /^(queue|work)_/.test(name)
          ? 'reconcile'
          : 'clusters and leadership',
        labels,
        help,
      };
      return [runtimeMetricName(name), definition];
    },
  );
  return Object.fromEntries(entries) as {
    [Name in RuntimeName as PrometheusName<Name>]: MetricDefinition & {
      kind: PrometheusKind<Name>;
    };
  };
}
