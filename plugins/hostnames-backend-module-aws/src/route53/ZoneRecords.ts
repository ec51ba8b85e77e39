import {
  DnsChange,
  DnsProvider,
  DnsRecord,
  DnsZone,
  ProviderError,
  ProviderRuntime,
  ZoneView,
  isSameRecord,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { Poller } from '../views/Poller';
import { ReadProgress, SharedRead } from '../views/SharedRead';
import { ChangeTracker } from './ChangeTracker';
import { ListedZone, differences } from './ListedZone';
import { OwnWrites } from './OwnWrites';
import { FOREIGN_PUBLISHED_MS, Publications } from './Publications';
import { RECORDS_PER_PAGE, Route53Api } from './Route53Api';

/** A zone is listed quickly for this long after an own write … */
const BUSY_FOR_MS = 120_000;
/** … and not at all any more when nobody has asked for so long. */
const FORGOTTEN_AFTER_MS = 3_600_000;
/** Part of the account's calls that listing all zones may take. */
const LISTING_SHARE = 0.3;

/** How an own change came to be known as accepted. */
export type OwnChange =
  | { kind: 'accepted'; changeId: string }
  /** Accepted, and all name servers have it already. */
  | { kind: 'everywhere' }
  /** Its answer was lost; it was found in the zone. */
  | { kind: 'found' };

/** @internal */
export interface ZoneRecordsOptions {
  zone: DnsZone;
  api: Route53Api;
  runtime: ProviderRuntime;
  tracker: ChangeTracker;
  intervals: { quickMs: number; slowMs: number };
  /** Pages of one listing of every zone that is being listed. */
  pagesOfAllZones: () => number;
  onChange: Parameters<DnsProvider['onChange']>[0];
  /** The zone does not exist any more. */
  onGone: () => void;
}

/**
 * The view of one zone: its listings, made in the background, and own writes on top of them.
 *
 * A listing takes many calls. Own batches that are accepted meanwhile are applied to it afterwards (pages read before and
 * after them come out the same), a batch under way is waited for, and one whose answer was lost makes the listing start
 * again. A listing that fails, or is older than own writes, leaves the one before.
 */
export class ZoneRecords {
  private readonly listing: SharedRead<void>;
  private readonly publications: Publications;
  private readonly ownWrites: OwnWrites;
  private readonly poller: Poller;
  /** Set in the same instant in which a listing is complete: own writes never fall between two listings. */
  private listed?: ListedZone;
  /** Own batches accepted while a listing is being made. */
  private journal?: DnsChange[][];
  private sending?: Promise<void>;
  private lostAnswers = 0;
  private staleSince = Number.NEGATIVE_INFINITY;
  private lastWrite = Number.NEGATIVE_INFINITY;
  private lastAsked: number;

  constructor(private readonly options: ZoneRecordsOptions) {
    const { clock, signal } = options.runtime;
    this.lastAsked = clock.monotonic();
    this.publications = new Publications(clock);
    this.ownWrites = new OwnWrites(clock);
    this.listing = new SharedRead(clock, progress => this.list(progress));
    this.poller = new Poller({
      clock,
      signal,
      interval: () => this.interval(),
      run: () => this.refresh(),
    });
  }

  /** Pages of the last listing. */
  get pages(): number {
    return this.listed?.pages ?? 1;
  }

  /** Monotonic ms at which the listing underneath the view was started. */
  get listedAt(): number | undefined {
    return this.listed?.listedAt;
  }

  /** Milliseconds between two listings now; undefined while nobody asks, and it is not listed. */
  get intervalMs(): number | undefined {
    const idle = this.options.runtime.clock.monotonic() - this.lastAsked;
    return idle > FORGOTTEN_AFTER_MS ? undefined : this.interval();
  }

  async view(
    newerThan: number | undefined,
    signal?: AbortSignal,
  ): Promise<ZoneView> {
    const now = this.options.runtime.clock.monotonic();
    if (now - this.lastAsked > FORGOTTEN_AFTER_MS) this.markStale();
    this.lastAsked = now;
    await this.fresh(Math.max(newerThan ?? -Infinity, this.staleSince), signal);
    return this.listed!;
  }

  /** What the view has of exactly this record, spelled as the provider spells it. */
  current(record: DnsRecord): DnsRecord | undefined {
    return this.listed
      ?.records(record.name, record.type)
      .find(other => isSameRecord(other, record));
  }

  /** A batch is on its way: a listing that ends meanwhile waits for its answer. */
  startSending(): (outcome: 'answered' | 'lost') => void {
    let done = () => {};
    this.sending = new Promise(resolve => {
      done = resolve;
    });
    return outcome => {
      if (outcome === 'lost') this.lostAnswers++;
      this.sending = undefined;
      done();
    };
  }

  /** An own batch was accepted. */
  applyOwn(changes: DnsChange[], how: OwnChange): void {
    const { clock } = this.options.runtime;
    const records = changes.map(({ record }) => record);
    this.lastWrite = clock.monotonic();
    this.journal?.push(changes);
    this.ownWrites.note(changes, this.listed);
    this.listed?.apply(changes);
    this.notePublication(records, how);
    this.poller.hurry();
  }

  /** The view was found to be wrong: it is listed again before it is given to anybody. */
  markStale(): void {
    this.staleSince = this.options.runtime.clock.monotonic();
  }

  stop(): void {
    this.poller.stop();
  }

  private notePublication(records: DnsRecord[], how: OwnChange): void {
    switch (how.kind) {
      case 'everywhere':
        this.publications.everywhere(records);
        return;
      case 'found':
        for (const record of records) {
          this.publications.seen(record, this.lastWrite);
        }
        this.announceLater(records);
        return;
      case 'accepted':
        this.publications.sent(how.changeId, records);
        this.options.tracker.track(how.changeId, () => {
          this.publications.inSync(how.changeId, records);
          this.announce(records.map(({ name }) => name));
        });
        return;
      default:
        throw new Error(
          `unknown change ${JSON.stringify(how satisfies never)}`,
        );
    }
  }

  private interval(): number {
    const { intervals, pagesOfAllZones, api, runtime } = this.options;
    const isBusy = runtime.clock.monotonic() - this.lastWrite < BUSY_FOR_MS;
    const wanted = isBusy ? intervals.quickMs : intervals.slowMs;
    const affordable =
      (pagesOfAllZones() / (api.budget.perSecond * LISTING_SHARE)) * 1000;
    return Math.max(wanted, affordable);
  }

  private async refresh(): Promise<void> {
    const now = this.options.runtime.clock.monotonic();
    if (now - this.lastAsked > FORGOTTEN_AFTER_MS) return;
    if (!this.listed) return;
    await this.fresh(now - 1, undefined, false);
  }

  private async fresh(
    newerThan: number,
    signal?: AbortSignal,
    urgent: boolean = true,
  ): Promise<void> {
    try {
      await this.listing.newerThan(newerThan, { signal, urgent });
    } catch (error) {
      if ((error as { code?: unknown }).code === 'notFound') {
        this.options.onGone();
      }
      throw error;
    }
  }

  private async list(progress: ReadProgress): Promise<void> {
    try {
      const { records, pages } = await this.readWhole(progress);
      const { zone } = this.options;
      const listed = new ListedZone(
        zone,
        progress.startedAt,
        records,
        pages,
        this.publications,
      );
      await this.requireOwnWrites(listed, records.length, progress);
      for (const changes of this.journal ?? []) listed.apply(changes);
      const before = this.listed;
      this.listed = listed;
      this.publications.firstListing(listed.listedAt);
      if (before) this.noteForeign(differences(before, listed));
    } finally {
      this.journal = undefined;
    }
  }

  /**
   * A listing that shows the zone as it was before an own write is refused, unless the number of record sets says that
   * somebody has undone it since.
   *
   * @throws ProviderError `unavailable`
   */
  private async requireOwnWrites(
    listed: ListedZone,
    count: number,
    progress: ReadProgress,
  ): Promise<void> {
    const { api, zone } = this.options;
    const reverted = this.ownWrites.reverted(listed, progress.startedAt);
    if (reverted.length === 0) return;
    const doubtful = reverted.find(({ by }) => by === 'value');
    if (!doubtful) {
      const there = await api
        .recordCount(zone.id, progress.priority())
        .catch(() => undefined);
      if (there === undefined || there === count) return;
    }
    const { record } = doubtful ?? reverted[0];
    throw new ProviderError(
      'unavailable',
      `Route 53 ListResourceRecordSets: the answer is older than the change of ${record.type} ${record.name} that was accepted before`,
      { service: 'Route 53', operation: 'ListResourceRecordSets' },
    );
  }

  /** The record sets as they were at one time, but for the batches in the journal. */
  private async readWhole(progress: ReadProgress) {
    const { api, zone } = this.options;
    for (let attempt = 1; ; attempt++) {
      this.journal = [];
      const lostBefore = this.lostAnswers;
      const listing = await api.listRecords(zone.id, progress);
      await this.sending;
      if (this.lostAnswers === lostBefore || attempt >= 3) return listing;
    }
  }

  /** What others have changed since the last listing. */
  private noteForeign(changed: DnsRecord[]): void {
    if (changed.length === 0) return;
    const now = this.options.runtime.clock.monotonic();
    for (const record of changed) this.publications.seen(record, now);
    this.announce(changed.map(({ name }) => name));
    this.announceLater(changed);
  }

  private announceLater(records: DnsRecord[]): void {
    this.options.runtime.clock.schedule(FOREIGN_PUBLISHED_MS, () =>
      this.announce(records.map(({ name }) => name)),
    );
  }

  private announce(names: string[]): void {
    if (this.options.runtime.signal.aborted) return;
    const unique = [...new Set(names)];
    this.options.onChange({
      zoneId: this.options.zone.id,
      names: unique.length > RECORDS_PER_PAGE ? 'many' : unique,
    });
  }
}
