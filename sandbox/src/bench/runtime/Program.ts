import { ChildProcess, fork } from 'node:child_process';
import { systemClock } from '@hostmaster/kubernetes-runtime';

const LONGEST_SILENCE = 10 * 60_000;

/** A compiled program in a process of its own, which talks in JSON messages. */
export class Program {
  private readonly child: ChildProcess;
  private readonly waiting: Array<{
    resolve: (message: any) => void;
    reject: (error: Error) => void;
  }> = [];
  private readonly messages: unknown[] = [];
  private ended: Error | undefined;

  constructor(
    private readonly path: string,
    args: string[],
    /** Options of Node.js. */
    nodeOptions: string[] = [],
  ) {
    this.child = fork(path, args, {
      execArgv: nodeOptions,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child.on('message', message => {
      const next = this.waiting.shift();
      if (next) next.resolve(message);
      else this.messages.push(message);
    });
    this.child.once('exit', code => {
      this.ended = new Error(`${path} ended with status ${code}`);
      this.waiting
        .splice(0)
        .forEach(({ reject }) => reject(this.ended as Error));
    });
  }

  /** The next message. @throws Error when the program ends without one, or says nothing for ten minutes */
  async next<T>(): Promise<T> {
    const limit = new AbortController();
    const silence = systemClock
      .sleep(LONGEST_SILENCE, limit.signal)
      .then(() => {
        throw new Error(`${this.path} has said nothing for ten minutes`);
      });
    silence.catch(() => {});
    try {
      return await Promise.race([this.message<T>(), silence]);
    } finally {
      limit.abort();
    }
  }

  private message<T>(): Promise<T> {
    if (this.messages.length)
      return Promise.resolve(this.messages.shift() as T);
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) =>
      this.waiting.push({ resolve, reject }),
    );
  }

  tell(message: string): void {
    this.child.send(message);
  }

  ask<T>(question: string): Promise<T> {
    this.child.send(question);
    return this.next<T>();
  }

  async stop(): Promise<void> {
    if (this.ended) return;
    const exit = new Promise(resolve => this.child.once('exit', resolve));
    this.child.kill();
    await exit;
  }
}
