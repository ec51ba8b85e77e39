// GENERATED from deploy/crds/domainclaims.yaml by scripts/generate-kinds.mjs. Do not edit.

/**
 * @public
 */
export interface DomainClaimSpec {
  zoneId?: string;
  hostname: string;
  /**
   * held by its owner, or released and cooling down until releasedUntil.
   */
  state?: 'held' | 'released';
  releasedUntil?: string;
  owner?: {
    namespace: string;
    name: string;
    uid: string;
  };
  claimedAt?: string;
  delegate?: {
    /**
     * Whether the names below the hostname are delegated too.
     */
    suffix?: boolean;
    /**
     * @minItems 1
     */
    namespaces: string[];
  };
}

/**
 * @public
 */
export interface DomainClaimStatus {
  observedGeneration?: number;
}
