import { KubernetesObject, ObjectReference } from '../client/types';

/** @public */
export type StoreChange<T> =
  | { kind: 'added'; object: T }
  | { kind: 'changed'; object: T; before: T }
  | { kind: 'deleted'; object: T };

/**
 * What a reflector has seen of one kind in one cluster. Objects are frozen; a name that came back under another uid is a
 * `deleted` followed by an `added`.
 *
 * @public
 */
export interface ObjectStore<T extends KubernetesObject> {
  get(ref: ObjectReference): T | undefined;
  list(options?: { namespace?: string }): T[];
  /** Objects for which the index function of that name returned `value`. */
  byIndex(index: string, value: string): T[];
  /** Whether a first list was applied completely. Until then "not there" means nothing. */
  hasSynced(): boolean;
  /** Wall-clock time (ms) up to which the stream is known to be alive: last event, bookmark or list. */
  lastHeard(): number | undefined;
  /** Newest resourceVersion applied. */
  newestVersion(): string | undefined;
  /**
   * Remembers that the object was written as `resourceVersion`: until the store has applied that version (or a newer one),
   * `isCurrent` is false for it, for at most five minutes.
   */
  expect(ref: ObjectReference, resourceVersion: string): void;
  isCurrent(ref: ObjectReference): boolean;
  /** Called after each change was applied. Errors thrown by the listener are counted and never reach the stream. */
  subscribe(listener: (change: StoreChange<T>) => void): () => void;
}
