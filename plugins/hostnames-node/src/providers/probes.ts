/** What is asked of a probe for one hostname. @public */
export interface ProbeTarget {
  hostname: string;
  /** Zone that should answer, with its name servers as known. */
  zone?: { id: string; name: string; nameServers: string[] };
  /** What the alias should point at. */
  expectedTarget?: string;
}

/** One look from outside. `at`: wall-clock ms. Never throws: what went wrong is the result. @public */
export type ProbeResult =
  | {
      probe: 'dns';
      at: number;
      server: string;
      /** Who was asked; left out: the zone's own server. */
      layer?: 'authoritative' | 'resolver';
      kind: 'answer';
      addresses: string[];
      cnames: string[];
      ttl?: number;
      /** Addresses of the expected target at the same moment, where there is one and it could be resolved. */
      targetAddresses?: string[];
    }
  | {
      probe: 'dns';
      at: number;
      server: string;
      layer?: 'authoritative' | 'resolver';
      kind:
        | 'nxdomain'
        | 'nodata'
        | 'refused'
        | 'servfail'
        | 'timeout'
        | 'unreachable';
      message: string;
    }
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
      /** Whether the chain leads to a trusted root and covers the hostname. */
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
    }
  | {
      probe: 'http';
      at: number;
      address: string;
      kind: 'response';
      status: number;
      milliseconds: number;
      fromBase: boolean;
    }
  | {
      probe: 'http';
      at: number;
      address: string;
      kind: 'failed';
      message: string;
    };

/** A way to look at a hostname from outside; further ones are added by modules. @public */
export interface HostnameProbe {
  readonly id: string;
  run(
    target: ProbeTarget,
    options: { signal: AbortSignal },
  ): Promise<ProbeResult[]>;
}
