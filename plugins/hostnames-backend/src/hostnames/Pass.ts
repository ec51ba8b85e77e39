import {
  FINALIZER,
  MANAGED_BY,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { RequestObject, requestKind } from '../gateways/kinds';
import { ChainOutcome } from '../reconciler/ChainOutcome';
import { runChain } from '../reconciler/runChain';
import { chain, releaseChain } from './chain';
import { ChainDeps } from './ChainDeps';
import { retainClaims } from './claims';
import { EventRecorder } from './EventRecorder';
import { explainError } from './errors';
import { expiresAt, isKeptByGitOps } from './expiry.pure';
import { eventType } from './eventType.pure';
import { placesForRelease } from './placesForRelease';
import { statusOf, statusPatch, transitions } from './statusOf.pure';
import { Memory, Subject, subjectKey, withMemory } from './Subject';
import { subjectOf } from './subjectOf';
import { tidyUp } from './tidyUp';

/** What a pass came to. */
export interface PassResult {
  /** With the status just written; undefined: the request has been let go. */
  request?: RequestObject;
  subject: Subject;
  /** Milliseconds after which to look again; 0: at once. */
  again?: number;
  /** What kept the pass from finishing: the key backs off. */
  error?: unknown;
  ended: ChainOutcome<Subject>['ended'];
}

/** What a pass needs besides the world. */
export interface PassTools {
  events: EventRecorder;
  onStep?: (name: string, outcome: string, reason: string) => void;
  /** Asked before each step; see `ChainOptions`. */
  turn?: () => Promise<void> | undefined;
}

/** One pass over one request; see `reconcileHostname`. */
export class Pass {
  /** As last written. */
  private stored: RequestObject;

  constructor(
    request: RequestObject,
    private readonly deps: ChainDeps,
    private readonly tools: PassTools,
  ) {
    this.stored = request;
  }

  async apply(): Promise<PassResult> {
    const ends = expiresAt(this.stored) ?? Infinity;
    const isOver = ends <= this.deps.clock.now();
    if (isOver && isKeptByGitOps(this.stored)) return this.expire();
    return this.bringAbout();
  }

  /** Its time is over, and it cannot go: what it has is released, and it stays with nothing. */
  private async expire(): Promise<PassResult> {
    const hasFinalizer = this.stored.metadata.finalizers?.includes(FINALIZER);
    if (!hasFinalizer) return this.bringAbout();
    const released = await this.release();
    return released.ended === 'finished' ? this.bringAbout() : released;
  }

  private async bringAbout(): Promise<PassResult> {
    const outcome = await this.run('apply', subjectOf(this.stored, this.deps));
    const tidy =
      outcome.ended === 'finished'
        ? await tidyUp(outcome.subject, this.deps)
        : undefined;
    await this.writeStatus(outcome, 'apply');
    return {
      ...this.result(outcome),
      ...(tidy?.again === undefined ? {} : { again: tidy.again }),
    };
  }

  async release(): Promise<PassResult> {
    const subject = subjectOf(this.stored, this.deps);
    const hasFinalizer = this.stored.metadata.finalizers?.includes(FINALIZER);
    if (!hasFinalizer) {
      return { subject, request: this.stored, ended: 'finished' };
    }
    const isDeleted = this.stored.metadata.deletionTimestamp !== undefined;
    if (isDeleted && this.stored.spec.deletionPolicy === 'Retain') {
      await retainClaims(this.deps.cluster, subject.identity);
      await this.tools.events.record(this.deps.cluster, this.stored, {
        type: 'Normal',
        reason: 'Retained',
        action: 'Delete',
        note: retained(this.stored),
      });
      await this.removeFinalizer();
      return { subject, ended: 'finished' };
    }
    let outcome: ChainOutcome<Subject>;
    try {
      const names = await placesForRelease(subject, this.deps);
      outcome = await this.run('release', { ...subject, names });
    } catch (error) {
      const why = explainError(error);
      outcome = {
        subject,
        conditions: why
          ? [{ type: 'DnsAliasReady', status: 'Unknown', ...why }]
          : [],
        finished: false,
        ended: 'failed',
        error,
      };
    }
    if (outcome.finished) {
      await this.removeFinalizer();
      this.deps.brake.released(outcome.subject);
      this.deps.notes.forget(subjectKey(subject.identity));
      this.deps.fights.forget(subjectKey(subject.identity));
      return { subject: outcome.subject, ended: 'finished' };
    }
    await this.writeStatus(outcome, 'release');
    return this.result(outcome);
  }

  private run(
    direction: 'apply' | 'release',
    subject: Subject,
  ): Promise<ChainOutcome<Subject>> {
    return runChain<Subject, ChainDeps, Memory>(
      direction === 'apply' ? chain : releaseChain,
      subject,
      this.deps,
      {
        direction,
        now: () => this.deps.clock.now(),
        remember: withMemory,
        beforeAct: () => this.addFinalizer(),
        explain: explainError,
        onStep: this.tools.onStep,
        turn: this.tools.turn,
        fights: this.deps.fights.watch(
          subjectKey(subject.identity),
          this.stored.metadata,
        ),
      },
    );
  }

  private result(outcome: ChainOutcome<Subject>): PassResult {
    return {
      request: this.stored,
      subject: outcome.subject,
      error: outcome.error,
      ended: outcome.ended,
      again: outcome.ended === 'acted' ? 0 : outcome.checkAfter,
    };
  }

  /** Before the first write outside the request: afterwards it cannot vanish without being cleaned up. */
  private async addFinalizer(): Promise<void> {
    const { finalizers = [], deletionTimestamp } = this.stored.metadata;
    if (deletionTimestamp || finalizers.includes(FINALIZER)) return;
    await this.writeFinalizers([...finalizers, FINALIZER]);
  }

  private async removeFinalizer(): Promise<void> {
    const { finalizers = [] } = this.stored.metadata;
    await this.writeFinalizers(finalizers.filter(each => each !== FINALIZER));
  }

  private async writeFinalizers(finalizers: string[]): Promise<void> {
    const { namespace, name, resourceVersion, uid } = this.stored.metadata;
    const written = await this.deps.cluster.client.patch(
      requestKind,
      { namespace, name },
      {
        type: 'merge',
        body: { metadata: { uid, resourceVersion, finalizers } },
      },
      { fieldManager: MANAGED_BY },
    );
    this.took(written);
  }

  private async writeStatus(
    outcome: ChainOutcome<Subject>,
    direction: 'apply' | 'release',
  ): Promise<void> {
    const before = this.stored.status;
    const after = statusOf(
      this.stored,
      outcome,
      direction,
      this.deps.clock.now(),
    );
    const body = statusPatch(before, after);
    if (!body) return;
    const { namespace, name, resourceVersion, uid } = this.stored.metadata;
    const written = await this.deps.cluster.client.patch(
      requestKind,
      { namespace, name },
      {
        type: 'merge',
        body: { metadata: { uid, resourceVersion }, status: body },
      },
      { subresource: 'status', fieldManager: MANAGED_BY },
    );
    this.took(written);
    await this.recordTransitions(before, after);
  }

  private async recordTransitions(
    before: RequestObject['status'],
    after: ReturnType<typeof statusOf>,
  ): Promise<void> {
    for (const condition of transitions(before, after)) {
      const { type, status, reason, message } = condition;
      this.deps.logger.info(
        `${this.deps.cluster.name}/${this.stored.metadata.namespace}/${this.stored.metadata.name} ${type}=${status} ${reason}: ${message}`,
        {
          hostname: this.stored.spec.hostname,
          zone: after.zone?.name ?? '',
          condition: type,
          status,
          reason,
        },
      );
      await this.tools.events.record(this.deps.cluster, this.stored, {
        type: eventType(condition, before, after),
        reason,
        action: type,
        note: `${type} is ${status}: ${message}`,
      });
    }
  }

  private took(written: RequestObject): void {
    this.stored = written;
    const { namespace, name, resourceVersion } = written.metadata;
    if (resourceVersion) {
      this.deps.cluster.stores.requests.expect(
        { namespace, name },
        resourceVersion,
      );
    }
  }
}

function retained({ spec, status }: RequestObject): string {
  const kept = [
    `the records of ${spec.hostname}`,
    status?.certificateArn && `certificate ${status.certificateArn}`,
    status?.assignedGateway && `its place on ${status.assignedGateway.name}`,
    'and the claim',
  ].filter(Boolean);
  return `deletionPolicy Retain keeps ${kept.join(', ')}.`;
}
