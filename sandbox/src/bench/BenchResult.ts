import { arch, cpus, loadavg, totalmem } from 'node:os';

/** One measurement. Durations in seconds, `p50`, `p99` and `max` in milliseconds, what they are of in `of`. */
export interface BenchResult {
  name: string;
  /** How many objects, calls or runs. */
  n: number;
  seconds?: number;
  p50?: number;
  p99?: number;
  max?: number;
  cpuSeconds?: number;
  /** Most that the process had in memory. */
  rssMb?: number;
  [figure: string]: number | string | undefined;
}

/** What was to be reached. */
export interface BenchGoal {
  name: string;
  /** For people: `<= 10 s`. */
  wanted: string;
  got: number;
  met: boolean;
}

/** What `./dev bench` prints with `--json`. */
export interface BenchReport {
  machine: {
    cpu: string;
    cores: number;
    memoryGb: number;
    architecture: string;
    node: string;
    /** How many processes wanted a processor in the last minute: above the number of cores, durations say little. */
    load: number;
  };
  results: BenchResult[];
  goals: BenchGoal[];
}

/** This machine, as far as it matters for figures. */
export function describeMachine(): BenchReport['machine'] {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    architecture: arch(),
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

/** A goal of the kind "not more than". */
export function atMost(
  name: string,
  limit: number,
  got: number,
  unit: string,
): BenchGoal {
  return { name, wanted: `<= ${limit} ${unit}`.trim(), got, met: got <= limit };
}

/** A goal of the kind "at least". */
export function atLeast(
  name: string,
  limit: number,
  got: number,
  unit: string,
): BenchGoal {
  return { name, wanted: `>= ${limit} ${unit}`.trim(), got, met: got >= limit };
}
