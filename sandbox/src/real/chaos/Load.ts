import {
  listenerSetName,
  renderHostnameRequest,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  Clock,
  ClusterClient,
  KubernetesObject,
  Random,
} from '@hostmaster/kubernetes-runtime';
import { kindOf } from '../../actors/gitOps/manifests';
import { edgeNamespace, profile } from '../../seed/world';
import { CHAOS_CLUSTER, CHAOS_ZONE } from './chaosConfig';

/** One hostname of the load, as "Git" has it. No name is ever used again. */
export interface LoadedName {
  hostname: string;
  namespace: string;
  /** Of the request, its route and its ListenerSet. */
  name: string;
  additionalNames: string[];
  path: string;
  /** Only there to be changed: a new generation without anything else. */
  hours: number;
  /** Wall-clock ms since when it is not wanted. */
  removedAt?: number;
}

const FEWEST = 20;
const MOST = 40;

/**
 * Tenants and their GitOps engine: hostnames come, change and go, one each period. What is wanted is kept here and brought into
 * the cluster again and again until the API server has taken it, so that an outage delays a wish and never loses it.
 */
export class Load {
  readonly names: LoadedName[] = [];
  private readonly dirty = new Set<LoadedName>();
  private paused = true;
  /** Somebody waits for what becomes of it. */
  private spared?: LoadedName;

  constructor(
    private readonly options: {
      client: ClusterClient;
      clock: Clock;
      random: Random;
      /** Namespaces that have a Service of their own name, on port 80. */
      namespaces: string[];
      /** Milliseconds between two wishes. */
      period: number;
    },
  ) {}

  wanted(): LoadedName[] {
    return this.names.filter(({ removedAt }) => removedAt === undefined);
  }

  removed(): LoadedName[] {
    return this.names.filter(({ removedAt }) => removedAt !== undefined);
  }

  start(count: number): void {
    while (this.wanted().length < count) this.add();
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  /** As when a cluster is restored from Git: everything that is wanted is applied once more. */
  applyAll(): void {
    for (const each of this.wanted()) this.dirty.add(each);
  }

  /** Whether the cluster has taken every wish. */
  isTaken(): boolean {
    return this.dirty.size === 0;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, period } = this.options;
    while (!signal.aborted) {
      if (!this.paused) this.wish();
      await this.bring(signal);
      await clock.sleep(period, signal).catch(() => {});
    }
  }

  /** Changes one name now; answers once the API server has taken it, with the generation it gave. */
  async mark(signal?: AbortSignal): Promise<{
    name: LoadedName;
    generation: number;
  }> {
    const name = this.pick();
    this.spared = name;
    name.hours++;
    for (;;) {
      try {
        const [request] = await this.apply(name);
        return { name, generation: request.metadata.generation ?? 0 };
      } catch (error) {
        if (signal?.aborted) throw error;
        await this.options.clock.sleep(100, signal);
      }
    }
  }

  private wish(): void {
    const { length } = this.wanted();
    const dice = this.options.random();
    if (length < FEWEST || (length < MOST && dice < 0.35)) this.add();
    else if (length >= MOST || dice < 0.65) this.remove();
    else this.change();
  }

  private add(): void {
    const { namespaces } = this.options;
    const number = this.names.length + 1;
    const hostname = `n${`${number}`.padStart(4, '0')}.${CHAOS_ZONE}`;
    const added = {
      hostname,
      namespace: namespaces[number % namespaces.length],
      name: listenerSetName(hostname),
      additionalNames: [],
      path: '/',
      hours: 1000,
    };
    this.names.push(added);
    this.dirty.add(added);
  }

  private change(): void {
    const name = this.pick();
    const dice = this.options.random();
    if (dice < 0.25 && name.additionalNames.length === 0)
      name.additionalNames.push(`also-${name.hostname}`);
    else if (dice < 0.6) name.path = `${name.path}v`;
    else name.hours++;
    this.dirty.add(name);
  }

  private remove(): void {
    const name = this.pick();
    if (name === this.spared) return;
    name.removedAt = this.options.clock.now();
    this.dirty.add(name);
  }

  private pick(): LoadedName {
    const wanted = this.wanted();
    return wanted[Math.floor(this.options.random() * wanted.length)];
  }

  private async bring(signal: AbortSignal): Promise<void> {
    for (const name of [...this.dirty]) {
      if (signal.aborted) return;
      this.dirty.delete(name);
      await (name.removedAt === undefined
        ? this.apply(name)
        : this.take(name)
      ).catch(() => this.dirty.add(name));
    }
  }

  private async apply(name: LoadedName): Promise<KubernetesObject[]> {
    const applied: KubernetesObject[] = [];
    for (const object of manifestsOf(name)) {
      applied.push(
        await this.options.client.patch(
          kindOf(object),
          object.metadata,
          { type: 'apply', body: object, force: true },
          { fieldManager: 'gitops' },
        ),
      );
    }
    return applied;
  }

  /** A person has looked at it: the brake is for what nobody meant. */
  private async take(name: LoadedName): Promise<void> {
    const { client } = this.options;
    const [request, ...others] = manifestsOf(name);
    const there = await client.get(kindOf(request), request.metadata);
    if (there) {
      await client.patch(kindOf(request), request.metadata, {
        type: 'merge',
        body: {
          metadata: {
            annotations: { 'hostmaster.dev/confirm-deletion': 'true' },
          },
        },
      });
    }
    for (const object of [request, ...others])
      await client.delete(kindOf(object), object.metadata);
  }
}

function manifestsOf(name: LoadedName): KubernetesObject[] {
  const { hostname, namespace, additionalNames, path, hours } = name;
  return renderHostnameRequest({
    hostname,
    namespace,
    environment: CHAOS_CLUSTER,
    profile,
    certificate: { additionalNames },
    expiresAfter: `${hours}h`,
    routes: { serviceName: namespace, servicePort: 80, path },
    edgeNamespace,
  }) as unknown as KubernetesObject[];
}
