import type { Actor, NextStep } from '../schema/openapi/generated/models';
import { Judgement } from './Judgement';
import { waitFor } from './nextSteps';
import { durationOf, toText, toTime } from './times';

/**
 * Something that goes on by itself and usually ends in time: waiting, and from `lateAfterMs` on a matter for somebody,
 * with `-too-long` at the state.
 *
 * @internal
 */
export function waiting(
  wait: Pick<Judgement, 'id' | 'state' | 'label' | 'sentence'> &
    Partial<Judgement> & {
      /** RFC 3339; not known: never late. */
      since: string | undefined;
      usual: string;
      lateAfterMs: number;
      late: {
        who: Actor;
        /** Without subject: `… for 2 hours`. */
        sentence: (duration: string) => string;
        next: NextStep[];
        label?: string;
      };
    },
  now: number,
): Judgement {
  const { lateAfterMs, late, ...judgement } = wait;
  const started = toTime(wait.since);
  const lateAt = started === undefined ? undefined : started + lateAfterMs;
  const timed = {
    ...judgement,
    ...(lateAt === undefined ? {} : { lateAfter: toText(lateAt) }),
  };
  if (started === undefined || lateAt === undefined || !(now > lateAt)) {
    return {
      ...timed,
      level: 'waiting',
      who: judgement.who ?? 'nobody',
      next: judgement.next ?? [waitFor(`Wait: usually ${wait.usual}`)],
    };
  }
  return {
    ...timed,
    level: 'action',
    state: `${wait.state}-too-long`,
    label: late.label ?? 'Takes too long',
    sentence: late.sentence(durationOf(now - started)),
    who: late.who,
    next: late.next,
  };
}
