import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { HostnameStore } from '../readModel/HostnameStore';
import { StoredHostname } from '../readModel/StoredHostname';
import { isWorthProbing, ProbeRunner } from './ProbeRunner';

const TICK_MS = 1_000;
/** Requests that hold no name are looked over this rarely. */
const IDLE_MS = 10 * 60_000;

/**
 * Runs the probes of hostnames as they become due, the most overdue first, a bounded number at the same time. Due times are in
 * the read model, and a look is claimed there before it begins, so that several processes share the work.
 */
export class ProbeScheduler {
  private readonly busy = new Set<Promise<void>>();

  constructor(
    private readonly options: {
      store: HostnameStore;
      runner: ProbeRunner;
      clock: Clock;
      logger: LoggerService;
      concurrency: number;
    },
  ) {}

  /** Resolves after `signal` has aborted and the last look has ended. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.tick(signal);
      } catch (error) {
        this.options.logger.warn(
          'Due probes could not be read',
          error as Error,
        );
      }
      await this.options.clock.sleep(TICK_MS, signal).catch(() => {});
    }
    await Promise.all(this.busy);
  }

  private async tick(signal: AbortSignal): Promise<void> {
    const { store, runner, clock } = this.options;
    const free = this.options.concurrency - this.busy.size;
    if (free < 1) return;
    const now = clock.now();
    for (const stored of await store.due('probe_at', now, free)) {
      if (!isWorthProbing(stored)) {
        await store.claimProbe(stored, now + IDLE_MS);
        continue;
      }
      // The claim lasts one interval: should this process die, another one looks then.
      if (await store.claimProbe(stored, runner.nextAt(stored, now)))
        this.start(stored, signal);
    }
  }

  private start(stored: StoredHostname, signal: AbortSignal): void {
    const look = this.options.runner.run(stored, signal);
    this.busy.add(look);
    void look.finally(() => this.busy.delete(look));
  }
}
