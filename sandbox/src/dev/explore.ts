import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parts } from '../explore/parts';
import { seededBugs } from '../explore/bugs/seededBugs';
import { wholeParts } from '../explore/wholeParts';
import type { Level, WorkerTask } from '../explore/worker';
import { compileProgram } from './compileProgram';
import { nodeTransform, root } from './paths';
import { UsageError } from './UsageError';
import { WorkerArguments, WorkerPool } from './WorkerPool';

const WORKER = `${root}/sandbox/src/explore/worker.ts`;

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
  /** `seconds`: of processor time, of all workers. */
  parts: Record<
    string,
    { trace: number; points: number; failures: number; seconds: number }
  >;
  seededBugs?: { planted: number; found: number };
  seed: number;
  /** From beginning to end. */
  wallSeconds: number;
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
    wallSeconds: 0,
  };
  const began = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'explore-'));
  try {
    await run(options, report, await workerProgram(options, folder));
  } finally {
    await rm(folder, { recursive: true });
  }
  report.wallSeconds = Math.round((performance.now() - began) / 1_000);
  say(`${report.wallSeconds} s in all`);
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

/**
 * Compiled as a whole, workers are a fifth quicker than with a loader; that one is there to plant bugs, and to show the lines
 * of the sources where a point is replayed.
 */
async function workerProgram(
  { parts: ids, replay }: Options,
  folder: string,
): Promise<WorkerArguments> {
  const planter = `${root}/sandbox/src/explore/bugs/plant.cjs`;
  const isLoaded = replay !== undefined || ids.every(id => id === 'bugs');
  const program = isLoaded
    ? ['--require', nodeTransform, WORKER]
    : [await compileProgram(WORKER, folder)];
  return env =>
    env.HOSTMASTER_PLANT
      ? ['--require', planter, '--require', nodeTransform, WORKER]
      : program;
}

async function run(
  options: Options,
  report: Report,
  program: WorkerArguments,
): Promise<void> {
  const pool = new WorkerPool(Math.max(1, availableParallelism()), program);
  // What cannot be shared goes first, so that all have something to do until the end.
  const ids = options.parts.filter(id => id !== 'bugs');
  const inOrder = [...ids.filter(isWhole), ...ids.filter(id => !isWhole(id))];
  await Promise.all(inOrder.map(id => explorePart(id, options, report, pool)));
  if (options.parts.includes('bugs')) await findBugs(report, pool);
  await pool.close();
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
  pool: WorkerPool,
): Promise<void> {
  const shares = isWhole(id) || options.replay ? 1 : 2 * pool.size;
  const tasks = Array.from({ length: shares }, (_, share) => ({
    part: id,
    level: options.level,
    seed: options.seed,
    share,
    of: shares,
    only: options.replay,
  }));
  let ended = 0;
  const results = await Promise.all(
    tasks.map(async task => {
      const result = await pool.run(task);
      ended += 1;
      if (options.level === 'all' && ended < shares)
        say(`${id.padEnd(4)} ${ended} of ${shares} shares`);
      return result;
    }),
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
async function findBugs(report: Report, pool: WorkerPool): Promise<void> {
  let found = 0;
  let seconds = 0;
  await Promise.all(
    seededBugs.map(async bug => {
      const task: WorkerTask = {
        part: bug.foundBy.part,
        level: 'all',
        seed: SEED_OF_BUGS,
        share: 0,
        of: 1,
        prefix: bug.foundBy.matching,
        most: bug.foundBy.most,
        stopAtFailure: true,
      };
      const {
        result,
        seconds: took,
        broken,
      } = await pool.run(task, { HOSTMASTER_PLANT: bug.id });
      seconds += took;
      const [failure] = result.failures;
      if (failure && !broken) {
        found += 1;
        say(`bug  ${bug.id.padEnd(40)} ${failure.id.slice(0, 80)}`);
      } else say(`bug  ${bug.id} was not found: ${broken ?? bug.title}`);
    }),
  );
  report.seededBugs = { planted: seededBugs.length, found };
  say(
    `bugs ${found} of ${seededBugs.length} planted bugs found, ${Math.round(
      seconds,
    )} s`,
  );
}

function isWhole(id: string): boolean {
  return wholeParts.some(part => part.id === id);
}

function byNumber(left: { id: string }, right: { id: string }): number {
  return Number(left.id.slice(1)) - Number(right.id.slice(1));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
