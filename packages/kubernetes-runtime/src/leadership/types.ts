/**
 * Stands before every outside write. A lease does not fence, so the deadline is checked just before sending, and
 * everything under way is aborted when leadership is lost.
 *
 * @public
 */
export interface WriteGate {
  /** Whether a write started now would be let through. */
  isOpen(): boolean;
  /**
   * Runs a write: throws `KubernetesError` with code `GateClosed` without calling `write` when closed; hands it a signal that
   * aborts when the gate closes; counts it as in flight until it has settled.
   */
  pass<T>(write: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Resolves when no write is in flight. */
  drained(): Promise<void>;
}
