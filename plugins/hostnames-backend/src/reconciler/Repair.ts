/** One thing that an act brings in order, so that a fight over it with another writer is noticed. */
export interface Repair {
  /** The object or record, and the field: the same text for everybody who writes it. */
  thing: string;
  /** In a message: `The record A shop.example.com`. */
  name: string;
  /** What it is brought to; with another value the counting begins anew. */
  wanted: string;
  /** What stands there was seen after our last write of it: not just a view that lags behind. */
  isFresh: boolean;
  /** The subject is served without: its chain goes on while the thing is left alone. */
  optional?: boolean;
  /** Who else writes it, as a sentence or two for people; asked once, when it is left alone. */
  writer(): Promise<string>;
}

/** Things that are left as they are for a while. */
export interface Left {
  message: string;
  /** Milliseconds. */
  checkAfter: number;
  isOptional: boolean;
}

/** Told of every act before and after it. */
export interface FightWatch {
  /** Whether what the act would write is left alone; the act is then not carried out. */
  left(repairs: Repair[]): Promise<Left | undefined>;
  /** The act went through. */
  wrote(repairs: Repair[]): void;
}
