import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  MetricDefinition,
  MetricNames,
  metricCatalogue,
} from './metricCatalogue';

/** One value of a metric. */
export interface Sample {
  labels: Record<string, string>;
  value: number;
}

/** Registers metrics as the catalogue describes them. */
export class Instruments {
  constructor(private readonly registry: Registry) {}

  counter(name: MetricNames<'counter'>): Counter {
    return new Counter(this.options(name));
  }

  gauge(name: MetricNames<'gauge'>): Gauge {
    return new Gauge(this.options(name));
  }

  histogram(name: MetricNames<'histogram'>): Histogram {
    const { buckets }: MetricDefinition = metricCatalogue[name];
    return new Histogram({
      ...this.options(name),
      ...(buckets ? { buckets: [...buckets] } : {}),
    });
  }

  /**
   * A metric that is read when it is asked for. `read` may throw: the metric is missing from that answer then, and no other; a
   * counter of such failures tells.
   */
  collected(
    name: MetricNames<'counter' | 'gauge'>,
    read: () => Iterable<Sample> | Promise<Iterable<Sample>>,
  ): void {
    const failures = this.failures();
    const fill = async (metric: Counter | Gauge) => {
      metric.reset();
      try {
        for (const { labels, value } of await read()) metric.inc(labels, value);
      } catch {
        metric.reset();
        failures.inc({ metric: name });
      }
    };
    const options = {
      ...this.options(name),
      collect(this: Counter | Gauge) {
        return fill(this);
      },
    };
    if (metricCatalogue[name].kind === 'counter')
      this.registry.registerMetric(new Counter({ ...options, registers: [] }));
    else this.registry.registerMetric(new Gauge({ ...options, registers: [] }));
  }

  private failures(): Counter {
    const name = 'hostmaster_metrics_failures_total';
    const known = this.registry.getSingleMetric(name);
    return known instanceof Counter ? known : this.counter(name);
  }

  private options(name: keyof typeof metricCatalogue) {
    const { labels, help } = metricCatalogue[name];
    return { name, help, labelNames: [...labels], registers: [this.registry] };
  }
}
