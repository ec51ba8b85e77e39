import {
  Impact,
  Level,
  Verdict,
} from '@hostmaster/backstage-plugin-hostnames-common';

const levels: Record<Level, number> = {
  action: 0,
  unknown: 1,
  waiting: 2,
  improve: 3,
  ok: 4,
};
const impacts: Record<Impact, number> = { down: 0, 'at-risk': 1, none: 2 };

/** A number to sort by: the smaller, the worse. */
export function verdictRank(
  verdict: Pick<Verdict, 'level' | 'impact'>,
): number {
  return levels[verdict.level] * 10 + impacts[verdict.impact];
}
