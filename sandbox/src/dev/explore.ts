import { availableParallelism } from 'node:os';
import { PartResult } from '../explore/PartResult';
import { parts } from '../explore/parts';
import { seededBugs } from '../explore/bugs/seededBugs';
import { wholeParts } from '../explore/wholeParts';
import type { Level, WorkerTask } from '../explore/worker';
import { root } from './paths';
import { runProcess } from './processes';
import { UsageError } from './UsageError';

const USAGE =
  './dev explore [--all | --level test] [--part R1,R2,bugs] [--replay ID] [--seed N] [--json] [--list]';

interface Options {
  level: Level;
  parts: string[];
  replay?: string;
  seed: number;
  json: boolean;
}

interface Report {
  points: number;
  failures: number;
  parts: Record<
    string,
    { trace: number; points: number; failures: number; seconds: number }
  >;
  seededBugs?: { planted: number; found: number };
  seed: number;
}

/** `./dev explore`: progress and failures on stderr, the result on stdout. Answers the exit status: 1 when a point failed. */
export async function explore(args: string[]): Promise<number> {
  if (args.includes('--list')) {
    for (const { id, title } of [...parts, ...wholeParts].sort(byNumber))
      process.stdout.write(`${id.padEnd(4)} ${title}\n`);
    return 0;
  }
  const options = parse(args);
  const report: Report = {
    points: 0,
    failures: 0,
    parts: {},
    seed: options.seed,
  };
  const pool = new Pool(Math.max(1, availableParallelism()));
  await Promise.all(
    options.parts
      .filter(id => id !== 'bugs')
      .map(id => explorePart(id, options, report, pool)),
  );
  if (options.parts.includes('bugs')) await findBugs(report, pool);
  const { planted, found } = report.seededBugs ?? { planted: 0, found: 0 };
  const failed = report.failures + planted - found;
  const passed = report.points - report.failures + found;
  process.stdout.write(
    options.json
      ? `${JSON.stringify(report, undefined, 2)}\n`
      : `${passed} passed, ${failed} failed\n`,
  );
  return failed > 0 || passed === 0 ? 1 : 0;
}

function parse(args: string[]): Options {
  const options: Options = {
    level: 'explore',
    parts: [],
    seed: 1,
    json: false,
  };
  const known = [
    ...[...parts, ...wholeParts].sort(byNumber).map(({ id }) => id),
    'bugs',
  ];
  const valueOf = (index: number): string => {
    const value = args[index + 1];
    if (value === undefined)
      throw new UsageError(`${args[index]} wants a value; ${USAGE}`);
    return value;
  };
  for (let index = 0; index < args.length; index += 1) {
    switch (args[index]) {
      case '--all':
        options.level = 'all';
        break;
      case '--level':
        options.level = levelOf(valueOf(index));
        index += 1;
        break;
      case '--part':
        options.parts.push(...valueOf(index).split(','));
        index += 1;
        break;
      case '--replay':
        options.replay = valueOf(index);
        index += 1;
        break;
      case '--seed':
        options.seed = Number(valueOf(index));
        index += 1;
        break;
      case '--json':
        options.json = true;
        break;
      default:
        throw new UsageError(`unknown option ${args[index]}; ${USAGE}`);
    }
  }
  if (!Number.isInteger(options.seed))
    throw new UsageError(`--seed wants a whole number; ${USAGE}`);
  const unknown = options.parts.filter(id => !known.includes(id));
  if (unknown.length > 0)
    throw new UsageError(
      `there is no part ${unknown.join(', ')}; there are ${known.join(', ')}`,
    );
  if (options.replay) options.parts = [options.replay.split(/[:/]/)[0]];
  if (options.parts.length === 0)
    options.parts = options.level === 'all' ? known : known.slice(0, -1);
  return options;
}

function levelOf(text: string): Level {
  if (text === 'test' || text === 'explore' || text === 'all') return text;
  throw new UsageError(`--level is test, explore or all; ${USAGE}`);
}

async function explorePart(
  id: string,
  options: Options,
  report: Report,
  pool: Pool,
): Promise<void> {
  const shares =
    wholeParts.some(part => part.id === id) || options.replay ? 1 : pool.size;
  const tasks = Array.from({ length: shares }, (_, share) => ({
    part: id,
    level: options.level,
    seed: options.seed,
    share,
    of: shares,
    only: options.replay,
  }));
  const results = await Promise.all(
    tasks.map(task => pool.run(() => runWorker(task))),
  );
  const failures = results.flatMap(({ result }) => result.failures);
  const points = results.reduce((sum, { result }) => sum + result.points, 0);
  const seconds = results.reduce((sum, each) => sum + each.seconds, 0);
  report.parts[id] = {
    trace: Math.max(...results.map(({ result }) => result.trace)),
    points,
    failures: failures.length,
    seconds: Math.round(seconds),
  };
  report.points += points;
  report.failures += failures.length;
  say(
    `${id.padEnd(4)} ${points} points, ${
      failures.length
    } failures, ${Math.round(seconds)} s`,
  );
  for (const failure of failures.slice(0, 10))
    say(`     ./dev explore --replay '${failure.id}'   ${failure.what ?? ''}`);
  if (points === 0) {
    say(`     no point of ${id} was run`);
    report.failures += 1;
  }
}

/** The points that are to find planted bugs are named with it. */
const SEED_OF_BUGS = 1;

/** Plants each known bug, one at a time, and lets the part that should find it look for it. */
async function findBugs(report: Report, pool: Pool): Promise<void> {
  let found = 0;
  let seconds = 0;
  await Promise.all(
    seededBugs.map(bug =>
      pool.run(async () => {
        const {
          result,
          seconds: took,
          broken,
        } = await runWorker(
          {
            part: bug.foundBy.part,
            level: 'all',
            seed: SEED_OF_BUGS,
            share: 0,
            of: 1,
            prefix: bug.foundBy.matching,
            most: bug.foundBy.most,
            stopAtFailure: true,
          },
          { HOSTMASTER_PLANT: bug.id },
        );
        seconds += took;
        const [failure] = result.failures;
        if (failure && !broken) {
          found += 1;
          say(
            `bug  ${bug.id.padEnd(40)} ${took} s  ${failure.id.slice(0, 80)}`,
          );
        } else say(`bug  ${bug.id} was not found: ${broken ?? bug.title}`);
      }),
    ),
  );
  report.seededBugs = { planted: seededBugs.length, found };
  say(`bugs ${found} of ${seededBugs.length} planted bugs found, ${seconds} s`);
}

async function runWorker(
  task: WorkerTask,
  env: NodeJS.ProcessEnv = {},
): Promise<{
  result: PartResult;
  seconds: number;
  /** Why nothing was tried: the runs without faults went wrong already. */
  broken?: string;
}> {
  const started = process.hrtime();
  const { status, output } = await runProcess(
    process.execPath,
    [
      ...(env.HOSTMASTER_PLANT
        ? ['--require', `${root}/sandbox/src/explore/bugs/plant.cjs`]
        : []),
      '--require',
      `${root}/node_modules/@backstage/cli-node/config/nodeTransform.cjs`,
      `${root}/sandbox/src/explore/worker.ts`,
      JSON.stringify(task),
    ],
    { cwd: root, env: { ...process.env, ...env } },
  );
  const line = output
    .split('\n')
    .reverse()
    .find(each => each.startsWith('{"part"'));
  const [seconds] = process.hrtime(started);
  if (line) return { result: JSON.parse(line), seconds };
  const what = `the worker ended with status ${status}: ${output.slice(
    -2_000,
  )}`;
  return {
    result: {
      part: task.part,
      trace: 0,
      points: 1,
      failures: [{ id: `${task.part}:worker-${task.share}`, ok: false, what }],
    },
    seconds,
    broken: what,
  };
}

/** So many things at a time, in the order in which they came. */
class Pool {
  private readonly waiting: Array<() => void> = [];
  private busy = 0;

  constructor(readonly size: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.busy >= this.size)
      await new Promise<void>(resolve => this.waiting.push(resolve));
    this.busy += 1;
    try {
      return await work();
    } finally {
      this.busy -= 1;
      this.waiting.shift()?.();
    }
  }
}

function byNumber(left: { id: string }, right: { id: string }): number {
  return Number(left.id.slice(1)) - Number(right.id.slice(1));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
