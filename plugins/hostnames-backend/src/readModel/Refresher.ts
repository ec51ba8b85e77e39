import { LoggerService } from '@backstage/backend-plugin-api';
import { HostnameRef } from '@hostmaster/backstage-plugin-hostnames-common';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { ReconcilerPort } from '../service/ReconcilerPort';
import { HostnameStore } from './HostnameStore';
import { World } from './projectHostname';
import { ReadModel } from './ReadModel';
import { SharedStatus } from './SharedStatus';
import { formatRef } from './StoredHostname';

const TICK_MS = 5_000;
const PART = 200;
/** Rows of requests that no cluster knows are kept this long: a report may be on its way. */
const MISSING_MS = 5 * 60_000;
const SWEEP_MS = 60_000;

/**
 * Keeps the stored verdicts true while nobody reports anything: when a term has passed, when a cluster or a provider was lost
 * or came back, when a request vanished while nobody looked.
 */
export class Refresher {
  private seenWorld = '';
  private lastSweep = -Infinity;

  constructor(
    private readonly options: {
      model: ReadModel;
      store: HostnameStore;
      shared: SharedStatus;
      reconciler: ReconcilerPort;
      world: () => World;
      clusters: string[];
      clock: Clock;
      logger: LoggerService;
    },
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.tick();
      } catch (error) {
        this.options.logger.warn(
          'The read model could not be refreshed',
          error as Error,
        );
      }
      await this.options.clock.sleep(TICK_MS, signal).catch(() => {});
    }
  }

  async tick(): Promise<void> {
    await this.shareStatus();
    await this.refreshWorld();
    await this.refreshDue();
    if (this.options.clock.monotonic() - this.lastSweep < SWEEP_MS) return;
    this.lastSweep = this.options.clock.monotonic();
    await this.sweep();
  }

  /** At most one part at a time: a list that waits for it stays quick. */
  async refreshDue(): Promise<void> {
    const due = await this.options.store.due(
      'rejudge_at',
      this.options.clock.now(),
      PART,
    );
    if (due.length > 0)
      await this.options.model.rejudge(due.map(({ ref }) => ref));
  }

  /** A process with a reconciler tells what it sees; one without listens. */
  private async shareStatus(): Promise<void> {
    const { reconciler: port, shared, clock } = this.options;
    if (!port.isLocal()) {
      const snapshot = await shared.read();
      if (snapshot) port.learn(snapshot);
      return;
    }
    await shared.publish({
      at: clock.now(),
      reconciler: port.reconciler(),
      clusters: port.clusters(),
      providers: port.providers(),
      capacity: port.capacity(),
    });
  }

  private async refreshWorld(): Promise<void> {
    const world = this.options.world();
    const state = JSON.stringify([
      this.options.reconciler
        .clusters()
        .map(({ name, reachable }) => [name, reachable]),
      world.providers.map(({ id, kind, failing }) => [
        id,
        kind,
        failing !== undefined,
      ]),
    ]);
    if (state === this.seenWorld) return;
    let after: HostnameRef | undefined;
    for (;;) {
      const page = await this.options.store.page(after, PART);
      if (page.length === 0) break;
      await this.options.model.rejudge(page.map(({ ref }) => ref));
      after = page[page.length - 1].ref;
    }
    this.seenWorld = state;
  }

  private async sweep(): Promise<void> {
    for (const cluster of await this.options.store.clusters()) {
      const rows = await this.options.store.refsOf(cluster);
      const known = this.options.clusters.includes(cluster)
        ? this.options.reconciler.requestsIn(cluster)
        : [];
      if (!known) continue;
      const present = new Set(
        known.map(({ ref, uid }) => `${formatRef(ref)} ${uid}`),
      );
      const oldest = this.options.clock.now() - MISSING_MS;
      for (const { ref, uid, seenAt } of rows) {
        if (seenAt < oldest && !present.has(`${formatRef(ref)} ${uid}`))
          await this.options.model.gone(ref, uid);
      }
    }
  }
}
