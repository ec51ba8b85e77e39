import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Route53Client } from '@aws-sdk/client-route-53';
import {
  ClusterClient,
  createClusterClient,
  KubernetesObject,
  ResourceKind,
} from '@hostmaster/kubernetes-runtime';
import {
  seededRandom,
  VirtualClock,
} from '@hostmaster/kubernetes-runtime/testUtils';
import {
  Aws,
  AwsDelays,
  createAws,
  inProcessRequestHandler,
  noDelays,
} from '../../aws';
import { createMemoryCluster, MemoryCluster } from '../../cluster';
import { Actor } from '../Actor';
import { kindOf } from '../gitOps/manifests';

/** One cluster and one account on virtual time, for the tests of the actors. */
export class ActorWorld {
  readonly clock = new VirtualClock();
  readonly random = seededRandom(1);
  readonly aws: Aws;
  readonly cluster: MemoryCluster;
  readonly client: ClusterClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly route53: Route53Client;
  private readonly stopped = new AbortController();
  private readonly running: Array<Promise<void>> = [];

  constructor(delays: AwsDelays = noDelays) {
    const { clock, random } = this;
    this.aws = createAws({
      clock,
      random,
      accountId: '123456789012',
      region: 'eu-central-1',
      delays: structuredClone(delays),
    });
    this.cluster = createMemoryCluster({
      name: 'prod',
      clock,
      random,
      bookmarkInterval: 30_000,
    });
    this.client = createClusterClient({
      name: 'prod',
      clock,
      transport: this.cluster.transport,
      baseUrl: 'https://prod.cluster.local',
      fieldManager: 'test',
    });
    const sdk = {
      region: this.aws.region,
      credentials: { accessKeyId: 'AKIAOTHERS', secretAccessKey: 'sandbox' },
      requestHandler: inProcessRequestHandler(request =>
        this.aws.handle(request),
      ),
      maxAttempts: 1,
    };
    this.elb = new ElasticLoadBalancingV2Client(sdk);
    this.route53 = new Route53Client(sdk);
  }

  start(actor: Actor): void {
    this.running.push(actor.run(this.stopped.signal));
  }

  apply(...objects: object[]): void {
    for (const object of objects) this.cluster.objects.apply(object);
  }

  delete(object: {
    apiVersion: string;
    kind: string;
    metadata: { namespace?: string; name: string };
  }): void {
    this.cluster.objects.delete(
      { apiVersion: object.apiVersion, kind: object.kind },
      object.metadata,
    );
  }

  /** An object as it is now. */
  get<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    name: { namespace?: string; name: string },
  ): T | undefined {
    return this.cluster.objects.get(
      { apiVersion: apiVersionOf(kind), kind: kind.kind },
      name,
    ) as unknown as T | undefined;
  }

  list<T extends KubernetesObject>(kind: ResourceKind<T>): T[] {
    return this.cluster.objects.list({
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
    }) as unknown as T[];
  }

  /** Lets time pass, ten minutes at the most, until `look` answers something. */
  async until<T>(look: () => T | undefined | false): Promise<T> {
    for (let second = 0; second < 600; second += 1) {
      const saw = look();
      if (saw) return saw;
      await this.clock.advance(1_000);
    }
    throw new Error(`not seen within ten minutes: ${look}`);
  }

  /** Lets everything that has begun come to its end. */
  async settle(): Promise<void> {
    await this.clock.advance(10_000);
  }

  async close(): Promise<void> {
    this.stopped.abort();
    await this.clock.waitFor(Promise.allSettled(this.running));
    this.aws.close();
    this.cluster.close();
  }
}

/** A namespace with labels. */
export function namespace(
  name: string,
  labels?: Record<string, string>,
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...(labels ? { labels } : {}) },
  };
}

/** Applies through the API, as another client would; errors are those of the client. */
export async function create(
  world: ActorWorld,
  object: KubernetesObject,
): Promise<KubernetesObject> {
  return world.clock.waitFor(world.client.create(kindOf(object), object));
}

function apiVersionOf({ group, version }: ResourceKind): string {
  return group ? `${group}/${version}` : version;
}
