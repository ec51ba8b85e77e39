import {
  DnsRefusal,
  ProviderError,
  ProviderRuntime,
  ZoneView,
  isSameRecord,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { BatchTransmitter } from './BatchTransmitter';
import { explainRefusal, plainRefusal } from './explainRefusal';
import { BatchLimits, ROUTE53_BATCH_LIMITS } from './planBatch';
import { Route53Api } from './Route53Api';
import { Submission } from './Submission';
import { ZoneRecords } from './ZoneRecords';

/** A call whose answer was lost may still be executed this much later. */
const LOST_PAUSE_MS = 2_000;
/** Sent again so often after lost answers, then whoever asked has to look for himself. */
const LOST_ATTEMPTS = 3;

/**
 * Sends batches of one zone, and finds out for every submission in them what has become of it: those at fault are taken out by
 * what the refusal says (or by halving, where it does not say it), the rest is sent again at once, and after a lost
 * answer the zone is read before anything is sent again.
 */
export class BatchSender {
  limits: BatchLimits = ROUTE53_BATCH_LIMITS;
  private readonly transmitter: BatchTransmitter;

  constructor(
    private readonly options: {
      zoneId: string;
      api: Route53Api;
      runtime: ProviderRuntime;
      records: ZoneRecords;
    },
  ) {
    this.transmitter = new BatchTransmitter(options);
  }

  /** Every submission is settled or failed when this resolves. Never throws. */
  async send(batch: Submission[]): Promise<void> {
    const work: Submission[][] = [batch];
    let lostAnswers = 0;
    while (work.length > 0) {
      const group = work.shift()!;
      try {
        const sent = await this.transmitter.send(group);
        switch (sent.kind) {
          case 'applied':
            this.applied(group, sent);
            break;
          case 'refused':
            work.unshift(...(await this.withoutFaults(group, sent.text, work)));
            break;
          case 'lost':
            if (++lostAnswers > LOST_ATTEMPTS) throw sent.error;
            work.unshift(await this.notApplied(group, sent.error));
            break;
          default:
            throw new Error(
              `unknown outcome ${JSON.stringify(sent satisfies never)}`,
            );
        }
      } catch (error) {
        this.options.records.markStale();
        for (const submission of [group, ...work].flat())
          submission.fail(error);
        return;
      }
      while (work[0]?.length === 0) work.shift();
    }
  }

  private applied(
    group: Submission[],
    { changeId }: { changeId: string },
  ): void {
    for (const submission of group) {
      submission.settle({ kind: 'applied', changeId });
    }
  }

  /** Settles what is at fault; answers what is to be sent next. */
  private async withoutFaults(
    group: Submission[],
    text: string,
    work: Submission[][],
  ): Promise<Submission[][]> {
    const explained = explainRefusal(text, group);
    switch (explained.kind) {
      case 'attributed': {
        const refused = [...explained.refusals];
        await this.refuse(refused);
        return [
          group.filter(submission => !explained.refusals.has(submission)),
        ];
      }
      case 'tooLarge':
        this.limits = { ...this.limits, aliasNamesCount: true };
        return this.halves(group, explained.message);
      case 'zoneFull':
        return this.whatFits(group, explained.message, work);
      case 'unknown':
        return this.halves(group, explained.message);
      default:
        throw new Error(
          `unknown explanation ${JSON.stringify(explained satisfies never)}`,
        );
    }
  }

  private async halves(
    group: Submission[],
    text: string,
  ): Promise<Submission[][]> {
    if (group.length === 1) {
      await this.refuse([[group[0], plainRefusal(group[0], text)]]);
      return [];
    }
    const middle = Math.ceil(group.length / 2);
    return [group.slice(0, middle), group.slice(middle)];
  }

  /**
   * In a full zone everything goes that does not make it grow, and of the rest as much as fits, oldest first: once a single
   * submission does not fit, those behind it do not either.
   */
  private async whatFits(
    group: Submission[],
    text: string,
    work: Submission[][],
  ): Promise<Submission[][]> {
    const growing = group.filter(submission => growthOf(submission) > 0);
    if (growing.length === 0) return this.halves(group, text);
    if (growing.length < group.length) {
      return [group.filter(submission => growthOf(submission) <= 0), growing];
    }
    if (group.length > 1) return this.halves(group, text);
    const behind = work.flat().filter(submission => growthOf(submission) > 0);
    for (const waiting of work) {
      const others = waiting.filter(submission => growthOf(submission) <= 0);
      waiting.splice(0, waiting.length, ...others);
    }
    const refused = [...group, ...behind];
    await this.refuse(
      refused.map(submission => [submission, plainRefusal(submission, text)]),
    );
    return [];
  }

  /** A refusal after a lost answer may mean that it had arrived after all. */
  private async refuse(
    refused: Array<readonly [Submission, DnsRefusal]>,
  ): Promise<void> {
    const { records, runtime } = this.options;
    // The view was wrong about what is there.
    if (refused.some(([, { reason }]) => isAboutState(reason))) {
      records.markStale();
    }
    const isDoubtful = refused.some(([{ isUncertain }]) => isUncertain);
    const view = isDoubtful
      ? await records.view(runtime.clock.monotonic())
      : undefined;
    for (const [submission, refusal] of refused) {
      if (view && submission.isUncertain && isVisible(submission, view)) {
        this.foundApplied(submission);
      } else {
        submission.settle(refusal);
      }
    }
  }

  /** Reads the zone after a lost answer; answers the submissions that are not in it. */
  private async notApplied(
    group: Submission[],
    error: ProviderError,
  ): Promise<Submission[]> {
    const { records, runtime } = this.options;
    const { clock, signal } = runtime;
    await clock.sleep(LOST_PAUSE_MS * (0.5 + runtime.random()), signal);
    let view: ZoneView;
    try {
      view = await records.view(clock.monotonic());
    } catch {
      throw error;
    }
    for (const submission of group) submission.isUncertain = true;
    const open = group.filter(submission => !isVisible(submission, view));
    for (const submission of group) {
      if (!open.includes(submission)) this.foundApplied(submission);
    }
    return open;
  }

  private foundApplied(submission: Submission): void {
    this.options.records.applyOwn(submission.changes, { kind: 'found' });
    submission.settle({ kind: 'applied', changeId: 'unknown' });
  }
}

/** Whether the zone is as it is after the submission: all that it creates is there, all else that it deletes is not. */
function isVisible({ changes }: Submission, view: ZoneView): boolean {
  const created = changes.filter(({ action }) => action === 'CREATE');
  return changes.every(({ action, record }) => {
    const current = view.records(record.name, record.type);
    if (action === 'CREATE') {
      return current.some(other => isSameRecord(other, record));
    }
    const isReplaced = created.some(
      change =>
        change.record.name === record.name &&
        change.record.type === record.type,
    );
    return isReplaced || current.length === 0;
  });
}

function isAboutState(reason: DnsRefusal['reason']): boolean {
  return ['exists', 'missing', 'differs', 'conflict'].includes(reason);
}

function growthOf({ changes }: Submission): number {
  return changes.reduce(
    (sum, { action }) => sum + (action === 'CREATE' ? 1 : -1),
    0,
  );
}
