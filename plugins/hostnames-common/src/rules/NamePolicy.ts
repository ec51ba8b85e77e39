import type { Reason } from '../conditions';

/** What the platform team allows. @public */
export interface NamePolicy {
  /** Allowed domains; the longest suffix that contains a hostname decides. None: every zone is allowed. */
  domains: Array<{
    suffix: string;
    /** Environments it is for; undefined: all. */
    environments?: string[];
    /** Entity refs of the groups that may use it; undefined: everybody. */
    owners?: string[];
  }>;
  /** Hostnames kept back; `*` stands for any characters, so `admin.*` is `admin` of every zone. A wildcard hostname is kept back only where it matches itself. */
  reserved: string[];
  profiles: Array<{ name: string; environments?: string[] }>;
}

/** A zone as the rules see it; names in canonical form. @public */
export interface NameZone {
  id: string;
  name: string;
  visibility: 'public' | 'private';
}

/** What is asked for. @public */
export interface NameQuestion {
  hostname: string;
  zoneId?: string;
  environment: string;
  profile: string;
  visibility: 'internet-facing' | 'internal';
  /** Entity ref of the group that asks. */
  owner?: string;
  additionalNames?: string[];
}

/** @public */
export type NameField =
  | 'hostname'
  | 'zoneId'
  | 'environment'
  | 'profile'
  | 'visibility'
  | 'entity';

/** @public */
export type NameAssessment =
  | {
      kind: 'accepted';
      /** Canonical form. */
      hostname: string;
      /** Where the alias goes. */
      zone: { id: string; name: string };
      /** Public: where validation record and ownership TXT go. */
      validationZone: { id: string; name: string };
      /** The hostname and the additional names, canonical, without repetition. */
      names: string[];
    }
  | NameRefusal;

/** @public */
export interface NameRefusal {
  kind: 'refused';
  field: NameField;
  reason: Reason;
  /** One sentence with the value and the fix. */
  message: string;
}
