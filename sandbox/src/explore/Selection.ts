import { PartResult } from './PartResult';

/** Which points of a part are run; left out: all of its share. */
export interface Selection {
  /** Only the point with this id. */
  only?: string;
  /**
   * Only points whose id begins so, `*` standing for any text between two colons; runs without faults that are not needed for
   * them are not made either.
   */
  prefix?: string;
  /** At most so many points, of those that are left, that could happen. */
  most?: number;
  /** Ends at the first failure. */
  stopAtFailure?: boolean;
}

export function isSelected(id: string, { only, prefix }: Selection): boolean {
  if (only !== undefined) return id === only;
  const parts = (prefix ?? '').split('*');
  if (parts.length === 1) return id.startsWith(parts[0]);
  const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${parts.map(literal).join('[^:]*')}`).test(id);
}

/** Whether no further point has to be run. */
export function isEnough(
  { points, failures }: PartResult,
  { most = Infinity, stopAtFailure }: Selection,
): boolean {
  return (stopAtFailure && failures.length > 0) || points >= most;
}
