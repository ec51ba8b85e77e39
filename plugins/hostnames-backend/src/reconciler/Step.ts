import { Repair } from './Repair';

/**
 * What a step decides after looking. `remember` is what must be known again next time; `checkAfter` in milliseconds.
 *
 * - `satisfied`: what the step is for has been seen; with `status` False the later steps may go on although it is not true yet
 * - `act`: something is to be written; looking again afterwards tells whether it worked
 * - `wait`: nothing to write, time or somebody else brings it; look again after `checkAfter`
 * - `blocked`: only a change of the spec or of something watched helps. `also` are further conditions with the same reason.
 */
export type Decision<A, M> =
  | {
      kind: 'satisfied';
      status?: 'False';
      reason: string;
      message: string;
      remember?: M;
      checkAfter?: number;
    }
  | {
      kind: 'act';
      action: A;
      reason: string;
      message: string;
      remember?: M;
      /** What the action brings in order; filled in from the part's `repairs`. */
      repairs?: Repair[];
    }
  | {
      kind: 'wait';
      reason: string;
      message: string;
      remember?: M;
      checkAfter: number;
    }
  | {
      kind: 'blocked';
      reason: string;
      message: string;
      remember?: M;
      also?: Array<{ type: string; status: 'True' | 'False' }>;
      checkAfter?: number;
    };

/** Look, decide, write: once for bringing something about, once for taking it away. */
export interface StepPart<S, D, O, A, M> {
  /** Reads only, from shared views. Throws when something cannot be read: that is never "not there". */
  observe(subject: S, deps: D): Promise<O>;
  /** Pure. `now`: wall-clock ms. */
  decide(subject: S, observation: O, now: number): Decision<A, M>;
  /** An idempotent write; may be called twice. */
  act(action: A, subject: S, deps: D): Promise<void>;
  /** What the write brings in order and others could undo; left out: nothing that is worth watching. */
  repairs?(action: A, subject: S, deps: D): Repair[];
}

/** A part whose types of observation and action nobody outside needs to know. */
export interface RunnablePart<S, D, M> {
  look(
    subject: S,
    deps: D,
    now: () => number,
  ): Promise<Decision<() => Promise<void>, M>>;
}

export interface Step<S, D, M> extends RunnablePart<S, D, M> {
  name: string;
  /** Type of the condition that says how far the step is. */
  condition: string;
  /** In release, `satisfied` means: seen to be gone. */
  release: RunnablePart<S, D, M>;
}

/** Makes a step of its parts. */
export function step<S, D, O, A, M, RO, RA>(definition: {
  name: string;
  condition: string;
  apply: StepPart<S, D, O, A, M>;
  release: StepPart<S, D, RO, RA, M>;
}): Step<S, D, M> {
  const { name, condition, apply, release } = definition;
  return {
    name,
    condition,
    ...runnable(apply),
    release: runnable(release),
  };
}

function runnable<S, D, O, A, M>(
  part: StepPart<S, D, O, A, M>,
): RunnablePart<S, D, M> {
  return {
    async look(subject, deps, now) {
      const observation = await part.observe(subject, deps);
      const decision = part.decide(subject, observation, now());
      return decision.kind === 'act'
        ? {
            ...decision,
            action: () => part.act(decision.action, subject, deps),
            repairs: part.repairs?.(decision.action, subject, deps),
          }
        : decision;
    },
  };
}
