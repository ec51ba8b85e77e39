import {
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import {
  Clock,
  ClusterClient,
  createClusterClient,
  loadKubeConfig,
  systemClock,
} from '@hostmaster/kubernetes-runtime';
import { GitOpsEngine } from '../actors/gitOps/GitOpsEngine';
import { LoadBalancerController } from '../actors/loadBalancerController';
import { GitHub } from '../git/GitHub';
import { bootstrapCluster } from '../seed/bootstrapCluster';
import { repositoryFiles } from '../seed/repository';
import { gitOwner, gitRepository, zones } from '../seed/world';
import { installDefinitions, InstalledDefinitions } from './installDefinitions';
import { RealEndpoints, REAL_CLUSTER } from './realConfig';
import { RealServer, startRealServer } from './RealServer';
import { repositoryPath } from './repositoryPath';
import { startGitHubProcess } from './startGitHubProcess';
import { KubeApiServer, startKubeApiServer } from './startKubeApiServer';
import { Moto, startMoto } from './startMoto';

/** A real API server, moto, GitHub, and the controllers that others run, all on loopback and in real time. */
export interface RealWorld {
  clock: Clock;
  server: KubeApiServer;
  client: ClusterClient;
  moto: Moto;
  github: GitHub;
  definitions: InstalledDefinitions;
  /** Ids of the hosted zones, by name. */
  zoneIds: Record<string, string>;
  /** What a zone holds now, apart from its SOA and NS. */
  records(zone: string): Promise<ResourceRecordSet[]>;
  /** Starts the product in a process of its own. Its lines are kept. */
  startProduct(): Promise<RealServer & { lines: string[] }>;
  /** What the actors had to say. */
  log: string[];
  close(): Promise<void>;
}

/** Starts it with the services of the seed and none of its hostnames. */
export async function startRealWorld(programs: {
  kubeApiServer: string;
  moto: string;
}): Promise<RealWorld> {
  const closing: Array<() => Promise<void>> = [];
  const close = async () => {
    for (const each of closing.reverse()) await each();
  };
  const started = async <T extends { close(): Promise<void> }>(
    starting: Promise<T>,
  ): Promise<T> => {
    const server = await starting;
    closing.push(() => server.close());
    return server;
  };
  try {
    const server = await started(startKubeApiServer(programs.kubeApiServer));
    const moto = await started(
      startMoto(programs.moto, { certificatesIssuedAfterSeconds: 2 }),
    );
    const files = Object.entries(repositoryFiles()).filter(
      ([path]) =>
        path.startsWith(`clusters/${REAL_CLUSTER}/`) &&
        path.endsWith('/service.yaml'),
    );
    const github = await started(
      startGitHubProcess([
        {
          owner: gitOwner,
          name: gitRepository,
          files: Object.fromEntries(files),
        },
      ]),
    );

    const client = await started(connect(server.kubeconfig));
    const definitions = await installDefinitions(client);
    const repository = github.repository(gitOwner, gitRepository);
    await bootstrapCluster(client, repository.url);
    const zoneIds = await createZones(moto);

    const log: string[] = [];
    const stopped = new AbortController();
    const shared = {
      client,
      clock: systemClock,
      random: Math.random,
      log: (line: string) => void log.push(line),
    };
    const actors = [
      new GitOpsEngine({
        ...shared,
        repositories: [repository],
        interval: 1_000,
      }),
      new LoadBalancerController({
        ...shared,
        elb: moto.sdk.elb,
        network: moto.network,
        provisioningRecheck: 1_000,
      }),
    ];
    const running = actors.map(actor =>
      actor
        .run(stopped.signal)
        .catch(error => shared.log(`${actor.name} ended: ${error.stack}`)),
    );
    closing.push(async () => {
      stopped.abort();
      await Promise.all(running);
    });

    return {
      clock: systemClock,
      server,
      client,
      moto,
      github,
      definitions,
      zoneIds,
      log,
      close,
      records: zone => recordsOf(moto, zoneIds[zone]),
      async startProduct() {
        const lines: string[] = [];
        const product = await started(
          startProduct(
            {
              kubeconfig: server.kubeconfig,
              aws: moto.endpoint,
              region: moto.region,
            },
            line => void lines.push(line),
          ),
        );
        return { ...product, lines };
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function connect(kubeconfig: string) {
  return createClusterClient({
    name: REAL_CLUSTER,
    kubeConfig: await loadKubeConfig({ kind: 'file', path: kubeconfig }),
    fieldManager: 'sandbox',
  });
}

async function startProduct(
  endpoints: RealEndpoints,
  onLine: (line: string) => void,
): Promise<RealServer> {
  return startRealServer(
    process.execPath,
    [
      '--require',
      repositoryPath(
        'node_modules/@backstage/cli-node/config/nodeTransform.cjs',
      ),
      repositoryPath('sandbox/src/real/productProcess.ts'),
      JSON.stringify(endpoints),
    ],
    { isReady: line => line === 'ready', onLine },
  );
}

async function createZones({ sdk }: Moto): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const { name } of zones) {
    const { HostedZone } = await sdk.route53.send(
      new CreateHostedZoneCommand({ Name: name, CallerReference: name }),
    );
    ids[name] = HostedZone!.Id!;
  }
  return ids;
}

async function recordsOf(
  { sdk }: Moto,
  HostedZoneId: string,
): Promise<ResourceRecordSet[]> {
  const records: ResourceRecordSet[] = [];
  let from:
    | { StartRecordName?: string; StartRecordType?: ResourceRecordSet['Type'] }
    | undefined = {};
  while (from) {
    const page: {
      ResourceRecordSets?: ResourceRecordSet[];
      IsTruncated?: boolean;
      NextRecordName?: string;
      NextRecordType?: ResourceRecordSet['Type'];
    } = await sdk.route53.send(
      new ListResourceRecordSetsCommand({ HostedZoneId, ...from }),
    );
    records.push(...(page.ResourceRecordSets ?? []));
    from = page.IsTruncated
      ? {
          StartRecordName: page.NextRecordName,
          StartRecordType: page.NextRecordType,
        }
      : undefined;
  }
  return records.filter(({ Type }) => Type !== 'SOA' && Type !== 'NS');
}
