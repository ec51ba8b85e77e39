import { ProviderRuntime } from '@hostmaster/backstage-plugin-hostnames-node';
import { Poller } from '../views/Poller';
import { ReadProgress, SharedRead } from '../views/SharedRead';
import { AcmApi } from './AcmApi';
import { CertificateStore } from './CertificateStore';
import { OwnerReader } from './OwnerReader';

/** Requests younger than this are looked for often; whoever has not published his record by then waits for whole listings. */
const YOUNG_MS = 30 * 60_000;
/** Clocks of ACM and of this machine differ a little. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/**
 * Keeps the store in step with ACM: whole listings slowly, and while something of ours is pending only the newest pages, as far
 * back as the oldest young request.
 */
export class CertificateListing {
  private readonly whole: SharedRead<void>;
  private readonly poller: Poller;
  private pages = 1;

  constructor(
    private readonly options: {
      api: AcmApi;
      store: CertificateStore;
      owners: OwnerReader;
      runtime: ProviderRuntime;
      intervals: { quickMs: number; slowMs: number };
      onChange: (refs: string[]) => void;
    },
  ) {
    const { clock, signal } = options.runtime;
    this.whole = new SharedRead(clock, progress => this.readWhole(progress));
    this.poller = new Poller({
      clock,
      signal,
      interval: () =>
        this.youngPending().length > 0
          ? options.intervals.quickMs
          : options.intervals.slowMs,
      run: () => this.refresh(),
    });
  }

  /** Monotonic ms at which the last whole listing was started. */
  get listedAt(): number | undefined {
    return this.whole.latest()?.startedAt;
  }

  /** Waits for a whole listing that was started after `time`. @throws ProviderError */
  async newerThan(time: number, signal?: AbortSignal): Promise<number> {
    const { startedAt } = await this.whole.newerThan(time, { signal });
    return startedAt;
  }

  /** Something of ours has become pending. */
  hurry(): void {
    this.poller.hurry();
  }

  private async refresh(): Promise<void> {
    const { clock } = this.options.runtime;
    if (this.listedAt === undefined) return;
    const isDue =
      clock.monotonic() - this.listedAt >= this.options.intervals.slowMs;
    if (isDue || this.pages === 1) {
      await this.whole.newerThan(clock.monotonic() - 1, { urgent: false });
      return;
    }
    await this.readNewest();
  }

  private async readWhole(progress: ReadProgress): Promise<void> {
    const { certificates, pages } = await this.options.api.list(progress);
    this.pages = pages;
    this.take(certificates, { startedAt: progress.startedAt, isWhole: true });
  }

  private async readNewest(): Promise<void> {
    const times = this.youngPending().flatMap(
      ({ createdAt }) => createdAt ?? [],
    );
    const startedAt = this.options.runtime.clock.monotonic();
    const { certificates } = await this.options.api.list(
      { startedAt, priority: () => 'low' },
      Math.min(...times, this.options.runtime.clock.now()) - CLOCK_MARGIN_MS,
    );
    this.take(certificates, { startedAt, isWhole: false });
  }

  private take(
    certificates: Parameters<CertificateStore['merge']>[0],
    how: { startedAt: number; isWhole: boolean },
  ): void {
    const { store, owners, onChange } = this.options;
    const changed = store.merge(certificates, how);
    owners.readAll();
    if (changed.length > 0) onChange(changed);
  }

  private youngPending() {
    const now = this.options.runtime.clock.now();
    return this.options.store
      .pending()
      .filter(({ createdAt = now }) => now - createdAt < YOUNG_MS);
  }
}
