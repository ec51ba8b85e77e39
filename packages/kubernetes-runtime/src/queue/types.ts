/** Higher first; within one priority fair between namespaces, then first come first served. @public */
export type Priority = 'high' | 'normal' | 'low';

/** What a worker answers: nothing more to do, or look again after so many milliseconds. Throwing means back-off. @public */
export type WorkResult = void | { againAfter: number };

/**
 * Keys waiting for work. A key is merged with itself while it waits, never worked on twice at the same time, and worked on
 * once more if it was added while under way. Failing keys back off from 5 ms to 1,000 s.
 *
 * @public
 */
export interface WorkQueue {
  add(key: string, options?: { priority?: Priority; after?: number }): void;
  /** Starts `concurrency` workers; resolves when `signal` aborts and the last worker has ended. */
  run(
    worker: (key: string, signal: AbortSignal) => Promise<WorkResult>,
    options: { concurrency: number; signal: AbortSignal },
  ): Promise<void>;
  /** Keys ready to be worked on, waiting for their time, and under way. */
  size(): { ready: number; waiting: number; working: number };
  /** How often the key has failed in a row. */
  failures(key: string): number;
}
