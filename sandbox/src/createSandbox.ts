import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Clock,
  ClusterClient,
  createClusterClient,
  loadKubeConfig,
  Random,
} from '@hostmaster/kubernetes-runtime';
import { AwsLimits, listenHttp, noDelays, raisedLimits2026 } from './aws';
import { listenHttps } from './cluster';
import { ClusterSwitches } from './console/ClusterSwitches';
import { createConsole } from './console/createConsole';
import { createSwitches } from './console/switches';
import { createWorld, World } from './createWorld';
import { freePort } from './dev/ports';
import { startGitHub } from './git/GitHub';
import { catalogYaml } from './seed/catalog';
import { repositoryFiles } from './seed/repository';
import { clusters, gitOwner, gitRepository, hostnames } from './seed/world';

/** An account whose owner had AWS raise what a busy controller needs: a person should not wait for buckets to fill. */
const grownAccount: AwsLimits = {
  ...raisedLimits2026,
  elb: {
    ...raisedLimits2026.elb,
    modify: { capacity: 200, refillPerSecond: 50 },
    targets: { capacity: 100, refillPerSecond: 20 },
    listenerCertificates: { capacity: 100, refillPerSecond: 20 },
  },
};

/** Options of the sandbox on sockets. */
export interface SandboxOptions {
  clock: Clock;
  random: Random;
  /** Where kubeconfigs, the catalog and the authority's certificate are written. */
  folder: string;
  /** `memory`, or the path of a kubeconfig: then the first cluster is that one. */
  cluster: string;
  log?: (line: string) => void;
}

/** The sandbox, listening. */
export interface Sandbox extends World {
  endpoints: {
    console: string;
    github: string;
    aws: string;
    dns: string;
    edge: string;
    clusters: Array<{ name: string; kubeconfig: string }>;
  };
  githubToken: string;
}

/** Starts everything on loopback, on ports that are free. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, random, folder, log } = options;
  const stopped = new AbortController();
  const githubPort = await freePort();
  const github = await startGitHub({
    port: githubPort,
    apiPort: await freePort(),
    repositories: [
      { owner: gitOwner, name: gitRepository, files: repositoryFiles() },
    ],
    onMerge: () =>
      engines.forEach(
        engine =>
          void engine
            .syncOnce()
            .catch(error => log?.(`gitops: ${error.message}`)),
      ),
  });
  const repository = github.repository(gitOwner, gitRepository);
  const outside: Record<string, ClusterClient> =
    options.cluster === 'memory'
      ? {}
      : { [clusters[0].name]: await outsideCluster(options.cluster, clock) };
  const world = await createWorld(
    {
      clock,
      random,
      delays: noDelays,
      limits: grownAccount,
      otherClusters: outside,
      gitInterval: 3_000,
      log,
    },
    repository.url,
  );

  for (const { hostname, story } of hostnames)
    if (story === 'stuck-in-validation')
      world.aws.certificates.withhold(hostname);
  const listeners: Array<{ close(): Promise<void> | void }> = [];
  const listening = async <T extends { close(): Promise<void> | void }>(
    listener: Promise<T>,
  ): Promise<T> => {
    const opened = await listener;
    listeners.unshift(opened);
    return opened;
  };
  const aws = await listening(
    listenHttp(request => world.aws.handle(request), { port: 0 }),
  );
  const dns = await listening(world.dns.listen({ port: 0 }));
  const edge = await listening(world.edge.listen({ port: await freePort() }));
  const kubeconfigs: Array<{ name: string; kubeconfig: string }> = [];
  for (const { name } of clusters) {
    const cluster = world.clusters.find(each => each.name === name);
    if (!cluster) {
      kubeconfigs.push({ name, kubeconfig: options.cluster });
      continue;
    }
    const listener = await listening(listenHttps(cluster, { port: 0 }));
    kubeconfigs.push({
      name,
      kubeconfig: await listener.kubeconfig(join(folder, `${name}.kubeconfig`)),
    });
  }
  const engines = world.startActors([repository], stopped.signal);

  const console = createConsole({
    aws: world.aws,
    clients: world.clients,
    switches: createSwitches(world.aws, clusterSwitches(world)),
    github: { octokit: github.octokit, owner: gitOwner, repo: gitRepository },
  });
  const page = await listening(
    listenHttp(request => console.handle(request), { port: 0 }),
  );

  writeFileSync(join(folder, 'catalog.yaml'), catalogYaml());
  writeFileSync(
    join(folder, 'authority.pem'),
    await world.aws.authority.rootCertificate(),
  );
  return {
    ...world,
    githubToken: github.token,
    endpoints: {
      console: page.url,
      github: github.url,
      aws: aws.url,
      dns: `127.0.0.1:${dns.port}`,
      edge: `127.0.0.1:${edge.port}`,
      clusters: kubeconfigs,
    },
    async close() {
      stopped.abort();
      for (const listener of listeners) await listener.close();
      await github.close();
      await world.close();
    },
  };
}

async function outsideCluster(
  path: string,
  clock: Clock,
): Promise<ClusterClient> {
  const kubeConfig = await loadKubeConfig({ kind: 'file', path });
  return createClusterClient({
    name: clusters[0].name,
    clock,
    kubeConfig,
    fieldManager: 'sandbox',
  });
}

function clusterSwitches(world: World): ClusterSwitches[] {
  return world.clusters.map(cluster => ({
    name: cluster.name,
    down: () => cluster.faults.setUnavailable(true),
    up: () => cluster.faults.setUnavailable(false),
    cutStreams: () => cluster.faults.closeStreams(),
  }));
}
