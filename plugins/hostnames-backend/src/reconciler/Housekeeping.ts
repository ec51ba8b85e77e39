import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock, WriteGate, sleepOn } from '@hostmaster/kubernetes-runtime';
import { DefaultCertificateKeeper } from '../gateways/DefaultCertificateKeeper';
import { keepGateways } from '../gateways/keepGateways';
import { explainError } from '../hostnames/errors';
import { GhostMemory, sweep } from '../hostnames/sweep';
import { ClusterUnit } from './ClusterUnit';
import { isReady } from './HostnameWorker';

/** Milliseconds. */
const INTERVAL = 10_000;
const SWEEP_INTERVAL = 60_000;

/** What belongs to no single request: default certificates, planned and spare gateways, the sweep. Only while this replica leads. */
export class Housekeeping {
  private alarm = new AbortController();
  private sweptAt = -Infinity;
  private readonly ghosts: GhostMemory = new Map();
  private defaultsDueAt = -Infinity;

  constructor(
    private readonly options: {
      units: ReadonlyMap<string, ClusterUnit>;
      gate: WriteGate;
      clock: Clock;
      logger: LoggerService;
      defaultCertificates: DefaultCertificateKeeper;
    },
  ) {}

  /** Something happened that is worth a look now. */
  wake(): void {
    this.defaultsDueAt = -Infinity;
    this.alarm.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const next = this.options.gate.isOpen() ? await this.keep() : INTERVAL;
      if (!this.alarm.signal.aborted) {
        const either = AbortSignal.any([signal, this.alarm.signal]);
        await sleepOn(this.options.clock, next, either).catch(() => {});
      }
      this.alarm = new AbortController();
    }
  }

  private async keep(): Promise<number> {
    const { clock, units } = this.options;
    let next = INTERVAL;
    if (units.size > 0 && clock.monotonic() >= this.defaultsDueAt) {
      this.defaultsDueAt = clock.monotonic() + (await this.keepDefaults());
    }
    next = Math.min(next, Math.max(1, this.defaultsDueAt - clock.monotonic()));
    const due = clock.monotonic() - this.sweptAt >= SWEEP_INTERVAL;
    if (due) this.sweptAt = clock.monotonic();
    for (const unit of units.values()) {
      if (!isReady(unit)) continue;
      const what = `cluster ${unit.world.name}`;
      await this.attempt(`the gateways of ${what}`, () =>
        keepGateways(unit.deps),
      );
      if (due) {
        await this.attempt(`the sweep of ${what}`, () =>
          sweep(unit.deps, this.ghosts),
        );
      }
    }
    return next;
  }

  private async keepDefaults(): Promise<number> {
    const { defaultCertificates } = this.options;
    let next = 10 * 60_000;
    for (const provider of defaultCertificates.providers()) {
      const kept = await this.attempt(
        `the default certificate of ${provider}`,
        () => defaultCertificates.keep(provider),
      );
      next = Math.min(next, kept?.again ?? INTERVAL);
    }
    return next;
  }

  private async attempt<T>(
    what: string,
    run: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      const why = explainError(error);
      if (why) {
        this.options.logger.warn(`${what}: ${why.message}`, error as Error);
      }
      return undefined;
    }
  }
}
