import {
  GatewayCapacity,
  HostnameRef,
  Status,
  VerdictInput,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { DnsProvider } from '@hostmaster/backstage-plugin-hostnames-node';
import { formatRef } from '../readModel/StoredHostname';
import {
  NameHolder,
  ReconcilerPort,
  SeenObject,
} from '../service/ReconcilerPort';

/** A reconciler whose every answer a test can set. */
export class FakeReconcilerPort implements ReconcilerPort {
  clusterList: Status['clusters'] = [
    { name: 'prod', reachable: true },
    { name: 'dev', reachable: true },
  ];
  failing: VerdictInput['providers'] = [];
  gateways: GatewayCapacity[] = [];
  holders = new Map<string, NameHolder>();
  objects: SeenObject[] = [];
  requests = new Map<string, Array<{ ref: HostnameRef; uid: string }>>();
  dns: DnsProvider[] = [];
  looks: string[] = [];
  onLook: (ref: HostnameRef) => Promise<void> = async () => {};

  reconciler = (): Status['reconciler'] => ({
    enabled: true,
    leading: true,
    leader: 'pod-1',
  });
  clusters = () => this.clusterList;
  providers = (): Status['providers'] => [
    { id: 'route53', kind: 'dns', healthy: true },
  ];
  providerHealth = () => this.failing;
  capacity = () => this.gateways;
  holderOf = (hostname: string) => this.holders.get(hostname);
  objectsOf = () => this.objects;
  requestsIn = (cluster: string) => this.requests.get(cluster);
  dnsProviders = () => this.dns;
  isLocal = () => true;
  learn = () => {};

  async lookAgain(ref: HostnameRef): Promise<void> {
    this.looks.push(formatRef(ref));
    await this.onLook(ref);
  }
}
