// GENERATED from deploy/crds/gatewayhostnamerequests.yaml by scripts/generate-kinds.mjs. Do not edit.

/**
 * @public
 */
export interface GatewayHostnameRequestSpec {
  /**
   * The hostname, in lower case and A-label form (RFC 5890), without trailing dot; may start with "*.". Immutable. What is not a usable hostname is answered by Accepted=False, so that one bad name does not keep a GitOps engine from applying the objects beside it.
   */
  hostname: string;
  /**
   * Id of the hosted zone. Without it the deepest zone that contains the hostname is taken, once. Immutable.
   */
  zoneId?: string;
  /**
   * Checked against the profile and the allowed domains. Immutable.
   */
  environment: string;
  /**
   * Who can reach the hostname. A change runs a move to another gateway.
   */
  visibility?: 'internet-facing' | 'internal';
  /**
   * The name of a profile of the platform team. A change runs a move to another gateway.
   */
  gatewayClass: string;
  certificate?: {
    keyAlgorithm?: 'RSA_2048' | 'EC_prime256v1' | 'EC_secp384r1';
    /**
     * Further names on the certificate; each is claimed like the hostname.
     *
     * @maxItems 9
     */
    additionalNames?: string[];
    /**
     * The issuer, for profiles whose certificates come from cert-manager.
     */
    issuerRef?: {
      name: string;
      kind?: 'Issuer' | 'ClusterIssuer';
      group?: string;
    };
  };
  routePolicy?: {
    /**
     * Whether routes of this namespace may use the hostname.
     */
    allowNamespace?: boolean;
    /**
     * @minItems 1
     */
    kinds?: ('HTTPRoute' | 'GRPCRoute')[];
  };
  dns?: {
    /**
     * @minItems 1
     */
    records?: ('A' | 'AAAA')[];
    wwwRedirect?: boolean;
  };
  /**
   * A preview hostname deletes itself after this time, for instance 72h.
   */
  expiresAfter?: string;
  /**
   * Whether certificate, records and claim go with the request.
   */
  deletionPolicy?: 'Delete' | 'Retain';
}

/**
 * @public
 */
export interface GatewayHostnameRequestStatus {
  observedGeneration?: number;
  zone?: {
    id: string;
    name: string;
  };
  validationZone?: {
    id: string;
    name: string;
  };
  assignedGateway?: {
    namespace: string;
    name: string;
    listenerSet?: string;
  };
  assignedLoadBalancer?: {
    dnsName?: string;
    arn?: string;
    hostedZoneId?: string;
  };
  certificateArn?: string;
  certificateRef?: {
    namespace: string;
    name: string;
  };
  certificateAttempts?: {
    count?: number;
    lastFailure?: string;
    lastReason?: string;
  };
  validationRecords?: {
    name: string;
    type: string;
    value: string;
  }[];
  conditions?: {
    type: string;
    status: 'True' | 'False' | 'Unknown';
    reason: string;
    message: string;
    lastTransitionTime: string;
    observedGeneration?: number;
  }[];
}
