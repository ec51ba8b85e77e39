import { PartResult } from './PartResult';

/** Which points of a part are run; left out: all of its share. */
export interface Selection {
  /** Only the point with this id. */
  only?: string;
  /** Only points whose id begins so; runs without faults that are not needed for them are not made either. */
  prefix?: string;
  /** At most so many points, of those that are left, that could happen. */
  most?: number;
  /** Ends at the first failure. */
  stopAtFailure?: boolean;
}

export function isSelected(id: string, { only, prefix }: Selection): boolean {
  return only === undefined ? id.startsWith(prefix ?? '') : id === only;
}

/** Whether no further point has to be run. */
export function isEnough(
  { points, failures }: PartResult,
  { most = Infinity, stopAtFailure }: Selection,
): boolean {
  return (stopAtFailure && failures.length > 0) || points >= most;
}
