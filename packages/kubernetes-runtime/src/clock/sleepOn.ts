import { Clock } from './Clock';

/**
 * `Clock.sleep` made of `Clock.schedule`, for those who write a clock.
 *
 * @public
 */
export function sleepOn(
  clock: Pick<Clock, 'schedule'>,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    let cancel = () => {};
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    cancel = clock.schedule(milliseconds, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
