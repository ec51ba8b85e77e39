import { FightWatch } from './Repair';

/** What a pass found out about one condition. */
export interface StepCondition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
}

export interface ChainOutcome<S> {
  /** With everything remembered in it. */
  subject: S;
  conditions: StepCondition[];
  /** Every step was satisfied. */
  finished: boolean;
  /** What the pass ended with; `acted`: look again at once. */
  ended: 'finished' | 'acted' | 'waiting' | 'blocked' | 'failed';
  /** Milliseconds after which to look again; the earliest any step asked for. */
  checkAfter?: number;
  /** What was thrown. */
  error?: unknown;
}

export interface ChainOptions<S, M> {
  direction: 'apply' | 'release';
  now(): number;
  /** The subject with what a step remembers; also told outside the pass, since later passes of others may need it. */
  remember(subject: S, memory: M): S;
  /** Whether what an act would write is fought over with another writer: it is then left alone. */
  fights?: FightWatch;
  /** Called before each act. */
  beforeAct(subject: S): Promise<void>;
  /** Condition reason and message of a thrown error; undefined: it only means to look again, and says nothing about the world. */
  explain(error: unknown): { reason: string; message: string } | undefined;
  /** Asked before each step; a promise: the event loop has its turn first. */
  turn?(): Promise<void> | undefined;
  /** Told after each step, for metrics. */
  onStep?(name: string, outcome: string, reason: string): void;
}
