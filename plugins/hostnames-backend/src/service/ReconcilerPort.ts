import {
  GatewayCapacity,
  HostnameRef,
  Status,
  VerdictInput,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { DnsProvider } from '@hostmaster/backstage-plugin-hostnames-node';
import { ReconcilerSnapshot } from '../readModel/SharedStatus';

/** Who holds a name, or held it until its cool-down ends. */
export interface NameHolder {
  state: 'held' | 'released';
  cluster?: string;
  namespace: string;
  name: string;
  /** Entity ref. */
  owner?: string;
  /** RFC 3339 */
  since?: string;
  /** RFC 3339. For released: when the name is free again. */
  until?: string;
}

/** An object in a cluster as the reconciler's views have it. */
export interface SeenObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}

/** What the API asks of the reconciler in the same process. */
export interface ReconcilerPort {
  reconciler(): Status['reconciler'];
  clusters(): Status['clusters'];
  providers(): Status['providers'];
  /** For verdicts: providers with what they fail with. */
  providerHealth(): VerdictInput['providers'];
  capacity(): GatewayCapacity[];
  /** Resolves after one pass over the request; rejects when that was not possible. */
  lookAgain(ref: HostnameRef): Promise<void>;
  /** By the claims of all clusters; exactly this name. */
  holderOf(hostname: string): NameHolder | undefined;
  /** Objects that make up the hostname: request, claim, listener set, gateway, routes. Never Secrets. */
  objectsOf(ref: HostnameRef): SeenObject[];
  /** Requests there are in a cluster; `undefined` while that is not known for certain. */
  requestsIn(
    cluster: string,
  ): Array<{ ref: HostnameRef; uid: string }> | undefined;
  dnsProviders(): DnsProvider[];
  /** Whether the reconciler runs in this process. */
  isLocal(): boolean;
  /** Hands over what the process with the reconciler said of itself. */
  learn(snapshot: ReconcilerSnapshot): void;
}
