import {
  GatewayHostnameRequest,
  gatewayHostnameRequestKind,
  HostnameRequestValues,
  renderHostnameRequest,
  toYaml,
  Verdict,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  ClusterClient,
  KubernetesObject,
  ResourceKind,
} from '@hostmaster/kubernetes-runtime';
import {
  seededRandom,
  VirtualClock,
} from '@hostmaster/kubernetes-runtime/testUtils';
import { AwsDelays, awsDelays, plainName } from '../aws';
import { createWorld, World } from '../createWorld';
import { MemoryRepository } from '../git/MemoryRepository';
import { repositoryFiles } from '../seed/repository';
import {
  clusters,
  edgeNamespace,
  gitOwner,
  gitRepository,
  ownerOf,
  profile,
  serviceNamed,
} from '../seed/world';
import { Product } from './Product';
import { productConfig } from './productConfig';
import { Visitor } from './Visitor';

/** A step of a story and what was seen. */
export interface StoryStep {
  name: string;
  passed: boolean;
  saw: string;
}

/** What was hoped for, or what was seen instead. */
export type Look = string | { instead: string } | undefined;

/** How a story's world differs from the usual one. */
export interface StoryOptions {
  delays?: AwsDelays;
  /** Waits of the reconciler that differ from the defaults, as under `hostnames.reconciler.waits`. */
  waits?: Record<string, string>;
  /** Fields of the profile that differ. */
  profile?: Record<string, unknown>;
  /** Told of every step as it ends. */
  onStep?: (step: StoryStep) => void;
}

const SECOND = 1_000;
const MINUTE = 60_000;
const SEED = 7;

/**
 * One run of the sandbox on virtual time: the world, the product, a repository, and the words to tell what happens. Delays are
 * those of the real AWS. The same story gives the same run every time.
 */
export class Story {
  readonly steps: StoryStep[] = [];
  private readonly stopped = new AbortController();
  private runs = 0;
  private current!: Product;

  private constructor(
    readonly clock: VirtualClock,
    readonly world: World,
    readonly repository: MemoryRepository,
    readonly visitor: Visitor,
    private readonly options: StoryOptions,
  ) {}

  /** Opens a world with the seed's services, without its hostnames. */
  static async open(options: StoryOptions = {}): Promise<Story> {
    const clock = new VirtualClock();
    const repository = new MemoryRepository(
      `https://git.test/${gitOwner}/${gitRepository}.git`,
    );
    const files = Object.entries(repositoryFiles()).filter(([path]) =>
      path.endsWith('/service.yaml'),
    );
    repository.commit(Object.fromEntries(files));
    const world = await clock.waitFor(
      createWorld(
        {
          clock,
          random: seededRandom(SEED),
          delays: options.delays ?? awsDelays,
          bookmarkInterval: 30 * SECOND,
          track: work => clock.track(work),
        },
        repository.url,
      ),
    );
    const story = new Story(
      clock,
      world,
      repository,
      new Visitor(world),
      options,
    );
    world.startActors([repository], story.stopped.signal);
    await story.startProduct();
    await clock.advance(MINUTE);
    return story;
  }

  get product(): Product {
    return this.current;
  }

  /** The process dies where it stands; nothing is handed over. */
  async killProduct(): Promise<void> {
    await this.current.kill();
  }

  async startProduct(): Promise<void> {
    this.runs += 1;
    this.current = new Product(this.world, this.clock, {
      run: this.runs,
      config: productConfig(this.options.waits, this.options.profile),
    });
    await this.current.start();
  }

  /** Runs one step; what it answers is what was seen. A failed step ends the story. */
  async step(name: string, run: () => Promise<string>): Promise<void> {
    try {
      this.note({ name, passed: true, saw: await run() });
    } catch (error) {
      this.note({ name, passed: false, saw: (error as Error).message });
      throw error;
    }
  }

  note(step: StoryStep): void {
    this.steps.push(step);
    this.options.onStep?.(step);
  }

  /**
   * Lets virtual time pass until `look` answers a text, at most `limit` ms. Looks every second at first and more seldom the
   * longer it takes: every ten seconds after ten minutes, every minute after two hours.
   *
   * @throws Error with what was seen last.
   */
  async until(
    what: string,
    look: () => Promise<Look> | Look,
    limit = 30 * MINUTE,
  ): Promise<string> {
    const started = this.clock.monotonic();
    for (;;) {
      const saw = await this.clock.waitFor(Promise.resolve(look()));
      const passed = this.clock.monotonic() - started;
      if (typeof saw === 'string')
        return `${saw} (after ${Math.round(passed / SECOND)} s)`;
      if (passed >= limit)
        throw new Error(
          `${what}: not seen within ${limit / SECOND} s of virtual time; ${
            saw ? `seen last: ${saw.instead}` : 'nothing was there'
          }`,
        );
      await this.clock.advance(Math.min(limit - passed, pauseAfter(passed)));
    }
  }

  /** Commits a hostname request as the template would write it. Returns its path. */
  requestHostname(
    hostname: string,
    service: string,
    options: Partial<HostnameRequestValues> & { cluster?: string } = {},
  ): string {
    const { cluster = clusters[0].name, ...values } = options;
    const { environment } = clusters.find(({ name }) => name === cluster)!;
    const seed = serviceNamed(service);
    const manifests = renderHostnameRequest({
      hostname,
      namespace: seed.name,
      environment,
      profile,
      owner: ownerOf(seed),
      component: `component:default/${seed.name}`,
      kubernetesId: seed.name,
      requestId: `story-${service}`,
      routes: { serviceName: seed.name, servicePort: seed.port, path: '/' },
      edgeNamespace,
      ...values,
    });
    const path = `clusters/${cluster}/${service}/${manifests[0].metadata.name}.yaml`;
    this.repository.commit({ [path]: toYaml(manifests) });
    return path;
  }

  client(cluster: string = clusters[0].name): ClusterClient {
    const found = this.world.clients.find(client => client.cluster === cluster);
    if (!found) throw new Error(`no cluster is named ${cluster}`);
    return found;
  }

  async request(
    hostname: string,
    namespace: string,
    cluster?: string,
  ): Promise<GatewayHostnameRequest | undefined> {
    const { items } = await this.client(cluster).list(
      gatewayHostnameRequestKind,
      { namespace },
    );
    return items.find(({ spec }) => spec.hostname === hostname);
  }

  /** `type=status reason` of one condition, once it is there. */
  async condition(
    hostname: string,
    namespace: string,
    type: string,
    cluster?: string,
  ) {
    const request = await this.request(hostname, namespace, cluster);
    return request?.status?.conditions?.find(
      condition => condition.type === type,
    );
  }

  /** Waits until a condition has this status (and reason). */
  async untilCondition(
    hostname: string,
    namespace: string,
    type: string,
    status: string,
    options: { reason?: string; limit?: number; cluster?: string } = {},
  ): Promise<string> {
    return this.until(
      `${type}=${status}${
        options.reason ? ` ${options.reason}` : ''
      } on ${hostname}`,
      async () => {
        const found = await this.condition(
          hostname,
          namespace,
          type,
          options.cluster,
        );
        const words =
          found && `${type}=${found.status} ${found.reason}: ${found.message}`;
        if (
          words &&
          found.status === status &&
          (!options.reason || found.reason === options.reason)
        )
          return words;
        return words ? { instead: words } : undefined;
      },
      options.limit,
    );
  }

  async verdict(hostname: string): Promise<Verdict | undefined> {
    return this.current.verdict(hostname, this.visitor);
  }

  /** Waits until a visitor of the hostname is served by this service (`namespace/name`) with a certificate for the name. */
  async untilServed(
    hostname: string,
    service: string,
    limit?: number,
  ): Promise<string> {
    return this.until(
      `${hostname} served by ${service}`,
      async () => {
        const visit = await this.visitor.open(hostname);
        if (visit.kind !== 'served')
          return {
            instead:
              'why' in visit ? `${visit.kind}: ${visit.why}` : visit.kind,
          };
        const words = `${visit.status} from ${
          visit.service
        }, certificate for ${visit.names.join(', ')}`;
        return visit.service === service && visit.names.includes(hostname)
          ? words
          : { instead: words };
      },
      limit,
    );
  }

  /** Lets time pass in which the product must write nothing. */
  async idle(milliseconds: number): Promise<string> {
    const since = this.clock.now();
    await this.clock.advance(milliseconds);
    const written = this.current.writesSince(since);
    expectThat(
      written.length === 0,
      `${written.length} writes in ${
        milliseconds / MINUTE
      } idle minutes: ${written.slice(0, 5).join(', ')}`,
    );
    return `0 writes in ${milliseconds / MINUTE} minutes`;
  }

  /** Waits for a verdict that is as wanted. */
  async untilVerdict(
    what: string,
    hostname: string,
    isWanted: (verdict: Verdict) => boolean,
    limit?: number,
  ): Promise<string> {
    return this.until(
      what,
      async () => {
        const verdict = await this.verdict(hostname);
        if (!verdict) return undefined;
        const words = `${verdict.level}, impact ${verdict.impact}: ${verdict.sentence}`;
        return isWanted(verdict) ? words : { instead: words };
      },
      limit,
    );
  }

  /** The records of all zones but SOA and NS, one line each, sorted: to compare before and after. */
  zoneLines(): string[] {
    return [...this.world.aws.route53.zones.values()]
      .flatMap(zone => [...zone.records.all()])
      .filter(({ type }) => type !== 'SOA' && type !== 'NS')
      .map(
        ({ name, type, values, alias }) =>
          `${plainName(name)} ${type} ${
            alias ? plainName(alias.dnsName) : values.join(' ')
          }`,
      )
      .sort();
  }

  async get<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    namespace: string,
    name: string,
    cluster?: string,
  ): Promise<T | undefined> {
    return this.client(cluster).get(kind, { namespace, name });
  }

  async close(): Promise<void> {
    this.stopped.abort();
    await this.current.kill();
    await this.clock.waitFor(this.world.close());
  }
}

function pauseAfter(passed: number): number {
  if (passed < 10 * MINUTE) return SECOND;
  return passed < 120 * MINUTE ? 10 * SECOND : MINUTE;
}

/** Fails the step with a sentence when something is not so. */
export function expectThat(
  condition: unknown,
  sentence: string,
): asserts condition {
  if (!condition) throw new Error(sentence);
}
