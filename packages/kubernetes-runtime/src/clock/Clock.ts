/**
 * The only source of time in the product and in the sandbox.
 *
 * `now` is wall-clock time and may step; `monotonic` never goes back and is what every deadline is measured with.
 *
 * @public
 */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonic(): number;
  /** Calls `run` once after `milliseconds`; the returned function cancels it. */
  schedule(milliseconds: number, run: () => void): () => void;
  /** Resolves after `milliseconds`; rejects with the signal's reason when it aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** A random number in [0, 1), injected wherever jitter is wanted. @public */
export type Random = () => number;
