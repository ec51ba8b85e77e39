/** Changes that wait for the next write of their key. */
export interface Coalesced<C> {
  /** Resolves when a write with the change in it has succeeded; rejects with that write's error. */
  add(key: string, change: C): Promise<void>;
}

/**
 * One write at a time per key; what comes while one is under way, or while `gather` runs, goes together with the next. The
 * order of changes is kept.
 */
export function coalesce<C>(
  write: (key: string, changes: C[]) => Promise<void>,
  gather: () => Promise<void> = async () => {},
): Coalesced<C> {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, { changes: C[]; done: Promise<void> }>();

  async function next(key: string): Promise<void> {
    await Promise.all([running.get(key)?.catch(() => {}), gather()]);
    const { changes } = waiting.get(key)!;
    waiting.delete(key);
    const writing = write(key, changes);
    running.set(key, writing);
    try {
      await writing;
    } finally {
      if (running.get(key) === writing) running.delete(key);
    }
  }

  return {
    add(key, change) {
      const batch = waiting.get(key);
      if (batch) {
        batch.changes.push(change);
        return batch.done;
      }
      const fresh = { changes: [change], done: Promise.resolve() };
      waiting.set(key, fresh);
      fresh.done = Promise.resolve().then(() => next(key));
      return fresh.done;
    },
  };
}
