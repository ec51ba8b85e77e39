import { RuntimeMetrics } from '@hostmaster/kubernetes-runtime';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { ProviderStatus } from '../hostnames/Providers';

/** What the reconciler counts. Labels never carry a hostname, a namespace or an owner. */
export interface ReconcilerMetrics {
  pass(cluster: string, ended: string, seconds: number): void;
  step(name: string, outcome: string, reason: string): void;
  /** From the request's creation until it was Ready for the first time. */
  ready(cluster: string, seconds: number): void;
  runtime: RuntimeMetrics;
}

/** Read whenever metrics are collected. */
export interface MetricsSource {
  providers(): ProviderStatus[];
  capacity(): Array<{
    cluster: string;
    profile: string;
    visibility: string;
    name: string;
    certificates: { used: number; max: number };
    rules: { used: number; max: number };
  }>;
  requests(): Array<{ cluster: string; ready: string; count: number }>;
}

/** Keeps nothing. */
export const noReconcilerMetrics: ReconcilerMetrics = {
  pass: () => {},
  step: () => {},
  ready: () => {},
  runtime: { count: () => {}, measure: () => {} },
};

const PREFIX = 'hostmaster_';

/** Registers the reconciler's metrics. `source` is asked at collection time, so that values are those of that moment. */
export function createReconcilerMetrics(
  registry: Registry,
  source: () => MetricsSource | undefined,
): ReconcilerMetrics {
  const registers = [registry];
  const passes = new Histogram({
    name: `${PREFIX}reconcile_seconds`,
    help: 'Duration of one look at one request, by what it ended with',
    labelNames: ['cluster', 'ended'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  });
  const steps = new Counter({
    name: `${PREFIX}reconcile_steps_total`,
    help: 'Steps by outcome (satisfied, acted, waiting, blocked, failed) and reason',
    labelNames: ['step', 'outcome', 'reason'],
    registers,
  });
  const ready = new Histogram({
    name: `${PREFIX}time_to_ready_seconds`,
    help: 'From the creation of a request until its hostname was live for the first time',
    labelNames: ['cluster'],
    buckets: [60, 120, 180, 300, 600, 1800, 3600, 14400, 86400],
    registers,
  });
  registerViews(registry, source);
  registerCapacity(registry, source);
  return {
    pass: (cluster, ended, seconds) =>
      passes.observe({ cluster, ended }, seconds),
    step: (step, outcome, reason) => steps.inc({ step, outcome, reason }),
    ready: (cluster, seconds) => ready.observe({ cluster }, seconds),
    runtime: runtimeMetrics(registry),
  };
}

function registerViews(
  registry: Registry,
  source: () => MetricsSource | undefined,
): void {
  registry.registerMetric(
    new Gauge({
      name: `${PREFIX}oldest_view_age_seconds`,
      help: 'Age of the oldest view of a provider',
      labelNames: ['provider', 'kind'],
      registers: [],
      collect() {
        this.reset();
        for (const { id, kind, health } of source()?.providers() ?? []) {
          const ages = health.views.map(({ ageMs }) => ageMs);
          this.set({ provider: id, kind }, Math.max(0, ...ages) / 1000);
        }
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: `${PREFIX}provider_failing`,
      help: '1 while calls to a provider fail',
      labelNames: ['provider', 'kind', 'code'],
      registers: [],
      collect() {
        this.reset();
        for (const { id, kind, health } of source()?.providers() ?? []) {
          const code = health.failing?.code ?? '';
          this.set({ provider: id, kind, code }, health.failing ? 1 : 0);
        }
      },
    }),
  );
}

function registerCapacity(
  registry: Registry,
  source: () => MetricsSource | undefined,
): void {
  const usage = (what: 'certificates' | 'rules', side: 'used' | 'max') =>
    new Gauge({
      name: `${PREFIX}gateway_${what}_${side}`,
      help: `${what} of pool gateways: ${side}`,
      labelNames: ['cluster', 'profile', 'visibility', 'gateway'],
      registers: [registry],
      collect() {
        this.reset();
        for (const gateway of source()?.capacity() ?? []) {
          const { cluster, profile, visibility, name } = gateway;
          this.set(
            { cluster, profile, visibility, gateway: name },
            gateway[what][side],
          );
        }
      },
    });
  usage('certificates', 'used');
  usage('certificates', 'max');
  usage('rules', 'used');
  usage('rules', 'max');
  registry.registerMetric(
    new Gauge({
      name: `${PREFIX}requests`,
      help: 'Requests by the status of Ready',
      labelNames: ['cluster', 'ready'],
      registers: [],
      collect() {
        this.reset();
        for (const { cluster, ready, count } of source()?.requests() ?? []) {
          this.set({ cluster, ready }, count);
        }
      },
    }),
  );
}

/** The runtime's counters and gauges under the same prefix; names ending in `_seconds` are single observations. */
function runtimeMetrics(registry: Registry): RuntimeMetrics {
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  return {
    count(name, labels) {
      const counter = made(counters, name, () => {
        return new Counter({
          name: `${PREFIX}runtime_${name}_total`,
          help: `Runtime: ${name.replace(/_/g, ' ')}`,
          labelNames: Object.keys(labels),
          registers: [registry],
        });
      });
      counter.inc(labels);
    },
    measure(name, labels, value) {
      const isObservation =
        name.endsWith('_seconds') && name !== 'store_silence_seconds';
      const options = {
        name: `${PREFIX}runtime_${name}`,
        help: `Runtime: ${name.replace(/_/g, ' ')}`,
        labelNames: Object.keys(labels),
        registers: [registry],
      };
      if (isObservation) {
        made(histograms, name, () => new Histogram(options)).observe(
          labels,
          value,
        );
      } else {
        made(gauges, name, () => new Gauge(options)).set(labels, value);
      }
    },
  };
}

function made<T>(known: Map<string, T>, name: string, make: () => T): T {
  const existing = known.get(name);
  if (existing) return existing;
  const fresh = make();
  known.set(name, fresh);
  return fresh;
}
