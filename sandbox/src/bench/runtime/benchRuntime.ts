import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atLeast, atMost, BenchGoal, BenchResult } from '../BenchResult';
import { compileProgram } from '../../dev/compileProgram';
import { repositoryPath } from '../../real/repositoryPath';
import { round } from './Measurement';
import { Program } from './Program';
import { PER_GATEWAY } from './settledChain';

/** Of the real reconciler, for a container with 512 MB: V8 lets garbage pile up before it collects any otherwise. */
const HEAP = ['--max-semi-space-size=8', '--max-old-space-size=360'];

const PROGRAMS = repositoryPath('sandbox/src/bench/runtime');

/**
 * Measures the controller runtime against the sandbox's cluster over HTTPS in another process, and client-node's informer and
 * client beside it on the same server; then the real reconciler with the whole chain against such a cluster.
 */
export async function benchRuntime(options: {
  /** Requests. Default 10,000. */
  n?: number;
  /** Requests for the real chain, rounded up to full gateways. Default 10,000. */
  chainRequests?: number;
  /** Told what is going on. */
  say?: (line: string) => void;
}): Promise<{ results: BenchResult[]; goals: BenchGoal[] }> {
  const { n = 10_000, chainRequests = 10_000, say = () => {} } = options;
  const folder = await mkdtemp(join(tmpdir(), 'bench-runtime-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const programs: Program[] = [];
  const start = async (file: string, ...args: Array<string | number>) => {
    const program = new Program(
      await compileProgram(join(PROGRAMS, file), folder),
      args.map(String),
      file === 'chainProcess.ts' ? HEAP : [],
    );
    programs.push(program);
    return program;
  };
  try {
    say(`filling a cluster with ${n} settled requests`);
    let server = await start('serverProcess.ts', 'fleet', n, kubeconfig);
    await server.next();

    const measure = (program: Program, count: number) =>
      measureProgram({ server, program, count, say });
    const [cold, noOps, calls] = await measure(
      await start('runtimeProcess.ts', kubeconfig, n, 'fleet'),
      3,
    );
    const [informer] = await measure(
      await start('runtimeProcess.ts', kubeconfig, n, 'informer'),
      1,
    );
    const [theirInformer, theirCalls] = await measure(
      await start('clientNodeProcess.ts', kubeconfig, n),
      2,
    );
    await server.stop();
    const gateways = Math.ceil(chainRequests / PER_GATEWAY);
    say(`filling a cluster for the chain, ${gateways} full gateways`);
    server = await start('serverProcess.ts', 'chain', gateways, kubeconfig);
    await server.next();
    const [chainCold, chainNoOps] = await measure(
      await start('chainProcess.ts', kubeconfig, gateways),
      2,
    );
    await server.stop();

    const results = [
      cold,
      noOps,
      withHandshakeRate(calls),
      informer,
      theirInformer,
      withHandshakeRate(theirCalls),
      ratios({ informer, theirInformer, calls, theirCalls }),
      chainCold,
      chainNoOps,
    ];
    return {
      results,
      goals: goalsOf({ n, cold, noOps, calls, chainCold, chainNoOps }),
    };
  } finally {
    await Promise.all(programs.map(program => program.stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

/** The results of a program, each with the connections that the server has accepted meanwhile. */
async function measureProgram(of: {
  server: Program;
  program: Program;
  count: number;
  say: (line: string) => void;
}): Promise<BenchResult[]> {
  const { server, program, count, say } = of;
  const connections = async () =>
    (await server.ask<{ connections: number }>('connections')).connections;
  const results: BenchResult[] = [];
  for (let index = 0; index < count; index++) {
    const before = await connections();
    if (index > 0) program.tell('go on');
    const result = await program.next<BenchResult>();
    results.push({ ...result, handshakes: (await connections()) - before });
    say(`${result.name}: ${JSON.stringify(result)}`);
  }
  await program.stop();
  return results;
}

function withHandshakeRate(calls: BenchResult): BenchResult {
  return { ...calls, handshakesPer1000Calls: handshakeRate(calls) };
}

function handshakeRate({ handshakes, n }: BenchResult): number {
  return round((Number(handshakes) / n) * 1_000);
}

/** How many times as much client-node takes. */
function ratios(of: {
  informer: BenchResult;
  theirInformer: BenchResult;
  calls: BenchResult;
  theirCalls: BenchResult;
}): BenchResult {
  const { informer, theirInformer, calls, theirCalls } = of;
  const times = (theirs: unknown, ours: unknown) =>
    round(Number(theirs) / Math.max(Number(ours), 0.001), 2);
  return {
    name: 'client-node / this runtime',
    n: informer.n,
    informerSeconds: times(theirInformer.seconds, informer.seconds),
    informerCpu: times(theirInformer.cpuSeconds, informer.cpuSeconds),
    informerMemory: times(theirInformer.rssMb, informer.rssMb),
    informerLongestPause: times(theirInformer.max, informer.max),
    callSeconds: times(theirCalls.seconds, calls.seconds),
    callP99: times(theirCalls.p99, calls.p99),
    handshakesTheirs: Number(theirCalls.handshakes),
    handshakesOurs: Number(calls.handshakes),
  };
}

function goalsOf(of: {
  n: number;
  cold: BenchResult;
  noOps: BenchResult;
  calls: BenchResult;
  chainCold: BenchResult;
  chainNoOps: BenchResult;
}): BenchGoal[] {
  const { n, cold, noOps, calls, chainCold, chainNoOps } = of;
  return [
    atMost(
      `cold start of ${n} requests to all reconciled without writes`,
      10,
      cold.seconds ?? Infinity,
      's',
    ),
    atLeast('no-op reconciles', 10_000, Number(noOps.perSecond), 'per s'),
    atMost('memory', 512, most('rssMb', cold, noOps), 'MB'),
    atMost('event loop delay, p99', 50, most('p99', cold, noOps), 'ms'),
    // Two in 300 calls.
    atMost('TLS handshakes per 1,000 calls', 6, handshakeRate(calls), ''),
    atMost(
      `cold start of the real chain with ${chainCold.n} requests`,
      10,
      chainCold.seconds ?? Infinity,
      's',
    ),
    atMost(
      'memory of the real chain',
      512,
      most('rssMb', chainCold, chainNoOps),
      'MB',
    ),
    atMost(
      'event loop delay of the real chain, p99',
      50,
      most('p99', chainCold, chainNoOps),
      'ms',
    ),
  ];
}

function most(figure: 'p99' | 'rssMb', ...results: BenchResult[]): number {
  return Math.max(...results.map(result => result[figure] ?? Infinity));
}
