import { ServedRecords } from './ServedRecords';
import { SortedRecords } from './SortedRecords';

/** @public */
export interface Vpc {
  region: string;
  id: string;
}

/** A protection of a record name and type: batches that touch it are refused. @public */
export interface RecordProtection {
  name: string;
  type: string;
  comment?: string;
}

/** A hosted zone of the emulated account. @public */
export interface HostedZone {
  /** Without the `/hostedzone/` prefix. */
  readonly id: string;
  /** Canonical. */
  readonly name: string;
  readonly callerReference: string;
  readonly private: boolean;
  readonly createdAt: number;
  readonly nameServers: readonly string[];
  readonly delegationSetId?: string;
  comment?: string;
  vpcs: Vpc[];
  tags: Map<string, string>;
  /** By name and type joined with a space. */
  protections: Map<string, RecordProtection>;
  /** What the API shows: the newest data. */
  readonly records: SortedRecords;
  /** What the name servers answer with: what is INSYNC. */
  readonly served: ServedRecords;
  /** False until the creation is INSYNC. */
  isServed: boolean;
  /** Monotonic milliseconds until which further writes are refused. */
  busyUntil: number;
  /** When the newest change gets INSYNC; later ones never overtake it. */
  inSyncAt: number;
  acceleratedRecovery?: string;
}
