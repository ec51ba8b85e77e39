import { KubernetesErrorCode } from '../client/errors';
import { KubernetesObject, ResourceKind } from '../client/types';
import { ObjectStore } from '../store/types';

/** @public */
export type ReflectorPhase =
  | 'idle'
  | 'listing'
  | 'watching'
  | 'waiting'
  | 'stopped';

/** Where a reflector stands, for readiness and for people. @public */
export interface ReflectorState {
  cluster: string;
  /** `plural.group`. */
  resource: string;
  phase: ReflectorPhase;
  /** Wall-clock time (ms) since when it is in this phase. */
  since: number;
  synced: boolean;
  objects: number;
  /** Wall-clock time (ms) up to which the stream is known to be alive. */
  lastHeard?: number;
  /** Monotonic time (ms) of the same. */
  lastHeardMonotonic?: number;
  /** Monotonic time (ms) of the start. */
  startedMonotonic?: number;
  /**
   * Monotonic time (ms) at which its loop last took a step (a page, an event, the end of an attempt), or until which it rests.
   * Every step has a limit of at most 40 s.
   */
  lastStepMonotonic?: number;
  /** False: lists work and watches are refused; the store is kept up by polling and is late. */
  watchAllowed: boolean;
  /** Failures in a row; 0 after two healthy minutes. */
  failures: number;
  lastError?: { code: KubernetesErrorCode | 'Unknown'; message: string };
  handlerErrors: number;
  /** Events refused because something newer was known. */
  droppedEvents: number;
}

/**
 * Keeps a store equal to what the API server has of one kind.
 *
 * @public
 */
export interface Reflector<T extends KubernetesObject = KubernetesObject> {
  readonly cluster: string;
  readonly kind: ResourceKind<T>;
  readonly store: ObjectStore<T>;
  /**
   * Lists and watches until `signal` aborts; resolves when it has stopped, and never rejects. After the abort no listener of
   * the store is called any more. While it runs, a second start does nothing and answers the first one's promise.
   */
  start(signal: AbortSignal): Promise<void>;
  state(): ReflectorState;
  /**
   * The API server is known to answer again: a wait that began because it could not be reached ends now. Does nothing at any
   * other time, so it may be called for all reflectors of a cluster when one call has got through.
   */
  retryNow(): void;
  /** Resolves when a first list was applied completely; rejects with the signal's reason. */
  whenSynced(signal?: AbortSignal): Promise<void>;
}
