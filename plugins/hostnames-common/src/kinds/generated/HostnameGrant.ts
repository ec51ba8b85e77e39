// GENERATED from deploy/crds/hostnamegrants.yaml by scripts/generate-kinds.mjs. Do not edit.

/**
 * @public
 */
export interface HostnameGrantSpec {
  /**
   * @maxItems 4096
   */
  hostnames: {
    hostname: string;
    request: string;
    since?: string;
    maxRules?: number;
  }[];
}

/**
 * @public
 */
export interface HostnameGrantStatus {
  observedGeneration?: number;
}
