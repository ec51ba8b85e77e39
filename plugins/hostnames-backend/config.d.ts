import { HumanDuration } from '@backstage/types';

export interface Config {
  hostnames?: {
    /**
     * Part of every identity, tag and ownership record; unique per AWS organisation. For instance `acme`.
     */
    installation: string;

    reconciler?: {
      /** Whether this process runs the reconciler. Unset: it does. */
      enabled?: boolean;
      /** Namespace of pool gateways and ListenerSets. Unset: `edge`. */
      edgeNamespace?: string;
      /** A domain of yours; `default.<edgeDomain>` is on the default certificate of every pool gateway. Needed for pools. */
      edgeDomain?: string;
      /** Cluster that keeps the lease. Unset: the first one. */
      homeCluster?: string;
      /** Requests looked at at the same time. Unset: 2000. */
      concurrency?: number;
      /** How long steps wait, for instance `60s`. */
      waits?: {
        /** From a certificate's issue until it goes onto a load balancer. Unset: 60s. */
        certificateSettle?: string | HumanDuration;
        /** From the alias being gone until its target is taken away. Unset: 60s. */
        aliasDrain?: string | HumanDuration;
        /** How long a released name is kept from other owners. Unset: 24h. */
        coolDown?: string | HumanDuration;
        /** Every request is looked at again at least this often. Unset: 30m. */
        resync?: string | HumanDuration;
        /** How long a gateway may fail before the route that changed last is taken off. Unset: 5m. */
        routeBreaker?: string | HumanDuration;
        /** From a route being accepted until visitors who are served elsewhere are sent to it. Unset: 1m. */
        routeSettle?: string | HumanDuration;
        /** How long a gateway beyond the spare ones must have been empty before it is removed. Unset: 7d. */
        emptyGateway?: string | HumanDuration;
        /** First wait before a certificate that failed is asked for again. Unset: 1h. */
        certificateRetry?: string | HumanDuration;
        /** Longest such wait. Unset: 32h. */
        certificateRetryMost?: string | HumanDuration;
        /** How long something without a request must have been seen before it is collected. Unset: 24h. */
        orphan?: string | HumanDuration;
      };
      /** Times of the lease. */
      lease?: {
        /** Unset: 15s. */
        duration?: string | HumanDuration;
        /** Unset: 10s. */
        renewDeadline?: string | HumanDuration;
        /** Unset: 2s. */
        retryPeriod?: string | HumanDuration;
      };
    };

    /** Takes the clusters of `kubernetes.clusterLocatorMethods` of type `config` as well. Unset: no. */
    fromKubernetesConfig?: boolean;

    /** Clusters whose requests are served. Unset: none, and the portal says so. */
    clusters?: Array<{
      /** Part of every identity: lower-case letters, digits, dots and hyphens. */
      name?: string;
      fromKubernetesConfig?: boolean;
      /** Path of a kubeconfig. */
      kubeconfig?: string;
      /** Context in it. Unset: the current one. */
      context?: string;
      /** The API server's address, with a token. */
      url?: string;
      /** @visibility secret */
      token?: string;
      /** @visibility secret */
      serviceAccountToken?: string;
      /** PEM, base64 encoded as in a kubeconfig. */
      caData?: string;
      caFile?: string;
      skipTLSVerify?: boolean;
      /** The cluster this process runs in. */
      inCluster?: boolean;
    }>;

    /** Classes of gateways, by name; a request names one as `spec.gatewayClass`. */
    profiles?: {
      [name: string]: {
        /** Kubernetes GatewayClass. Unset: the profile's name. */
        gatewayClass?: string;
        certificates: 'acm' | 'cert-manager' | 'existing';
        dns: 'route53' | 'external-dns';
        placement: 'pool' | 'static';
        /** Unset: `listenerSet`. */
        listeners?: 'listenerSet' | 'shared';
        /** Environments that may use it. Unset: all. */
        environments?: string[];
        limits?: {
          /** Certificates of tenants per gateway. Unset: 24. */
          certificates?: number;
          /** Rules per load balancer. Unset: 100. */
          rules?: number;
          /** Unset: 100. */
          targetGroups?: number;
          /** Gateways per pool and visibility. Unset: 50. */
          gateways?: number;
        };
        /** Empty gateways kept ready. Unset: 0. */
        spare?: number;
        /** Fields of LoadBalancerConfiguration.spec but scheme and listenerConfigurations. */
        loadBalancer?: object;
        /** For static placement: `namespace/name` of the Gateway. */
        gateway?: string | { namespace: string; name: string };
        /** For cert-manager: the default issuer, by name a ClusterIssuer. */
        issuer?: string | { kind?: 'Issuer' | 'ClusterIssuer'; name: string };
      };
    };

    /** Offered in forms. Unset: those that profiles and domains name. */
    environments?: string[];

    /** Domains that hostnames may be in; the longest suffix decides. Unset: every zone, for everybody. */
    domains?: Array<{
      suffix: string;
      environments?: string[];
      /** Entity refs of groups. Unset: everybody. */
      owners?: string[];
    }>;

    /** Hostnames kept back, for instance `www.example.com` or `admin.*`. */
    reserved?: string[];

    /** A change of more than this waits for a person. */
    brake?: {
      /** Share of a zone, above 0 and at most 1. Unset: 0.2. */
      share?: number;
      /** Records. Unset: 50. */
      count?: number;
    };

    /** Metrics for Prometheus at `/api/hostnames/metrics`. */
    metrics?: {
      /**
       * Who may read them. `unauthenticated`: everybody who reaches the backend; they name clusters, zones by id, gateways and
       * profiles, and no hostname, namespace or owner. `service`: whoever shows a token of `backend.auth.externalAccess`.
       * `off`: nobody. Unset: `unauthenticated`.
       */
      access?: 'unauthenticated' | 'service' | 'off';
    };

    /** Looks from outside. */
    probes?: {
      /** Unset: on. */
      enabled?: boolean;
      /** How often a hostname at rest is looked at, for instance `5m`, which is also what is used when unset. */
      interval?: string | HumanDuration;
      /** How often one on which something is going on is looked at. Unset: 15s. */
      settlingInterval?: string | HumanDuration;
      /** Looks at the same time. Unset: 10. */
      concurrency?: number;
      /** Resolvers to ask, `address` or `address:port`. Unset: the system's. */
      resolvers?: string | string[];
      /** Name servers to ask for every zone in place of the zone's own, `address` or `address:port`. Unset: the zone's own. */
      authoritative?: string | string[];
      /** Port that TLS and HTTP probes connect to. Unset: 443. */
      edgePort?: number;
      /** Addresses or CIDR blocks beyond the public ones that probes may connect to, for instance those of internal load balancers. */
      allowedAddresses?: string[];
      /** Certificates to trust besides the usual roots: paths of PEM files, or PEM. */
      extraRoots?: string | string[];
    };

    /** Read by the scaffolder module and shown in forms. */
    scaffolder?: {
      repositories?: {
        [name: string]: {
          /** For instance `github.com?owner=acme&repo=gitops`; only `provider: local` goes without. */
          url?: string;
          branch?: string;
          path?: string;
          engine?: string;
          cluster?: string;
          environments?: string[];
        };
      };
      /** Issuers that a certificate form can offer. */
      issuers?: Array<{ name: string; kind?: string; acme?: string }>;
    };
  };
}
