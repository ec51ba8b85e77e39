import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { BenchResult } from '../BenchResult';

/** How often the event loop is looked at, in milliseconds; that much of each reading is no delay. */
const RESOLUTION = 5;

/** Measures what happens in this process between `start` and `end`. */
export class Measurement {
  private started = process.hrtime.bigint();
  private cpu = process.cpuUsage();
  private readonly loop = monitorEventLoopDelay({ resolution: RESOLUTION });

  /** Microseconds of processor time between two turns of the loop: what others on this machine do is not in it. */
  private readonly turns = createHistogram();
  private cancelSample = () => {};

  private constructor() {}

  static async start(): Promise<Measurement> {
    const measurement = new Measurement();
    // A delay is the time between two readings: the first one must be there.
    measurement.loop.enable();
    await systemClock.sleep(4 * RESOLUTION);
    measurement.loop.reset();
    measurement.sampleTurns();
    measurement.cpu = process.cpuUsage();
    measurement.started = process.hrtime.bigint();
    return measurement;
  }

  /**
   * Durations in seconds; `p50`, `p99` and `max`: delay of the event loop in milliseconds, `p99Cpu` and `maxCpu`: how long it was
   * busy at a time, by processor time; memory: the most so far.
   */
  async end(name: string, n: number): Promise<BenchResult> {
    const seconds = Number(process.hrtime.bigint() - this.started) / 1e9;
    const cpu = process.cpuUsage(this.cpu);
    // What has held the loop until now is only seen by the reading after it.
    await systemClock.sleep(2 * RESOLUTION);
    this.loop.disable();
    this.cancelSample();
    const delay = (nanoseconds: number) =>
      round(Math.max(0, nanoseconds / 1e6 - RESOLUTION));
    return {
      name,
      n,
      seconds: round(seconds, 3),
      of: 'event loop delay',
      p50: delay(this.loop.percentile(50)),
      p99: delay(this.loop.percentile(99)),
      max: delay(this.loop.max),
      p99Cpu: round(this.turns.percentile(99) / 1e3),
      maxCpu: round(this.turns.max / 1e3),
      cpuSeconds: round((cpu.user + cpu.system) / 1e6, 3),
      rssMb: round(process.resourceUsage().maxRSS / 1024),
    };
  }

  private sampleTurns(): void {
    let before = used();
    const sample = () => {
      const now = used();
      this.turns.record(Math.max(1, now - before));
      before = now;
      this.cancelSample = systemClock.schedule(RESOLUTION, sample);
    };
    this.cancelSample = systemClock.schedule(RESOLUTION, sample);
  }
}

/** Microseconds of processor time of this thread. */
function used(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** Calls one after the other; `p50` and `p99` of a call in milliseconds. */
export async function measureCalls(
  name: string,
  n: number,
  call: () => Promise<unknown>,
): Promise<BenchResult> {
  const latency = createHistogram();
  const started = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  for (let count = 0; count < n; count++) {
    const sent = process.hrtime.bigint();
    await call();
    latency.record(process.hrtime.bigint() - sent);
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const spent = process.cpuUsage(cpu);
  return {
    name,
    n,
    seconds: round(seconds, 3),
    of: 'one call',
    p50: round(latency.percentile(50) / 1e6, 3),
    p99: round(latency.percentile(99) / 1e6, 3),
    perSecond: Math.round(n / seconds),
    cpuSeconds: round((spent.user + spent.system) / 1e6, 3),
  };
}

export function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
