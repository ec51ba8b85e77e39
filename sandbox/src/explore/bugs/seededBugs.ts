import { bugs } from './bugs.json';

/** A bug of the field that can be planted into the sources, to see that the enumeration finds it. */
export interface SeededBug {
  id: string;
  /** What the product would do wrong. */
  title: string;
  /** Where it was seen. */
  source: string;
  /** In at most `most` points of the part whose ids begin so, taken in the seed's order. */
  foundBy: { part: string; matching: string; most: number };
  /** What is in the file exactly once, and what stands there instead. */
  changes: Array<{ file: string; replace: string; by: string }>;
}

export const seededBugs: SeededBug[] = bugs;
