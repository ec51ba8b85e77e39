/** One injected fault and whether everything was as without it. */
export interface PointResult {
  /** Replays the point: `./dev explore --replay ID`. */
  id: string;
  ok: boolean;
  /** What was seen instead. */
  what?: string;
}

/** What one part of the enumeration ran. */
export interface PartResult {
  /** `R1` … `R19` of docs/reference/explore.md. */
  part: string;
  /** Calls, events or steps in the recorded runs without faults. */
  trace: number;
  points: number;
  failures: PointResult[];
}
