import { LoggerService } from '@backstage/backend-plugin-api';
import { HostnameRef } from '@hostmaster/backstage-plugin-hostnames-common';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { HostnameReport, HostnameReports } from '../hostnames/HostnameReport';
import { ReadModel } from './ReadModel';
import { formatRef } from './StoredHostname';

type Entry =
  | { kind: 'report'; report: HostnameReport }
  | { kind: 'gone'; ref: HostnameRef; uid: string };

const GATHER_MS = 50;
const LARGEST_BATCH = 200;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/**
 * Takes reports without waiting and writes them in batches. Of one hostname only the newest report is kept, so what waits is
 * bounded by the number of hostnames. When the database fails, batches wait and are tried again.
 */
export class ReportQueue implements HostnameReports {
  private readonly waiting = new Map<string, Entry[]>();
  private running: Promise<void> | undefined;
  private cancelTimer: (() => void) | undefined;
  private retryMs = 0;
  private stopped = false;

  constructor(
    private readonly model: ReadModel,
    private readonly clock: Clock,
    private readonly logger: LoggerService,
  ) {}

  report(report: HostnameReport): void {
    const key = formatRef(report.ref);
    const earlier = (this.waiting.get(key) ?? []).filter(
      entry => entry.kind === 'gone' && entry.uid !== report.uid,
    );
    this.put(key, [...earlier, { kind: 'report', report }]);
  }

  gone(ref: HostnameRef, uid: string): void {
    const key = formatRef(ref);
    const others = (this.waiting.get(key) ?? []).filter(
      entry => uidOf(entry) !== uid,
    );
    this.put(key, [...others, { kind: 'gone', ref, uid }]);
  }

  /** Resolves when everything handed in so far has been written, or could not be. */
  async flush(): Promise<void> {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    while (this.running) await this.running;
    if (this.waiting.size > 0) await this.run();
  }

  /** Writes what waits, and nothing afterwards. */
  async stop(): Promise<void> {
    await this.flush();
    this.stopped = true;
    this.cancelTimer?.();
  }

  private put(key: string, entries: Entry[]): void {
    if (this.stopped) return;
    // Taken out and put in again: a name that changes all the time goes to the end of the line.
    this.waiting.delete(key);
    this.waiting.set(key, entries);
    this.wakeUp(this.retryMs || GATHER_MS);
  }

  private wakeUp(after: number): void {
    if (this.cancelTimer || this.running || this.stopped) return;
    this.cancelTimer = this.clock.schedule(after, () => {
      this.cancelTimer = undefined;
      void this.run();
    });
  }

  private run(): Promise<void> {
    this.running ??= this.drain().finally(() => {
      this.running = undefined;
      if (this.waiting.size > 0) this.wakeUp(this.retryMs || GATHER_MS);
    });
    return this.running;
  }

  private async drain(): Promise<void> {
    while (this.waiting.size > 0) {
      const batch = [...this.waiting].slice(0, LARGEST_BATCH);
      for (const [key] of batch) this.waiting.delete(key);
      const failed = await this.writeBatch(batch);
      if (failed.length === 0) {
        this.retryMs = 0;
        continue;
      }
      this.retryMs = Math.min(
        LONGEST_RETRY_MS,
        Math.max(FIRST_RETRY_MS, this.retryMs * 2),
      );
      for (const [key, entries] of failed)
        if (!this.waiting.has(key)) this.waiting.set(key, entries);
      return;
    }
  }

  /** What has to be tried again. One entry that cannot be written must not keep the others from it, so they go one by one then. */
  private async writeBatch(
    batch: Array<[string, Entry[]]>,
  ): Promise<Array<[string, Entry[]]>> {
    try {
      await this.write(batch.flatMap(([, entries]) => entries));
      return [];
    } catch (error) {
      this.logger.error('The read model could not be written', error as Error);
    }
    const failed: typeof batch = [];
    for (const item of batch) {
      await this.write(item[1]).catch(() => failed.push(item));
    }
    if (failed.length === batch.length) return failed;
    for (const [key] of failed)
      this.logger.error(
        `The read model cannot hold the report of ${key}; it is left out`,
      );
    return [];
  }

  private async write(entries: Entry[]): Promise<void> {
    for (const entry of entries) {
      if (entry.kind === 'gone') await this.model.gone(entry.ref, entry.uid);
    }
    await this.model.applyReports(
      entries.flatMap(entry => (entry.kind === 'report' ? [entry.report] : [])),
    );
  }
}

function uidOf(entry: Entry): string {
  return entry.kind === 'gone' ? entry.uid : entry.report.uid;
}
