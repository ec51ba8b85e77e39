import { ChildProcess } from 'node:child_process';
import { PartResult } from '../explore/PartResult';
import type { WorkerReply, WorkerTask } from '../explore/worker';
import { root } from './paths';
import { startProcess, stopProcess } from './processes';

/** A worker that has grown to more than this, in megabytes, is followed by a new one. */
const LARGE = 1_500;

export interface TaskResult {
  result: PartResult;
  /** Of processor time. */
  seconds: number;
  /** Why nothing was tried: the runs without faults went wrong already, or the worker did. */
  broken?: string;
}

/** Arguments of Node.js for a worker with these variables of the environment. */
export type WorkerArguments = (env: NodeJS.ProcessEnv) => string[];

/** Worker processes, so many at a time; each runs one task after another, in the order in which they came. */
export class WorkerPool {
  private readonly waiting: Array<() => void> = [];
  private readonly idle: Worker[] = [];
  private busy = 0;

  constructor(
    readonly size: number,
    private readonly program: WorkerArguments,
  ) {}

  /** `env`: the task gets a worker of its own with these variables. */
  async run(task: WorkerTask, env?: NodeJS.ProcessEnv): Promise<TaskResult> {
    if (this.busy >= this.size)
      await new Promise<void>(resolve => this.waiting.push(resolve));
    this.busy += 1;
    const worker =
      (env ? undefined : this.idleWorker()) ?? new Worker(this.program, env);
    try {
      return await worker.run(task);
    } finally {
      if (env || worker.isSpent) await worker.stop();
      else this.idle.push(worker);
      this.busy -= 1;
      this.waiting.shift()?.();
    }
  }

  /** One that has not ended by itself meanwhile. */
  private idleWorker(): Worker | undefined {
    let worker = this.idle.pop();
    while (worker?.isSpent) worker = this.idle.pop();
    return worker;
  }

  async close(): Promise<void> {
    await Promise.all(this.idle.splice(0).map(worker => worker.stop()));
  }
}

class Worker {
  isSpent = false;
  private readonly child: ChildProcess;
  private output = '';
  private answered?: (reply: WorkerReply) => void;

  constructor(program: WorkerArguments, env: NodeJS.ProcessEnv = {}) {
    this.child = startProcess(process.execPath, program(env), {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const keep = (chunk: unknown) => {
      this.output = `${this.output}${chunk}`.slice(-4_000);
    };
    this.child.stdout?.on('data', keep);
    this.child.stderr?.on('data', keep);
    // Module loaders report files on the same channel.
    this.child.on('message', (message: object) => {
      if ('reply' in message) this.answered?.(message.reply as WorkerReply);
    });
    this.child.once('close', status => {
      this.isSpent = true;
      this.answered?.({
        kind: 'broken',
        what: `the worker ended with status ${status}: ${this.output}`,
      });
    });
  }

  async run(task: WorkerTask): Promise<TaskResult> {
    const reply = await new Promise<WorkerReply>(resolve => {
      this.answered = resolve;
      this.child.send(task);
    });
    if (reply.kind === 'done') {
      this.isSpent = reply.megabytes > LARGE;
      return { result: reply.result, seconds: reply.seconds };
    }
    this.isSpent = true;
    const id = `${task.part}:worker-${task.share}`;
    const failures = [{ id, ok: false, what: reply.what.slice(-2_000) }];
    return {
      result: { part: task.part, trace: 0, points: 1, failures },
      seconds: 0,
      broken: reply.what,
    };
  }

  stop(): Promise<void> {
    return stopProcess(this.child);
  }
}
