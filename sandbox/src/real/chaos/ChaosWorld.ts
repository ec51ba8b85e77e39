import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  ClusterClient,
  createClusterClient,
  KubernetesObject,
  loadKubeConfig,
  systemClock,
} from '@hostmaster/kubernetes-runtime';
import { parseAllDocuments } from 'yaml';
import { kindOf } from '../../actors/gitOps/manifests';
import { LoadBalancerController } from '../../actors/loadBalancerController';
import { kinds } from '../../actors/loadBalancerController/objects';
import {
  Aws,
  awsLimits,
  createAws,
  demoDelays,
  inProcessRequestHandler,
} from '../../aws';
import { bootstrapCluster } from '../../seed/bootstrapCluster';
import { repositoryFiles } from '../../seed/repository';
import { services, zones } from '../../seed/world';
import { installDefinitions } from '../installDefinitions';
import { readKustomization } from '../policies/readKustomization';
import { repositoryPath } from '../repositoryPath';
import {
  domainClaimKind,
  gatewayHostnameRequestKind,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { AwsLedger } from './AwsLedger';
import { CHAOS_ACCOUNT, CHAOS_CLUSTER } from './chaosConfig';
import { KillableApiServer, startKillableApiServer } from './KillableApiServer';
import { Load } from './Load';
import { ObjectCensus } from './ObjectCensus';

/** A real API server, an emulated account, the load balancer controller's stand-in, tenants, and books of what is made. */
export interface ChaosWorld {
  server: KillableApiServer;
  /** An administrator's. */
  client: ClusterClient;
  aws: Aws;
  ledger: AwsLedger;
  census: ObjectCensus;
  load: Load;
  /** The role, its binding and all that deploy/rbac has. */
  rights: KubernetesObject[];
  log: string[];
  /** Creates or replaces, as a GitOps engine does. */
  put(objects: KubernetesObject[]): Promise<void>;
  /** Called before the world is closed, last first. */
  closing: Array<() => Promise<void>>;
  close(): Promise<void>;
}

/** Starts it with the rights of deploy/rbac and no hostname. `period`: ms between two wishes of the tenants. */
export async function startChaosWorld(options: {
  kubeApiServer: string;
  period: number;
}): Promise<ChaosWorld> {
  const closing: ChaosWorld['closing'] = [];
  const close = async () => {
    for (const each of closing.splice(0).reverse()) await each();
  };
  try {
    const server = await startKillableApiServer(options.kubeApiServer);
    closing.push(() => server.close());
    const client = createClusterClient({
      name: CHAOS_CLUSTER,
      kubeConfig: await loadKubeConfig({
        kind: 'file',
        path: await server.kubeconfig('admin'),
      }),
      fieldManager: 'sandbox',
    });
    closing.push(() => client.close());
    await installDefinitions(client);
    await bootstrapCluster(client, 'https://git.example.test/gitops');
    const put = (objects: KubernetesObject[]) => putAll(client, objects);
    const rights = readKustomization(
      repositoryPath('deploy/rbac'),
    ) as unknown as KubernetesObject[];
    await put([...rights, ...serviceObjects()]);

    const aws = createAws({
      clock: systemClock,
      random: Math.random,
      accountId: CHAOS_ACCOUNT,
      region: 'eu-central-1',
      delays: structuredClone(demoDelays),
      limits: awsLimits,
    });
    closing.push(async () => aws.close());
    for (const { name } of zones) aws.zones.putZone({ name });
    const ledger = new AwsLedger(aws, systemClock);

    const census = new ObjectCensus(client, [
      gatewayHostnameRequestKind,
      domainClaimKind,
      kinds.listenerSet,
      kinds.gateway,
      kinds.loadBalancerConfiguration,
    ]);
    const load = new Load({
      client,
      clock: systemClock,
      random: Math.random,
      namespaces: namespacesOfServices(),
      period: options.period,
    });
    const log: string[] = [];
    const stopped = new AbortController();
    const running = [
      census.run(stopped.signal),
      load.run(stopped.signal),
      loadBalancerController(client, aws, log).run(stopped.signal),
    ].map(each => each.catch(error => void log.push(`${error.stack}`)));
    closing.push(async () => {
      stopped.abort();
      await Promise.all(running);
    });
    return {
      ...{ server, client, aws, ledger, census, load, rights, log },
      ...{ put, closing, close },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function putAll(
  client: ClusterClient,
  objects: KubernetesObject[],
): Promise<void> {
  for (const object of objects) {
    await client.patch(
      kindOf(object),
      object.metadata,
      { type: 'apply', body: object, force: true },
      { fieldManager: 'gitops' },
    );
  }
}

function deployedHere() {
  return services.filter(
    ({ clusters, port }) => clusters.includes(CHAOS_CLUSTER) && port === 80,
  );
}

function namespacesOfServices(): string[] {
  return deployedHere().map(({ name }) => name);
}

function serviceObjects(): KubernetesObject[] {
  const files = repositoryFiles();
  return deployedHere().flatMap(({ name }) =>
    parseAllDocuments(
      files[`clusters/${CHAOS_CLUSTER}/${name}/service.yaml`],
    ).map(document => document.toJS() as KubernetesObject),
  );
}

function loadBalancerController(
  client: ClusterClient,
  aws: Aws,
  log: string[],
): LoadBalancerController {
  return new LoadBalancerController({
    client,
    clock: systemClock,
    random: Math.random,
    log: line => void log.push(line),
    provisioningRecheck: 1_000,
    // After many outages the real one may sleep for a quarter of an hour; what is measured here is the product.
    longestPause: 15_000,
    elb: new ElasticLoadBalancingV2Client({
      region: aws.region,
      credentials: { accessKeyId: 'AKIAOTHERS', secretAccessKey: 'others' },
      maxAttempts: 3,
      requestHandler: inProcessRequestHandler(request => aws.handle(request)),
    }),
  });
}
