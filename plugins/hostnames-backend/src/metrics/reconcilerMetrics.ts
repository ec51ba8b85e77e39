import { RuntimeMetrics, noMetrics } from '@hostmaster/kubernetes-runtime';
import { Registry } from 'prom-client';
import { EventOutcome } from '../hostnames/EventRecorder';
import { Instruments } from './Instruments';
import { MetricsSource } from './MetricsSource';
import { registerCapacity } from './capacitySamples';
import { registerFleet } from './fleetSamples';
import { knownReason } from './knownReason';
import { registerProviders } from './providerSamples';
import { createRuntimeMetrics } from './runtimeMetrics';

/** What the reconciler counts. Labels never carry a hostname, a namespace or an owner. */
export interface ReconcilerMetrics {
  pass(cluster: string, ended: string, seconds: number): void;
  step(name: string, outcome: string, reason: string, seconds: number): void;
  /** A pass that an error ended; `step` is `pass` for an error of none of the steps. */
  failed(cluster: string, step: string, reason: string): void;
  /** From the request's creation until it was Ready for the first time. */
  ready(cluster: string, seconds: number): void;
  event(cluster: string, outcome: EventOutcome): void;
  runtime: RuntimeMetrics;
}

/** Keeps nothing. */
export const noReconcilerMetrics: ReconcilerMetrics = {
  pass: () => {},
  step: () => {},
  failed: () => {},
  ready: () => {},
  event: () => {},
  runtime: noMetrics,
};

/** Registers the reconciler's metrics. `source` is asked at collection time, so that values are those of that moment. */
export function createReconcilerMetrics(
  registry: Registry,
  source: () => MetricsSource | undefined,
): ReconcilerMetrics {
  const instruments = new Instruments(registry);
  const passes = instruments.histogram('hostmaster_reconcile_duration_seconds');
  const times = instruments.histogram(
    'hostmaster_reconcile_step_duration_seconds',
  );
  const steps = instruments.counter('hostmaster_reconcile_steps_total');
  const errors = instruments.counter('hostmaster_reconcile_errors_total');
  const ready = instruments.histogram('hostmaster_time_to_ready_seconds');
  const events = instruments.counter('hostmaster_events_total');
  registerFleet(instruments, source);
  registerCapacity(instruments, source);
  registerProviders(instruments, source);
  return {
    pass: (cluster, ended, seconds) =>
      passes.observe({ cluster, ended }, seconds),
    step(step, outcome, reason, seconds) {
      times.observe({ step }, seconds);
      steps.inc({ step, outcome, reason: knownReason(reason) });
    },
    failed: (cluster, step, reason) =>
      errors.inc({ cluster, step, reason: knownReason(reason) }),
    ready: (cluster, seconds) => ready.observe({ cluster }, seconds),
    event: (cluster, outcome) => events.inc({ cluster, outcome }),
    runtime: createRuntimeMetrics(instruments),
  };
}
