import {
  listenerSetName,
  claimName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  Clock,
  ObservableWorkQueue,
  Random,
  WorkResult,
  WriteGate,
} from '@hostmaster/kubernetes-runtime';
import { RequestObject } from '../gateways/kinds';
import { namesOf } from '../gateways/requestNames';
import { EventRecorder } from '../hostnames/EventRecorder';
import { collectFacts } from '../hostnames/facts';
import { HostnameReports } from '../hostnames/HostnameReport';
import { Fights } from '../hostnames/fights/Fights';
import { Notes } from '../hostnames/Notes';
import { PassResult } from '../hostnames/Pass';
import { reconcileHostname } from '../hostnames/reconcileHostname';
import { subjectOf } from '../hostnames/subjectOf';
import { Subject } from '../hostnames/Subject';
import { requestLogger } from '../logging/requestLogger';
import { PassMeter } from '../metrics/PassMeter';
import { ReconcilerMetrics } from '../metrics/reconcilerMetrics';
import { TimeToReady } from '../metrics/TimeToReady';
import { ClusterUnit } from './ClusterUnit';
import { Turns } from './Turns';

/** Waiting for the store to show what was just written; its event comes first as a rule. */
const UNTIL_SEEN = 1_000;
/** A look that somebody waits for is not delayed by a store for longer than this. */
const LOOKS = 20;

/** Works on one key at a time per request: a full pass while this replica leads, else only a look and a report. */
export class HostnameWorker {
  private readonly written = new Map<
    string,
    { version: string; acted: boolean }
  >();
  private readonly waiting = new Map<
    string,
    Array<(error?: unknown) => void>
  >();
  /** Versions of a request that came while a pass over it was under way: whose they are is told by its end. */
  private readonly seenMeanwhile = new Map<string, Set<string>>();
  private readonly timeToReady: TimeToReady;
  private readonly turns: Turns;

  constructor(
    private readonly options: {
      units: ReadonlyMap<string, ClusterUnit>;
      gate: WriteGate;
      clock: Clock;
      random: Random;
      reports: HostnameReports;
      metrics: ReconcilerMetrics;
      events: EventRecorder;
      notes: Notes;
      fights: Fights;
      /** Milliseconds. */
      resync: number;
      queue: ObservableWorkQueue;
    },
  ) {
    this.turns = new Turns(options.clock);
    this.timeToReady = new TimeToReady(options.metrics, () =>
      options.clock.now(),
    );
  }

  async work(key: string, signal: AbortSignal): Promise<WorkResult> {
    try {
      const result = await this.look(key, signal);
      this.answer(key);
      return result;
    } catch (error) {
      this.answer(key, error);
      throw error;
    }
  }

  /** Resolves after a look that began after the call: a person asks, so what was left alone is written once more. */
  lookAgain(key: string): Promise<void> {
    this.options.fights.resume(key);
    return new Promise((resolve, reject) => {
      const waiters = this.waiting.get(key) ?? [];
      waiters.push(error => (error ? reject(error) : resolve()));
      this.waiting.set(key, waiters);
      this.options.queue.add(key, { priority: 'high' });
    });
  }

  /**
   * A version came of which only the status differs. No look is needed at what this process itself wrote last if nothing is to
   * follow from it. That mostly comes before the pass that wrote it ends: while one is under way the version is kept, and the
   * pass's end asks for a look at what was not its own.
   */
  statusChanged(key: string, resourceVersion: string): 'look' | 'noLook' {
    const seen = this.seenMeanwhile.get(key);
    if (seen) {
      seen.add(resourceVersion);
      return 'noLook';
    }
    const last = this.written.get(key);
    return last?.version === resourceVersion && !last.acted ? 'noLook' : 'look';
  }

  private async look(key: string, signal: AbortSignal): Promise<WorkResult> {
    const [cluster, namespace, name] = key.split('/');
    const unit = this.options.units.get(cluster);
    if (!unit || !isReady(unit)) return { againAfter: 5_000 };
    await this.turns.next('fresh');
    const request = await this.settled(unit, { namespace, name }, signal);
    if (request === 'unsettled') return { againAfter: UNTIL_SEEN };
    if (!request) {
      this.written.delete(key);
      this.options.notes.forget(key);
      this.options.fights.forget(key);
      this.timeToReady.forget(key);
      return undefined;
    }
    if (!this.options.gate.isOpen()) {
      const subject = subjectOf(request, unit.deps);
      await this.report(request, subject, unit);
      return { againAfter: this.resync() };
    }
    return this.pass(key, request, unit);
  }

  private async pass(
    key: string,
    request: RequestObject,
    unit: ClusterUnit,
  ): Promise<WorkResult> {
    const { clock, metrics, events } = this.options;
    const meter = new PassMeter(metrics, unit.world.name, clock);
    const logger = requestLogger(unit.deps.logger, unit.world.name, request);
    const { result, repeats } = await this.attentive(key, () =>
      meter.measure(() =>
        reconcileHostname(
          request,
          { ...unit.deps, logger },
          {
            events,
            onStep: meter.onStep,
            turn: () => this.turns.next('begun'),
          },
        ),
      ),
    );
    this.timeToReady.passed(key, request, result.request);
    if (!result.request) return undefined;
    // After a write the next pass follows at once, and sees more.
    if (!hasActed(result) || repeats || result.error !== undefined)
      await this.report(result.request, result.subject, unit);
    if (result.error !== undefined) throw result.error;
    if (hasActed(result)) {
      const before = request.metadata.resourceVersion;
      const after = result.request.metadata.resourceVersion ?? '';
      // What was written comes back as an event; where nothing was, nothing comes. The same again and again means that a
      // store does not show yet what was written.
      if (after === before && !repeats)
        this.options.queue.add(key, { priority: 'high' });
      return { againAfter: UNTIL_SEEN };
    }
    return { againAfter: Math.min(result.again ?? Infinity, this.resync()) };
  }

  /** Runs a pass; what came of the request meanwhile and was not written by the pass is looked at after it. */
  private async attentive(
    key: string,
    pass: () => Promise<PassResult>,
  ): Promise<{ result: PassResult; repeats: boolean }> {
    const seen = new Set<string>();
    this.seenMeanwhile.set(key, seen);
    let own: string | undefined;
    try {
      const result = await pass();
      const acted = hasActed(result);
      const version = result.request?.metadata.resourceVersion ?? '';
      const last = this.written.get(key);
      const repeats = acted && last?.acted === true && last.version === version;
      if (result.request) this.written.set(key, { version, acted });
      if (!acted) own = version;
      return { result, repeats };
    } finally {
      this.seenMeanwhile.delete(key);
      if ([...seen].some(each => each !== own)) this.options.queue.add(key);
    }
  }

  /** The request, once the store shows what this process wrote to it and around it. */
  private async settled(
    unit: ClusterUnit,
    ref: { namespace: string; name: string },
    signal: AbortSignal,
  ): Promise<RequestObject | undefined | 'unsettled'> {
    for (let look = 0; look < LOOKS; look++) {
      const request = unit.world.stores.requests.get(ref);
      if (this.isSettled(unit, ref, request)) return request;
      await this.options.clock.sleep(look < 5 ? 5 : 50, signal);
    }
    return 'unsettled';
  }

  private isSettled(
    { world, deps }: ClusterUnit,
    ref: { namespace: string; name: string },
    request: RequestObject | undefined,
  ): boolean {
    const { requests, claims, listenerSets } = world.stores;
    if (!requests.isCurrent(ref)) return false;
    if (!request) return true;
    const names = namesOf(request);
    const [hostname] = names;
    return (
      names.every(each => claims.isCurrent({ name: claimName(each) })) &&
      (!hostname ||
        listenerSets.isCurrent({
          namespace: deps.pool.namespace,
          name: listenerSetName(hostname),
        }))
    );
  }

  private async report(
    request: RequestObject,
    subject: Subject,
    unit: ClusterUnit,
  ): Promise<void> {
    await this.turns.next('begun');
    const { namespace = '', name, uid = '' } = request.metadata;
    const facts = await collectFacts({ ...subject, request }, unit.deps);
    this.options.reports.report({
      ref: { cluster: unit.world.name, namespace, name },
      request,
      at: this.options.clock.now(),
      facts,
      uid,
    });
  }

  private answer(key: string, error?: unknown): void {
    const waiters = this.waiting.get(key) ?? [];
    this.waiting.delete(key);
    waiters.forEach(each => each(error));
  }

  private resync(): number {
    return this.options.resync * (0.9 + 0.2 * this.options.random());
  }
}

function hasActed({ ended, again }: PassResult): boolean {
  return ended === 'acted' || again === 0;
}

/** Until all of a cluster has been seen once, "not there" means nothing. */
export function isReady({ world }: ClusterUnit): boolean {
  return world.needed.every(({ store }) => store.hasSynced());
}
