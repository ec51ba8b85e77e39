import {
  RuntimeCounter,
  RuntimeGauge,
  RuntimeMetrics,
  runtimeMetricDefinitions,
} from '@hostmaster/kubernetes-runtime';
import { Counter, Gauge, Histogram } from 'prom-client';
import { Instruments } from './Instruments';
import { MetricNames, runtimeMetricName } from './metricCatalogue';

/** Registers all numbers of the runtime, and is where the runtime tells them. */
export function createRuntimeMetrics(instruments: Instruments): RuntimeMetrics {
  const counters = new Map<string, Counter>();
  const measures = new Map<string, Gauge | Histogram>();
  for (const [name, { kind }] of Object.entries(runtimeMetricDefinitions)) {
    const full = runtimeMetricName(name as RuntimeCounter | RuntimeGauge);
    if (kind === 'counter')
      counters.set(name, instruments.counter(full as MetricNames<'counter'>));
    else if (kind === 'gauge')
      measures.set(name, instruments.gauge(full as MetricNames<'gauge'>));
    else
      measures.set(
        name,
        instruments.histogram(full as MetricNames<'histogram'>),
      );
  }
  return {
    count: (name, labels) => counters.get(name)?.inc(labels),
    measure(name, labels, value) {
      const metric = measures.get(name);
      if (metric instanceof Histogram) metric.observe(labels, value);
      else metric?.set(labels, value);
    },
  };
}
