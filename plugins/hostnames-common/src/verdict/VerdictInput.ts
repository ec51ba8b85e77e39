import type { Condition } from '../conditions';

/** What a DNS probe saw; structurally the `dns` results of the probes of hostnames-node. `at`: wall-clock ms. @public */
export type ProbeDns =
  | {
      probe: 'dns';
      at: number;
      server: string;
      kind: 'answer';
      addresses: string[];
      cnames: string[];
      ttl?: number;
    }
  | {
      probe: 'dns';
      at: number;
      server: string;
      kind:
        | 'nxdomain'
        | 'nodata'
        | 'refused'
        | 'servfail'
        | 'timeout'
        | 'unreachable';
      message: string;
    };

/** What a TLS probe saw; `notBefore` and `notAfter` in wall-clock ms. @public */
export type ProbeTls =
  | {
      probe: 'tls';
      at: number;
      address: string;
      kind: 'handshake';
      protocol: string;
      certificate: {
        serial: string;
        names: string[];
        notBefore: number;
        notAfter: number;
        issuer: string;
        fingerprint256: string;
      };
      trusted: boolean;
      problem?: string;
      milliseconds: number;
    }
  | {
      probe: 'tls';
      at: number;
      address: string;
      kind: 'refused' | 'timeout' | 'alert' | 'forbiddenAddress';
      message: string;
    };

/** What an HTTP probe saw. @public */
export type ProbeHttp =
  | {
      probe: 'http';
      at: number;
      address: string;
      kind: 'response';
      status: number;
      milliseconds: number;
      /** The answer is the gateway's own base, not a route. */
      fromBase: boolean;
    }
  | {
      probe: 'http';
      at: number;
      address: string;
      kind: 'failed';
      message: string;
    };

/** Everything a verdict is made from. Times are RFC 3339 but for `now` and `at`, which are wall-clock ms. @public */
export interface VerdictInput {
  now: number;
  hostname: string;
  namespace: string;
  /** Entity ref. */
  owner?: string;
  createdAt: string;
  deleting: boolean;
  /** As the cluster has them. */
  conditions: Condition[];
  cluster: {
    name: string;
    reachable: boolean;
    /** When it was last heard, if not reachable. */
    since?: string;
  };
  providers: Array<{
    id: string;
    kind: 'dns' | 'certificates' | 'loadBalancers';
    failing?: { since: string; message: string };
  }>;
  /** Another request that holds (or held, until) the name. */
  holder?: { owner?: string; since?: string; until?: string; cluster?: string };
  certificate?: {
    ref: string;
    status: 'pending' | 'issued' | 'failed';
    reason?: string;
    createdAt?: string;
    notBefore?: string;
    notAfter?: string;
    serial?: string;
    inUse: boolean;
    renewal?: { status: string; reason?: string };
  };
  listenerHasCertificate?: boolean;
  validationRecords?: Array<{
    name: string;
    type: string;
    expected: string;
    /** What stands there; undefined: nothing does. */
    detected?: string;
  }>;
  records?: Array<{
    name: string;
    relativeName: string;
    type: string;
    ttl?: number;
    purpose: 'alias' | 'validation' | 'ownership';
    expected?: string;
    /** What the provider has; undefined: nothing. */
    provider?: string;
    authoritative?: string;
    published: boolean;
  }>;
  zone?: {
    id: string;
    name: string;
    nameServers: string[];
    delegatedTo?: string[];
  };
  gateway?: {
    name: string;
    namespace: string;
    loadBalancer?: string;
    used: number;
    max: number;
    programmed: boolean;
    message?: string;
    failingSince?: string;
  };
  routes?: Array<{
    kind: string;
    namespace: string;
    name: string;
    accepted: boolean;
    reason?: string;
    message?: string;
    paths: string[];
    backends: string[];
    readyEndpoints?: number;
  }>;
  probes: { dns?: ProbeDns; tls?: ProbeTls; http?: ProbeHttp };
  nextCheckAt?: string;
}
