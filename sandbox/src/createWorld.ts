import { ACMClient } from '@aws-sdk/client-acm';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Route53Client } from '@aws-sdk/client-route-53';
import {
  Clock,
  ClusterClient,
  createClusterClient,
  Random,
} from '@hostmaster/kubernetes-runtime';
import { Actor } from './actors/Actor';
import { CertManager } from './actors/certManager';
import { GitOpsEngine } from './actors/gitOps/GitOpsEngine';
import { LoadBalancerController } from './actors/loadBalancerController';
import {
  Aws,
  AwsDelays,
  AwsLimits,
  awsLimits,
  createAws,
  inProcessRequestHandler,
} from './aws';
import { createMemoryCluster, MemoryCluster } from './cluster';
import { createDns, createEdge, Dns, Edge, publicView } from './edge';
import { GitRepository } from './git/GitRepository';
import { bootstrapCluster } from './seed/bootstrapCluster';
import { clusters, zones } from './seed/world';

/** Options of a world. */
export interface WorldOptions {
  clock: Clock;
  random: Random;
  delays: AwsDelays;
  limits?: AwsLimits;
  /** Clusters that exist elsewhere, in place of one in memory, by name. */
  otherClusters?: Record<string, ClusterClient>;
  /** How often the GitOps engine asks its repositories, ms. */
  gitInterval?: number;
  /** How often watches of the clusters in memory get a bookmark, ms; as a rule every minute. */
  bookmarkInterval?: number;
  /** Told of work outside of the event loop, which a virtual clock has to wait for. */
  track?: <T>(work: Promise<T>) => Promise<T>;
  log?: (line: string) => void;
}

/** Everything outside the product, in one process and without a socket. */
export interface World {
  clock: Clock;
  random: Random;
  aws: Aws;
  /** SDK clients of those who are not the product. */
  sdk: {
    route53: Route53Client;
    acm: ACMClient;
    elb: ElasticLoadBalancingV2Client;
  };
  clusters: MemoryCluster[];
  /** An administrator's client for every cluster. */
  clients: ClusterClient[];
  dns: Dns;
  edge: Edge;
  /** Starts the controllers that others run, over these repositories. */
  startActors(
    repositories: GitRepository[],
    signal: AbortSignal,
  ): GitOpsEngine[];
  close(): Promise<void>;
}

/** Makes the world and what its platform team has set up: zones, classes, issuers, GitOps. */
export async function createWorld(
  options: WorldOptions,
  repositoryUrl: string,
): Promise<World> {
  const { clock, random } = options;
  const aws = createAws({
    clock,
    random,
    accountId: '123456789012',
    region: 'eu-central-1',
    delays: structuredClone(options.delays),
    limits: options.limits ?? awsLimits,
  });
  for (const zone of zones) aws.zones.putZone({ name: zone.name });

  const memory = clusters
    .filter(({ name }) => !options.otherClusters?.[name])
    .map(({ name }) =>
      createMemoryCluster({
        name,
        clock,
        random,
        bookmarkInterval: options.bookmarkInterval,
      }),
    );
  const clients = clusters.map(({ name }) => {
    const cluster = memory.find(each => each.name === name);
    return cluster ? adminOf(cluster, clock) : options.otherClusters![name];
  });
  for (const client of clients) await bootstrapCluster(client, repositoryUrl);

  const dns = createDns({ view: publicView(aws), random });
  const edge = createEdge({ aws, clock, random });
  const sdk = sdkClients(aws);
  const running: Array<Promise<void>> = [];

  return {
    clock,
    random,
    aws,
    sdk,
    clusters: memory,
    clients,
    dns,
    edge,
    startActors(repositories, signal) {
      const engines = clients.map(
        client =>
          new GitOpsEngine({
            client,
            clock,
            random,
            repositories,
            interval: options.gitInterval ?? 30_000,
            log: options.log,
          }),
      );
      for (const actor of [
        ...engines,
        ...clients.flatMap(client =>
          controllers(client, {
            clock,
            random,
            sdk,
            dns,
            track: options.track,
            log: options.log,
          }),
        ),
      ]) {
        running.push(
          actor
            .run(signal)
            .catch(error => options.log?.(`${actor.name}: ${error.message}`)),
        );
      }
      return engines;
    },
    async close() {
      await Promise.allSettled(running);
      aws.close();
      for (const cluster of memory) cluster.close();
    },
  };
}

function controllers(
  client: ClusterClient,
  {
    clock,
    random,
    sdk,
    dns,
    track,
    log,
  }: Pick<World, 'clock' | 'random' | 'sdk' | 'dns'> &
    Pick<WorldOptions, 'track' | 'log'>,
): Actor[] {
  return [
    new LoadBalancerController({
      client,
      clock,
      random,
      elb: sdk.elb,
      provisioningRecheck: 5_000,
      log,
    }),
    new CertManager({
      client,
      clock,
      random,
      route53: sdk.route53,
      lookupTxt: name => lookupTxt(dns, name),
      track,
      log,
    }),
  ];
}

function adminOf(cluster: MemoryCluster, clock: Clock): ClusterClient {
  return createClusterClient({
    name: cluster.name,
    clock,
    transport: cluster.transport,
    baseUrl: `https://${cluster.name}.cluster.local`,
    fieldManager: 'sandbox',
  });
}

/** SDK clients over a world's handler; AWS as others than the product use it. */
export function sdkClients(aws: Aws): World['sdk'] {
  const shared = {
    region: aws.region,
    credentials: { accessKeyId: 'AKIAOTHERS', secretAccessKey: 'sandbox' },
    requestHandler: inProcessRequestHandler(request => aws.handle(request)),
    maxAttempts: 1,
  };
  return {
    route53: new Route53Client(shared),
    acm: new ACMClient(shared),
    elb: new ElasticLoadBalancingV2Client(shared),
  };
}

async function lookupTxt(dns: Dns, name: string): Promise<string[]> {
  const response = dns.answer({
    type: 'query',
    id: 1,
    questions: [{ type: 'TXT', name, class: 'IN' }],
  });
  return (response.answers ?? []).flatMap(answer =>
    answer.type === 'TXT'
      ? [answer.data]
          .flat()
          .map(part => part.toString())
          .join('')
      : [],
  );
}
