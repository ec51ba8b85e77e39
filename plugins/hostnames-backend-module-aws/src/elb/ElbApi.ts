import {
  DescribeListenerCertificatesCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  LoadBalancer as ElbLoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  LoadBalancer,
  canonicalName,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { Budget } from '../budget/Budget';
import { CallPriority } from '../budget/FairQueue';
import { AwsCaller } from '../calls/AwsCaller';
import { ReadProgress } from '../views/SharedRead';

const PAGE_SIZE = 400;

/** The three calls made to Elastic Load Balancing, all of them reads. */
export class ElbApi {
  constructor(
    private readonly client: ElasticLoadBalancingV2Client,
    private readonly caller: AwsCaller,
    readonly budget: Budget,
  ) {}

  /** All load balancers of the region. */
  async listLoadBalancers(progress: ReadProgress): Promise<LoadBalancer[]> {
    const balancers: LoadBalancer[] = [];
    let marker: string | undefined;
    do {
      const command = new DescribeLoadBalancersCommand({
        PageSize: PAGE_SIZE,
        Marker: marker,
      });
      const page = await this.read(
        'DescribeLoadBalancers',
        'load balancers',
        progress.priority(),
        ['LoadBalancers'],
        abortSignal => this.client.send(command, { abortSignal }),
      );
      for (const balancer of page.LoadBalancers ?? []) {
        const read = readLoadBalancer(balancer);
        if (read) balancers.push(read);
      }
      marker = page.NextMarker || undefined;
    } while (marker !== undefined);
    return balancers;
  }

  /** ARN of the listener that speaks TLS, by port. @throws ProviderError `notFound`: no such load balancer */
  async tlsListeners(
    loadBalancerRef: string,
    progress: ReadProgress,
  ): Promise<Map<number, string>> {
    const listeners = new Map<number, string>();
    let marker: string | undefined;
    do {
      const command = new DescribeListenersCommand({
        LoadBalancerArn: loadBalancerRef,
        PageSize: PAGE_SIZE,
        Marker: marker,
      });
      const page = await this.read(
        'DescribeListeners',
        loadBalancerRef,
        progress.priority(),
        ['Listeners'],
        abortSignal => this.client.send(command, { abortSignal }),
      );
      for (const { ListenerArn, Port, Protocol } of page.Listeners ?? []) {
        const isTls = Protocol === 'HTTPS' || Protocol === 'TLS';
        if (isTls && ListenerArn && Port) listeners.set(Port, ListenerArn);
      }
      marker = page.NextMarker || undefined;
    } while (marker !== undefined);
    return listeners;
  }

  /** The default and the list; a certificate that is both comes once. @throws ProviderError `notFound`: no such listener */
  async certificates(
    listenerRef: string,
    progress: ReadProgress,
  ): Promise<Set<string>> {
    const certificates = new Set<string>();
    let marker: string | undefined;
    do {
      const command = new DescribeListenerCertificatesCommand({
        ListenerArn: listenerRef,
        PageSize: PAGE_SIZE,
        Marker: marker,
      });
      const page = await this.read(
        'DescribeListenerCertificates',
        listenerRef,
        progress.priority(),
        ['Certificates'],
        abortSignal => this.client.send(command, { abortSignal }),
      );
      for (const { CertificateArn } of page.Certificates ?? []) {
        if (CertificateArn) certificates.add(CertificateArn);
      }
      marker = page.NextMarker || undefined;
    } while (marker !== undefined);
    return certificates;
  }

  private read<T extends object>(
    operation: string,
    namespace: string,
    priority: CallPriority,
    members: Array<keyof T & string>,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return this.caller.call(
      {
        operation,
        budget: this.budget,
        kind: 'read',
        namespace,
        priority,
        members,
      },
      send,
    );
  }
}

function readLoadBalancer(balancer: ElbLoadBalancer): LoadBalancer | undefined {
  if (!balancer.LoadBalancerArn || !balancer.DNSName) return undefined;
  return {
    ref: balancer.LoadBalancerArn,
    dnsName: canonicalName(balancer.DNSName),
    hostedZoneId: balancer.CanonicalHostedZoneId ?? '',
    state: stateOf(balancer.State?.Code),
    scheme: balancer.Scheme === 'internal' ? 'internal' : 'internet-facing',
    ...(balancer.IpAddressType && { ipAddressType: balancer.IpAddressType }),
  };
}

/** `active_impaired` serves, with fewer resources than it wants. */
function stateOf(code: string | undefined): LoadBalancer['state'] {
  switch (code) {
    case 'active':
    case 'active_impaired':
      return 'active';
    case 'failed':
      return 'failed';
    default:
      return 'provisioning';
  }
}
