import { createHash } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { SignalsService } from '@backstage/plugin-signals-node';
import { HostnameRef } from '@hostmaster/backstage-plugin-hostnames-common';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { HostnameListener, ReadModel } from '../readModel/ReadModel';
import { formatRef } from '../readModel/StoredHostname';

/** Channel on which portals hear of changes. */
export const SIGNAL_CHANNEL = 'hostnames';

/** Changes of one hostname within this time are one signal. */
const GATHER_MS = 1_000;

/** Names a hostname in signals: tells nothing of it, and is the same every time. */
export function opaqueId(ref: HostnameRef): string {
  return createHash('sha256').update(formatRef(ref)).digest('hex').slice(0, 32);
}

/**
 * Tells the owners' browsers that something changed, and nothing of what: they read again through the API, which checks what
 * they may see. Never broadcast.
 */
export class ChangeSignals {
  private readonly waiting = new Map<string, Set<string>>();
  private scheduled = false;

  constructor(
    private readonly options: {
      signals: SignalsService;
      clock: Clock;
      logger: LoggerService;
    },
  ) {}

  listenTo(model: ReadModel): () => void {
    return model.onChange(change => this.note(change));
  }

  private note({ before, after }: Parameters<HostnameListener>[0]): void {
    const owners = [before?.owner, after?.owner].filter(
      owner => owner !== undefined,
    );
    const ref = (after ?? before)?.ref;
    if (!ref || owners.length === 0) return;
    const id = opaqueId(ref);
    const known = this.waiting.get(id) ?? new Set();
    for (const owner of owners) known.add(owner);
    this.waiting.set(id, known);
    if (this.scheduled) return;
    this.scheduled = true;
    this.options.clock.schedule(GATHER_MS, () => {
      this.scheduled = false;
      void this.send();
    });
  }

  private async send(): Promise<void> {
    const signals = [...this.waiting];
    this.waiting.clear();
    for (const [id, owners] of signals) {
      try {
        await this.options.signals.publish({
          recipients: { type: 'user', entityRef: [...owners] },
          channel: SIGNAL_CHANNEL,
          message: { changed: true, id },
        });
      } catch (error) {
        this.options.logger.warn(
          'A signal could not be published',
          error as Error,
        );
        return;
      }
    }
  }
}
