import { Clock, Random } from '@hostmaster/kubernetes-runtime';
import {
  Aws,
  AwsRegion,
  canonicalName,
  Certificate,
  CertificateMaterial,
  Listener,
  LoadBalancer,
  plainName,
} from '../../aws';
import { answerRequest, EdgeAnswer } from './answerRequest';
import { EdgeListener, listenEdge } from './listenEdge';
import { EdgeRequest } from './matchRule';
import { chooseCertificate } from './present';

/** @public */
export interface EdgeOptions {
  aws: Aws;
  clock: Clock;
  /** Chooses among weighted target groups; the first by weight when left out. */
  random?: Random;
}

/** What a handshake with a load balancer brings. @public */
export type Presented =
  | {
      kind: 'certificate';
      certificate: Certificate;
      isDefault: boolean;
      material(): Promise<CertificateMaterial>;
    }
  /** Nothing listens there. */
  | { kind: 'refused'; reason: string };

/** What a request to a load balancer brings. @public */
export type Responded =
  | ({ kind: 'answer' } & EdgeAnswer)
  | { kind: 'refused'; reason: string };

/** A load balancer by itself, its ARN, or its DNS name. @public */
export type LoadBalancerReference = LoadBalancer | string;

/** The rest of a request; GET over HTTPS with nothing special when left out. @public */
export interface RequestDetails {
  scheme?: 'http' | 'https';
  method?: string;
  query?: string;
  headers?: Record<string, string>;
  sourceAddress?: string;
  /** The server name of the handshake; the host when left out. */
  serverName?: string;
}

/** The load balancers of an emulated account, answering. @public */
export interface Edge {
  /** The certificate a TLS client gets to see. */
  present(
    loadBalancer: LoadBalancerReference,
    serverName: string | undefined,
  ): Presented;
  /** The answer to a request, without any socket. */
  respond(
    loadBalancer: LoadBalancerReference,
    host: string,
    path: string,
    details?: RequestDetails,
  ): Responded;
  /** The load balancer that the public DNS leads a host name to. */
  loadBalancerFor(host: string): LoadBalancer | undefined;
  /**
   * Serves every active load balancer at its own loopback address: its HTTPS listener on `port`, its HTTP listener on
   * `httpPort` (none when left out). Where the system has only one loopback address, all answer at 127.0.0.1 and are told
   * apart by name.
   */
  listen(options: { port: number; httpPort?: number }): Promise<EdgeListener>;
}

/** @public */
export function createEdge(options: EdgeOptions): Edge {
  const { aws } = options;
  const random = options.random ?? (() => 0);
  const edge: Edge = {
    present: (reference, serverName) => present(aws, reference, serverName),
    respond: (reference, host, path, details = {}) =>
      respond(aws, random, reference, host, path, details),
    loadBalancerFor: host => loadBalancerFor(aws, host),
    listen: listening => listenEdge(aws, edge, listening),
  };
  return edge;
}

function present(
  aws: Aws,
  reference: LoadBalancerReference,
  serverName: string | undefined,
): Presented {
  const found = findListener(aws, reference, 'https');
  if ('reason' in found) return { kind: 'refused', reason: found.reason };
  const chosen = chooseCertificate(found.listener, serverName, arn =>
    found.region.acm.find(arn),
  );
  if (!chosen)
    return {
      kind: 'refused',
      reason: 'The listener has no certificate that was issued.',
    };
  return {
    kind: 'certificate',
    ...chosen,
    material: () => found.region.acm.material(chosen.certificate),
  };
}

function respond(
  aws: Aws,
  random: Random,
  reference: LoadBalancerReference,
  host: string,
  path: string,
  details: RequestDetails,
): Responded {
  const scheme = details.scheme ?? 'https';
  const found = findListener(aws, reference, scheme);
  if ('reason' in found) return { kind: 'refused', reason: found.reason };
  const hostName = host.replace(/:\d+$/, '');
  const presented =
    scheme === 'https'
      ? present(aws, reference, details.serverName ?? hostName)
      : undefined;
  const request: EdgeRequest = {
    method: details.method ?? 'GET',
    host: hostName,
    path,
    query: details.query ?? '',
    headers: details.headers ?? {},
    sourceAddress: details.sourceAddress ?? '127.0.0.1',
  };
  const answer = answerRequest(request, {
    loadBalancer: found.loadBalancer,
    listener: found.listener,
    certificate:
      presented?.kind === 'certificate' ? presented.certificate : undefined,
    targetGroup: arn => found.region.elb.targetGroups.get(arn),
    random,
  });
  return { kind: 'answer', ...answer };
}

interface FoundListener {
  region: AwsRegion;
  loadBalancer: LoadBalancer;
  listener: Listener;
}

function findListener(
  aws: Aws,
  reference: LoadBalancerReference,
  scheme: 'http' | 'https',
): FoundListener | { reason: string } {
  const found = findLoadBalancer(aws, reference);
  if (!found) return { reason: 'There is no such load balancer.' };
  if (
    found.loadBalancer.state !== 'active' &&
    found.loadBalancer.state !== 'active_impaired'
  ) {
    return { reason: `The load balancer is ${found.loadBalancer.state}.` };
  }
  const listener = listenerOf(found.loadBalancer, scheme);
  return listener
    ? { ...found, listener }
    : { reason: `The load balancer has no ${scheme.toUpperCase()} listener.` };
}

/** The listener of a scheme; of several the one on the usual port. @public */
export function listenerOf(
  loadBalancer: LoadBalancer,
  scheme: 'http' | 'https',
): Listener | undefined {
  const protocols = scheme === 'https' ? ['HTTPS', 'TLS'] : ['HTTP'];
  const usual = scheme === 'https' ? 443 : 80;
  const listeners = [...loadBalancer.listeners.values()].filter(listener =>
    protocols.includes(listener.protocol),
  );
  return listeners.find(listener => listener.port === usual) ?? listeners[0];
}

function findLoadBalancer(
  aws: Aws,
  reference: LoadBalancerReference,
): { region: AwsRegion; loadBalancer: LoadBalancer } | undefined {
  for (const region of aws.regions()) {
    const loadBalancer =
      typeof reference === 'string'
        ? region.elb.loadBalancers.get(reference) ??
          region.elb.loadBalancerOfDnsName(reference)
        : region.elb.loadBalancers.get(reference.arn);
    if (loadBalancer) return { region, loadBalancer };
  }
  return undefined;
}

const LONGEST_CHAIN = 8;

function loadBalancerFor(aws: Aws, host: string): LoadBalancer | undefined {
  let name = canonicalName(host.replace(/:\d+$/, ''));
  for (let link = 0; link < LONGEST_CHAIN && name !== undefined; link++) {
    const own = findLoadBalancer(aws, plainName(name));
    if (own) return own.loadBalancer;
    const [record] = aws.publicDns.lookup(name, 'A') ?? [];
    const target =
      record?.alias?.dnsName ??
      (record?.type === 'CNAME' ? record.values[0] : undefined);
    name = target === undefined ? undefined : canonicalName(target);
  }
  return undefined;
}
