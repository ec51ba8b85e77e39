import {
  KubernetesObject,
  Random,
  resourceKind,
} from '@hostmaster/kubernetes-runtime';

/** What the streams carry: an object without meaning. */
export interface Thing extends KubernetesObject {
  spec: { step: number };
}

export const thingKind = resourceKind<Thing>({
  group: 'example.org',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  namespaced: true,
});

/** One change that somebody else makes: one event of the stream. */
export interface TraceChange {
  /** Milliseconds after the one before. */
  after: number;
  what: 'put' | 'terminate' | 'delete';
  namespace: string;
  name: string;
  /** Tells the states of an object apart. */
  step: number;
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
/** So many are always there: of a single object that is missing nobody can tell whether that is a mistake. */
const FEWEST = 4;
/** Objects that are there from the start. */
export const FIRST = NAMES.slice(0, 5).map(placeOf);

/**
 * `length` changes: creates, changes, deletions with and without a finalizer, and names that come back at once or later, in
 * bursts and with pauses of up to 12 s. The last ones touch every name, so that what was hidden before is always passed by
 * something newer.
 */
export function makeTrace(random: Random, length: number): TraceChange[] {
  const present = new Map(FIRST.map(({ name }) => [name, false]));
  const changes: TraceChange[] = [];
  const add = (what: TraceChange['what'], name: string, after: number) =>
    changes.push({ ...placeOf(name), what, after, step: changes.length + 1 });
  while (changes.length < length - NAMES.length) {
    const name = NAMES[Math.floor(random() * NAMES.length)];
    const after = random() < 0.3 ? 0 : Math.round(random() * 12_000);
    const terminating = present.get(name);
    const dice = random();
    if (terminating === undefined) {
      add('put', name, after);
      present.set(name, false);
    } else if (present.size > FEWEST && (terminating || dice < 0.35)) {
      add('delete', name, after);
      present.delete(name);
      if (dice < 0.15) {
        add('put', name, 0);
        present.set(name, false);
      }
    } else if (dice < 0.5) {
      add('terminate', name, after);
      present.set(name, true);
    } else {
      add('put', name, after);
    }
  }
  NAMES.slice(0, length - changes.length).forEach(name =>
    add('put', name, 1_000),
  );
  return changes;
}

function placeOf(name: string): { namespace: string; name: string } {
  return { namespace: NAMES.indexOf(name) % 2 ? 'bank' : 'shop', name };
}
