import { PartResult } from './PartResult';
import { parts } from './parts';
import { Traces } from './parts/Part';
import { sample } from './sample';
import { isEnough, isSelected, Selection } from './Selection';
import { wholeParts } from './wholeParts';

/** What a worker is told on its command line, as JSON. */
export interface WorkerTask extends Selection {
  part: string;
  level: Level;
  seed: number;
  /** This worker runs every `of`-th point from `share` on. */
  share: number;
  of: number;
}

export type Level = 'test' | 'explore' | 'all';

/** One part, or a share of it; the result goes to stdout as one line of JSON. */
export async function runTask(task: WorkerTask): Promise<PartResult> {
  const whole = wholeParts.find(({ id }) => id === task.part);
  if (whole) return whole.run(task);
  const part = parts.find(({ id }) => id === task.part);
  if (!part) throw new Error(`there is no part ${task.part}`);
  const traces = new Traces(task.only ?? task.prefix);
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
    if (outcome.kind === 'failed') {
      result.failures.push({ id, ok: false, what: outcome.what });
      process.stderr.write(`FAIL ${id}\n     ${outcome.what}\n`);
    }
    if (isEnough(result, task)) break;
  }
  return result;
}

if (require.main === module) {
  const task = JSON.parse(process.argv[2]) as WorkerTask;
  runTask(task).then(
    result => {
      process.stdout.write(`${JSON.stringify(result)}\n`, () =>
        process.exit(0),
      );
    },
    error => {
      process.stderr.write(`${error?.stack ?? error}\n`);
      process.exit(1);
    },
  );
}
