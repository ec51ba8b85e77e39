import fc from 'fast-check';
import { SlotSpec, VALUES } from './Slot';

/** One change to one request. */
export type Edit =
  | { kind: 'nothing' }
  | { kind: 'set'; field: keyof SlotSpec; value: number }
  /** Back to the manifest before the last change. */
  | { kind: 'undo' }
  | { kind: 'delete' }
  /** Deletes it, and creates it again at once, while it is still being released. */
  | { kind: 'recreate' };

/** Edits round by round, one per request; after each round the world comes to rest. */
export type Walk = Edit[][];

const FIELDS = Object.keys(VALUES) as Array<keyof SlotSpec>;

/** Requests that walk through one world at once. */
export const SLOTS = 8;

/** Walks of 2–20 rounds; half of them go all the way back. */
export function walks(): fc.Arbitrary<Walk> {
  const set = fc
    .constantFrom(...FIELDS)
    .chain(field =>
      fc
        .nat({ max: VALUES[field].length - 1 })
        .map((value): Edit => ({ kind: 'set', field, value })),
    );
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    { weight: 1, arbitrary: fc.constant<Edit>({ kind: 'nothing' }) },
    { weight: 12, arbitrary: set },
    { weight: 5, arbitrary: fc.constant<Edit>({ kind: 'undo' }) },
    { weight: 2, arbitrary: fc.constant<Edit>({ kind: 'delete' }) },
    { weight: 1, arbitrary: fc.constant<Edit>({ kind: 'recreate' }) },
  );
  const round = fc.array(edit, { minLength: SLOTS, maxLength: SLOTS });
  return fc
    .tuple(fc.array(round, { minLength: 1, maxLength: 10 }), fc.boolean())
    .map(([rounds, back]) => [
      ...rounds,
      ...rounds.map(each =>
        each.map((): Edit => (back ? { kind: 'undo' } : { kind: 'nothing' })),
      ),
    ]);
}

export function stepsOf(walk: Walk): number {
  return walk.flat().filter(({ kind }) => kind !== 'nothing').length;
}

/** The walk of some of its requests, through some of its rounds. */
export function partOfWalk(
  walk: Walk,
  slots: number[],
  rounds: number[],
): Walk {
  return walk
    .filter((_, at) => rounds.includes(at))
    .map(round =>
      round.map((edit, at) =>
        slots.includes(at) ? edit : ({ kind: 'nothing' } as const),
      ),
    );
}

/** `s1: visibility="internal", s2: delete; s1: undo`: requests by comma, rounds by semicolon. */
export function describeWalk(walk: Walk): string {
  return walk
    .map(round =>
      round
        .flatMap((edit, at) =>
          edit.kind === 'nothing' ? [] : [`s${at}: ${describeEdit(edit)}`],
        )
        .join(', '),
    )
    .filter(text => text !== '')
    .join('; ');
}

function describeEdit(edit: Edit): string {
  return edit.kind === 'set'
    ? `${edit.field}=${
        JSON.stringify(VALUES[edit.field][edit.value]) ?? 'none'
      }`
    : edit.kind;
}
