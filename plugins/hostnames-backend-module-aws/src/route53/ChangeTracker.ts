import { ProviderRuntime } from '@hostmaster/backstage-plugin-hostnames-node';
import { Route53Api } from './Route53Api';

const FIRST_GUESS_MS = 5_000;
const SHORTEST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

interface TrackedChange {
  sentAt: number;
  onInSync: () => void;
}

/**
 * Asks Route 53 whether own changes have reached all its name servers: one GetChange per batch and look, in the background. The
 * first look comes when changes usually are through, going by the last ones (Route 53 says "within 60 seconds").
 */
export class ChangeTracker {
  private readonly tracked = new Map<string, TrackedChange>();
  private usualMs = FIRST_GUESS_MS;

  constructor(
    private readonly api: Route53Api,
    private readonly runtime: ProviderRuntime,
  ) {}

  /** Calls `onInSync` once, when all name servers have the change. */
  track(changeId: string, onInSync: () => void): void {
    const sentAt = this.runtime.clock.monotonic();
    this.tracked.set(changeId, { sentAt, onInSync });
    this.lookLater(changeId, Math.max(SHORTEST_WAIT_MS, this.usualMs * 0.9));
  }

  /** Changes that have not arrived everywhere yet. */
  get pending(): number {
    return this.tracked.size;
  }

  private lookLater(changeId: string, wait: number): void {
    const { clock, signal } = this.runtime;
    if (signal.aborted) return;
    clock.schedule(wait, () => {
      this.look(changeId).catch(() =>
        this.lookLater(changeId, LONGEST_WAIT_MS),
      );
    });
  }

  private async look(changeId: string): Promise<void> {
    const change = this.tracked.get(changeId);
    if (!change || this.runtime.signal.aborted) return;
    const isInSync = await this.api.isInSync(changeId);
    const elapsed = this.runtime.clock.monotonic() - change.sentAt;
    if (!isInSync) {
      const wait = Math.max(SHORTEST_WAIT_MS, elapsed / 4);
      this.lookLater(changeId, Math.min(LONGEST_WAIT_MS, wait));
      return;
    }
    this.tracked.delete(changeId);
    this.usualMs = Math.min(60_000, this.usualMs * 0.8 + elapsed * 0.2);
    change.onInSync();
  }
}
