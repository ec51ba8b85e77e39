import {
  ClusterClient,
  KubernetesObject,
  listAll,
} from '@hostmaster/kubernetes-runtime';
import { gatewayHostnameRequestKind } from '@hostmaster/backstage-plugin-hostnames-common';
import { Aws, plainName } from '../aws';
import { kinds } from '../actors/loadBalancerController/objects';

/** What the console shows, as JSON. */
export interface ConsoleState {
  pullRequests: Array<{
    number: number;
    title: string;
    state: string;
    url: string;
  }>;
  requests: Array<{
    cluster: string;
    namespace: string;
    name: string;
    hostname: string;
    ready: string;
    reason: string;
    message: string;
  }>;
  gateways: Array<{
    cluster: string;
    name: string;
    address: string;
    listensAt: string;
    accepted: string;
    programmed: string;
    certificates: number;
  }>;
  zones: Array<{
    id: string;
    name: string;
    records: Array<{ name: string; type: string; value: string }>;
  }>;
  certificates: Array<{
    arn: string;
    name: string;
    status: string;
    inUse: boolean;
    notAfter?: string;
  }>;
  calls: Array<{
    at: string;
    service: string;
    operation: string;
    outcome: string;
    parameters: string;
  }>;
  switches: Array<{
    id: string;
    title: string;
    description: string;
    target?: { label: string; options: string[] };
  }>;
  faults: string[];
}

const MOST_RECORDS = 500;

/** The parts of the state that AWS and the clusters tell. A cluster that does not answer is left out. */
export async function worldState(
  aws: Aws,
  clients: ClusterClient[],
): Promise<Omit<ConsoleState, 'pullRequests' | 'switches'>> {
  const requests: ConsoleState['requests'] = [];
  const gateways: ConsoleState['gateways'] = [];
  for (const client of clients) {
    try {
      for (const { metadata, spec, status } of (
        await listAll(client, gatewayHostnameRequestKind)
      ).items) {
        const ready = status?.conditions?.find(({ type }) => type === 'Ready');
        requests.push({
          cluster: client.cluster,
          namespace: metadata.namespace ?? '',
          name: metadata.name,
          hostname: spec.hostname,
          ready: ready?.status ?? '',
          reason: ready?.reason ?? '',
          message: ready?.message ?? '',
        });
      }
      for (const gateway of (await listAll(client, kinds.gateway)).items)
        gateways.push(gatewayRow(aws, client.cluster, gateway));
    } catch {
      // the page says so by leaving the cluster out
    }
  }
  return {
    requests,
    gateways,
    zones: [...aws.route53.zones.values()].map(zone => ({
      id: zone.id,
      name: plainName(zone.name),
      records: [...zone.records.all()]
        .slice(0, MOST_RECORDS)
        .map(({ name, type, alias, values }) => ({
          name: plainName(name),
          type,
          value: alias ? `alias ${plainName(alias.dnsName)}` : values.join(' '),
        })),
    })),
    certificates: aws
      .inRegion()
      .acm.all()
      .map(({ arn, domainName, status, inUseBy, notAfter }) => ({
        arn,
        name: domainName,
        status,
        inUse: inUseBy.size > 0,
        ...(notAfter ? { notAfter: new Date(notAfter).toISOString() } : {}),
      })),
    calls: aws.callLog
      .entries()
      .slice(-100)
      .reverse()
      .map(call => ({
        at: new Date(call.at).toISOString(),
        service: call.service,
        operation: call.operation,
        outcome: call.outcome,
        parameters: Object.values(call.parameters).join(' '),
      })),
    faults: aws.faults
      .list()
      .map(({ kind, target }) =>
        `${kind} ${target.service ?? ''} ${target.operation ?? ''}`.trim(),
      ),
  };
}

function gatewayRow(
  aws: Aws,
  cluster: string,
  gateway: KubernetesObject & {
    status?: {
      addresses?: Array<{ value: string }>;
      conditions?: Array<{ type: string; status: string }>;
    };
  },
) {
  const address = gateway.status?.addresses?.[0]?.value ?? '';
  const condition = (type: string) =>
    gateway.status?.conditions?.find(each => each.type === type)?.status ?? '';
  return {
    cluster,
    name: gateway.metadata.name,
    address,
    listensAt:
      aws.addresses.of(
        aws.inRegion().elb.loadBalancerOfDnsName(`${address}.`)?.arn ?? '',
      ) ?? '',
    accepted: condition('Accepted'),
    programmed: condition('Programmed'),
    certificates: 0,
  };
}
