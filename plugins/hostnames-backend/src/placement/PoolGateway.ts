/** How much of a gateway a hostname takes, or a gateway offers. */
export interface Demand {
  certificates: number;
  rules: number;
  targetGroups: number;
  /** Of ListenerSets: one per name. */
  listeners: number;
}

export type Visibility = 'internet-facing' | 'internal';

/** A name on a gateway, and whose it is. */
export interface PlacedName {
  hostname: string;
  namespace: string;
}

/** A gateway of a pool as placement sees it; also one that is only planned. */
export interface PoolGateway {
  name: string;
  profile: string;
  visibility: Visibility;
  used: Demand;
  names: PlacedName[];
  /** It is being deleted: nobody stays. */
  ends: boolean;
  /** Its controller refuses it: who is there stays, nobody comes. */
  failing: boolean;
  /** It has been empty for long and is being taken away: nobody comes. */
  retiring?: boolean;
}
