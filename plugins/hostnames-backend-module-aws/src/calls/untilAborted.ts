/** A promise that is given up when the signal aborts, even when whoever made it does not listen. */
export function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work
      .finally(() => signal.removeEventListener('abort', onAbort))
      .then(resolve, reject);
  });
}
