import type { Ownership } from '@hostmaster/backstage-plugin-hostnames-common';
import type { ClaimObject } from '../../gateways/kinds';
import type { Decision } from '../../reconciler/Step';
import type { NameOwnership } from '../records/ownership.pure';
import type { ForeignRecord } from '../records/foreignRecords.pure';
import type { Memory, NamePlace, Subject } from '../Subject';
import type { Consent } from '../transfer.pure';

/** Somebody else's wildcard over the name, or name below the wildcard. */
export interface Rival {
  hostname: string;
  state: Ownership['state'];
  holder: HolderFacts;
}

/** What may be told of another holder. */
export interface HolderFacts {
  /** Entity ref of its owner. */
  owner?: string;
  since?: string;
  /** Set when it is in another cluster (or another installation). */
  cluster?: string;
}

/** What is found about one of the names. */
export interface NameFacts {
  place: NamePlace;
  claim?: ClaimObject;
  claimHolder?: HolderFacts;
  /** The closest delegation by a platform engineer that covers the name. */
  delegation?: { hostname: string; namespaces: string[] };
  ownership: NameOwnership;
  ownershipHolder?: HolderFacts;
  foreign: ForeignRecord[];
  rivals: Rival[];
  /** Marks for a TXT that has to be made anew: the records that are provably ours (they are what was remembered). */
  lostMarks: string[];
  /** The place that the present holder, who hands the name over within the cluster, has on a gateway of the same pool. */
  formerPlace?: AssignedGateway;
}

type AssignedGateway = NonNullable<
  NonNullable<Subject['request']['status']>['assignedGateway']
>;

export interface ClaimFacts {
  names: NameFacts[];
  /** The namespace's grant has all names, and no other of this request. */
  granted: boolean;
  /** Names that the namespace's grant has for this request. */
  grantedNames?: string[];
  /** To whom the request says its names may go. */
  consent?: Consent;
  namespaceEnds: boolean;
}

export type ClaimAction =
  | { kind: 'createClaim'; place: NamePlace }
  | { kind: 'takeClaim'; place: NamePlace; claim: ClaimObject }
  | { kind: 'removeClaim'; claim: ClaimObject }
  | {
      kind: 'createOwnership';
      place: NamePlace;
      owns: string[];
    }
  | {
      kind: 'replaceOwnership';
      place: NamePlace;
      current: NameOwnership & { kind: 'other' };
    }
  | {
      kind: 'moveOwnership';
      place: NamePlace;
      current: NameOwnership & { kind: 'own' };
      state: 'pending' | 'held';
    }
  | {
      /** Consent to a transfer goes into the TXT, or out of it. */
      kind: 'consent';
      place: NamePlace;
      current: NameOwnership & { kind: 'own' };
      target: string | undefined;
    }
  | {
      kind: 'withdraw';
      place: NamePlace;
      /** Undefined: the TXT is gone already. */
      current: (NameOwnership & { kind: 'own' }) | undefined;
    }
  /** The grant has exactly these names of the request afterwards. */
  | { kind: 'grant'; hostnames: string[] };

export type ClaimDecision = Decision<ClaimAction, Memory>;
