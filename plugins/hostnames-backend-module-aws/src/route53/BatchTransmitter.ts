import {
  DnsChange,
  ProviderError,
  ProviderRuntime,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { awsErrorMessage } from '../calls/translateAwsError';
import { inOrder } from './ListedZone';
import { Route53Api } from './Route53Api';
import { Submission } from './Submission';
import { ZoneRecords } from './ZoneRecords';

/** Route 53 is busy with a zone for some hundred ms after a batch. */
const GAP_MS = 500;
const BUSY_ATTEMPTS = 10;
const LONGEST_BUSY_PAUSE_MS = 5_000;

/** What became of one call. */
export type Sent =
  | { kind: 'applied'; changeId: string; isInSync: boolean }
  | { kind: 'refused'; text: string }
  | { kind: 'lost'; error: ProviderError };

/** Sends one batch of a zone at a time, and lets its view know what is under way and what was accepted. */
export class BatchTransmitter {
  private lastAnswer = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly options: {
      zoneId: string;
      api: Route53Api;
      runtime: ProviderRuntime;
      records: ZoneRecords;
    },
  ) {}

  /** One call; repeated while the zone is busy, in which case nothing was done. */
  async send(group: Submission[]): Promise<Sent> {
    const { api, zoneId, runtime, records } = this.options;
    const changes = inOrder(group.flatMap(submission => submission.changes));
    for (let attempt = 1; ; attempt++) {
      await this.keepGap();
      const finish = records.startSending();
      let outcome: 'answered' | 'lost' = 'answered';
      try {
        const accepted = await api.change(
          zoneId,
          changes.map(asListed(records)),
          {
            comment: `hostmaster ${runtime.installation}`,
            retry: attempt > 1 || group.some(({ isUncertain }) => isUncertain),
          },
        );
        // Before a listing that waits for this batch goes on.
        records.applyOwn(
          changes,
          accepted.isInSync
            ? { kind: 'everywhere' }
            : { kind: 'accepted', changeId: accepted.changeId },
        );
        return { kind: 'applied', ...accepted };
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        // InvalidChangeBatch, and InvalidInput where the form of a single change is wrong.
        if (error.code === 'invalid') {
          return { kind: 'refused', text: refusalText(error) };
        }
        if (error.code === 'unavailable') {
          outcome = 'lost';
          return { kind: 'lost', error };
        }
        if (error.code !== 'busy' || attempt >= BUSY_ATTEMPTS) throw error;
      } finally {
        this.lastAnswer = runtime.clock.monotonic();
        finish(outcome);
      }
      const pause = Math.min(LONGEST_BUSY_PAUSE_MS, GAP_MS * 2 ** attempt);
      await runtime.clock.sleep(
        pause * (0.5 + runtime.random() / 2),
        runtime.signal,
      );
    }
  }

  private async keepGap(): Promise<void> {
    const { clock, signal } = this.options.runtime;
    const wait = this.lastAnswer + GAP_MS - clock.monotonic();
    if (wait > 0) await clock.sleep(wait, signal);
  }
}

/** A DELETE names values as Route 53 has them: another spelling of the same would be refused. */
function asListed(records: ZoneRecords): (change: DnsChange) => DnsChange {
  return change =>
    change.action === 'DELETE'
      ? { ...change, record: records.current(change.record) ?? change.record }
      : change;
}

/** The SDK fills `messages` only for one of the two forms in which Route 53 sends this error. */
function refusalText(error: ProviderError): string {
  const { cause } = error.details;
  const messages = (cause as { messages?: unknown } | undefined)?.messages;
  return Array.isArray(messages) && messages.length > 0
    ? `[${messages.join(', ')}]`
    : awsErrorMessage(error);
}
