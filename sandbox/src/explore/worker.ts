import { PartResult } from './PartResult';
import { parts } from './parts';
import { KnownTraces, Traces } from './parts/Part';
import { sample } from './sample';
import { isEnough, isSelected, Selection } from './Selection';
import { wholeParts } from './wholeParts';

/** What a worker is told. */
export interface WorkerTask extends Selection {
  part: string;
  level: Level;
  seed: number;
  /** This worker runs every `of`-th point from `share` on. */
  share: number;
  of: number;
}

export type Level = 'test' | 'explore' | 'all';

/** What it answers, in a message `{ reply }`. */
export type WorkerReply =
  | {
      kind: 'done';
      result: PartResult;
      /** Of processor time. */
      seconds: number;
      /** Resident memory of the worker. */
      megabytes: number;
    }
  /** Nothing could be tried. */
  | { kind: 'broken'; what: string };

/** The runs without faults: made once for all tasks of a worker. */
const known: KnownTraces = new Map();

/** One part, or a share of it. */
async function runTask(task: WorkerTask): Promise<PartResult> {
  const whole = wholeParts.find(({ id }) => id === task.part);
  if (whole) return whole.run(task);
  const part = parts.find(({ id }) => id === task.part);
  if (!part) throw new Error(`there is no part ${task.part}`);
  const traces = new Traces(task.only ?? task.prefix, known);
  const all = await part.points(traces);
  const selected = all.filter(({ id }) => isSelected(id, task));
  const budget = task.level === 'all' ? all.length : part.budget[task.level];
  const chosen = task.only
    ? selected
    : sample(selected, budget, task.seed).filter(
        (_point, index) => index % task.of === task.share,
      );
  const result: PartResult = {
    part: part.id,
    trace: await traces.length(),
    points: 0,
    failures: [],
  };
  for (const { id, run } of chosen) {
    const outcome = await run();
    if (outcome.kind === 'notReached') continue;
    result.points += 1;
    if (outcome.kind === 'failed')
      result.failures.push({ id, ok: false, what: outcome.what });
    if (isEnough(result, task)) break;
  }
  return result;
}

async function answer(task: WorkerTask): Promise<WorkerReply> {
  const before = process.cpuUsage();
  try {
    const result = await runTask(task);
    const { user, system } = process.cpuUsage(before);
    return {
      kind: 'done',
      result,
      seconds: (user + system) / 1e6,
      megabytes: process.memoryUsage().rss / 1e6,
    };
  } catch (error) {
    return { kind: 'broken', what: String((error as Error)?.stack ?? error) };
  }
}

if (require.main === module) {
  process.on('message', (task: WorkerTask) => {
    void answer(task).then(reply => process.send?.({ reply }));
  });
  process.on('disconnect', () => process.exit(0));
}
