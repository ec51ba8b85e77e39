import { LoggerService } from '@backstage/backend-plugin-api';
import { HostnameRef } from '@hostmaster/backstage-plugin-hostnames-common';
import { ProbeResult } from '@hostmaster/backstage-plugin-hostnames-node';
import { HostnameReport } from '../hostnames/HostnameReport';
import { HostnameStore } from './HostnameStore';
import { projectHostname, World } from './projectHostname';
import { formatRef, StoredHostname, StoredProbes } from './StoredHostname';
import { Transition, transitionsBetween } from './transitions';

/** Told after a hostname has changed in a way that somebody could see. */
export type HostnameListener = (change: {
  before?: StoredHostname;
  after?: StoredHostname;
}) => void;

/** How often a write is tried again when another process wrote the same row in between. */
const MOST_ATTEMPTS = 5;

/**
 * What the portal knows of hostnames. Reports of the reconciler, results of the probes and the passing of time all come in
 * here; each makes the verdict anew.
 */
export class ReadModel {
  private readonly listeners = new Set<HostnameListener>();

  constructor(
    readonly store: HostnameStore,
    private readonly world: () => World,
    private readonly options: {
      logger: LoggerService;
      /** When the probes of a hostname are due that has not been probed since it changed. */
      firstProbeAt: (report: HostnameReport) => number;
    },
  ) {}

  onChange(listener: HostnameListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async applyReports(reports: HostnameReport[]): Promise<void> {
    const byRef = new Map(
      reports.map(report => [formatRef(report.ref), report]),
    );
    await this.change(
      [...byRef.values()].map(({ ref }) => ref),
      (before, ref) => {
        const report = byRef.get(formatRef(ref))!;
        const known = before?.uid === report.uid ? before : undefined;
        if (known && known.report.at > report.at) return undefined;
        const probeAt = known
          ? nextProbe(known, report, this.options.firstProbeAt(report))
          : this.options.firstProbeAt(report);
        return {
          report: withoutNoise(report),
          probes: known?.probes ?? {},
          probeAt,
        };
      },
    );
  }

  /** Results of a run; a probe that gave none keeps its earlier result only within the same run's layers. */
  async applyProbes(
    ref: HostnameRef,
    uid: string,
    results: ProbeResult[],
    probeAt: number,
  ): Promise<StoredHostname | undefined> {
    const [stored] = await this.change([ref], before => {
      if (!before || before.uid !== uid) return undefined;
      return {
        report: before.report,
        probes: toStoredProbes(results, this.world().now),
        probeAt,
      };
    });
    return stored;
  }

  /** Makes the verdicts of these anew; nothing is written where they come out the same and are not due. */
  async rejudge(refs: HostnameRef[]): Promise<void> {
    await this.change(
      refs,
      before =>
        before && {
          report: before.report,
          probes: before.probes,
          probeAt: before.probeAt,
        },
    );
  }

  async gone(ref: HostnameRef, uid: string): Promise<void> {
    const before = await this.store.get(ref);
    if (await this.store.remove(ref, uid)) this.tell({ before });
  }

  /** As stored, with the verdicts of this moment. */
  fresh(all: StoredHostname[]): StoredHostname[] {
    const world = this.world();
    return all.map(stored => ({
      ...projectHostname(
        stored,
        stored.report,
        stored.probes,
        stored.probeAt,
        world,
      ),
      changedAt: stored.changedAt,
    }));
  }

  private async change(
    refs: HostnameRef[],
    next: (
      before: StoredHostname | undefined,
      ref: HostnameRef,
    ) =>
      | { report: HostnameReport; probes: StoredProbes; probeAt: number }
      | undefined,
  ): Promise<Array<StoredHostname | undefined>> {
    const done = new Map<string, StoredHostname>();
    let left = refs;
    for (
      let attempt = 0;
      left.length > 0 && attempt < MOST_ATTEMPTS;
      attempt++
    ) {
      left = await this.attempt(left, next, done);
    }
    if (left.length > 0) {
      this.options.logger.warn(
        `${left.length} hostnames were written by another process at the same time; they are read again later`,
      );
    }
    return refs.map(ref => done.get(formatRef(ref)));
  }

  private async attempt(
    refs: HostnameRef[],
    next: (
      before: StoredHostname | undefined,
      ref: HostnameRef,
    ) =>
      | { report: HostnameReport; probes: StoredProbes; probeAt: number }
      | undefined,
    done: Map<string, StoredHostname>,
  ): Promise<HostnameRef[]> {
    const world = this.world();
    const befores = await this.store.getMany(refs);
    const changes: Array<{
      before?: StoredHostname;
      stored: StoredHostname;
      transitions: Transition[];
    }> = [];
    refs.forEach((ref, index) => {
      const before = befores[index];
      const wanted = next(before, ref);
      if (!wanted) return;
      const stored = projectHostname(
        before,
        wanted.report,
        wanted.probes,
        wanted.probeAt,
        world,
      );
      changes.push({
        before,
        stored,
        transitions: transitionsBetween(before, stored, world.now),
      });
    });
    if (changes.length === 0) return [];

    const lost = new Set((await this.store.write(changes)).map(formatRef));
    for (const { before, stored, transitions } of changes) {
      if (lost.has(formatRef(stored.ref))) continue;
      done.set(formatRef(stored.ref), stored);
      if (transitions.length > 0) this.tell({ before, after: stored });
    }
    return refs.filter(ref => lost.has(formatRef(ref)));
  }

  private tell(change: Parameters<HostnameListener>[0]): void {
    for (const listener of this.listeners) {
      try {
        listener(change);
      } catch (error) {
        this.options.logger.warn(
          'A listener to changes of hostnames failed',
          error as Error,
        );
      }
    }
  }
}

/** A hostname that has just changed is looked at soon; one that has not keeps its turn. */
function nextProbe(
  before: StoredHostname,
  report: HostnameReport,
  soon: number,
): number {
  const version = (each: HostnameReport) =>
    JSON.stringify(each.request.status?.conditions ?? []);
  return version(before.report) === version(report)
    ? before.probeAt
    : Math.min(before.probeAt, soon);
}

function toStoredProbes(results: ProbeResult[], now: number): StoredProbes {
  const probes: StoredProbes = { at: now };
  for (const result of results) {
    if (result.probe === 'dns')
      probes[result.layer ?? 'authoritative'] = result;
    else if (result.probe === 'tls') probes.tls = result;
    else probes.http = result;
  }
  return probes;
}

/** `managedFields` and the like are large and of no use here. */
function withoutNoise(report: HostnameReport): HostnameReport {
  const { managedFields, ...metadata } = report.request
    .metadata as typeof report.request.metadata & { managedFields?: unknown };
  return { ...report, request: { ...report.request, metadata } };
}
