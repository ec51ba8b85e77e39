import { Clock } from '@hostmaster/kubernetes-runtime';
import { StatusError } from '../errors/StatusError';
import { errorAnswer } from '../requests/answers';
import type { WatchStreams } from '../requests/answerWatch';
import { RequestInfo, ResourceRequest } from '../requests/parsePath';
import { ClusterContext } from '../operations/ClusterContext';
import { ClusterObject } from '../types';
import { brokenConnection } from './brokenConnection';
import { describeCall } from './describeCall';
import { statusOf } from './faultStatus';

/** A request as faults see it. @public */
export interface FaultedCall {
  method: string;
  path: string;
  query: URLSearchParams;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; the method for other paths. */
  verb: string;
  /** Empty for paths that are no resource. */
  resource: string;
  group: string;
  namespace?: string;
  name?: string;
  subresource?: string;
  userAgent?: string;
}

/** What happens to a request instead of, before, or after its execution. @public */
export type FaultAction =
  /** Not executed; answered with a Status of this code. */
  | {
      kind: 'status';
      code: number;
      reason?: string;
      message?: string;
      retryAfterSeconds?: number;
    }
  /** Not executed; the connection breaks. */
  | { kind: 'refuse' }
  /** Executed; the connection breaks before the answer. */
  | { kind: 'loseAnswer' }
  /** Not executed and never answered. */
  | { kind: 'hang' }
  /** Executed and answered, but only after this time. */
  | { kind: 'delay'; milliseconds: number }
  /** Not executed; answered with this text, whatever it is. */
  | { kind: 'answer'; status?: number; contentType?: string; body: string }
  /** Executed; the answer ends after this many bytes. */
  | { kind: 'truncate'; bytes: number };

/** @public */
export interface FaultRule {
  action: FaultAction;
  /** Which requests; all when left out. */
  match?: (call: FaultedCall) => boolean;
  /** How many requests; all until the rule is removed when left out. */
  times?: number;
}

/** Which open watches a switch is about. @public */
export type StreamMatch = (watch: {
  resource: string;
  group: string;
  namespace?: string;
}) => boolean;

/**
 * Switches that break a running cluster, for tests and for the console.
 *
 * @public
 */
export class Faults {
  private rules: Array<FaultRule & { left: number }> = [];
  private outage: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly context: ClusterContext,
    private readonly watches: WatchStreams,
  ) {}

  /** Adds a rule; the first rule that matches a request decides. The function that is answered removes it. */
  add(rule: FaultRule): () => void {
    const entry = { ...rule, left: rule.times ?? Infinity };
    this.rules.push(entry);
    return () => {
      this.rules = this.rules.filter(other => other !== entry);
    };
  }

  /** Makes the next requests that match fail with a Status of this code. */
  failNext(
    times: number,
    code: number,
    match?: FaultRule['match'],
  ): () => void {
    return this.add({ times, match, action: { kind: 'status', code } });
  }

  /** Switches the whole API server off (503, or a broken connection with `refuse`) and on again. */
  setUnavailable(unavailable: boolean | FaultAction): void {
    this.outage?.();
    this.outage = undefined;
    if (unavailable === false) return;
    const action: FaultAction =
      unavailable === true ? { kind: 'status', code: 503 } : unavailable;
    const entry = { action, left: Infinity };
    this.rules.unshift(entry);
    this.outage = () => {
      this.rules = this.rules.filter(other => other !== entry);
    };
    this.breakStreams();
  }

  /** Whether `setUnavailable` is in force. */
  get isUnavailable(): boolean {
    return this.outage !== undefined;
  }

  /** Open watches stay open and get nothing any more (half-open connections); the function that is answered lets go. */
  holdStreams(match?: StreamMatch): () => void {
    const streams = this.matching(match);
    for (const stream of streams) stream.hold();
    return () => streams.forEach(stream => stream.release());
  }

  /** Ends open watches as the server does at their timeout. */
  closeStreams(match?: StreamMatch): void {
    for (const stream of this.matching(match)) stream.close();
  }

  /** Breaks the connections of open watches. */
  breakStreams(match?: StreamMatch): void {
    for (const stream of this.matching(match)) stream.abort(brokenConnection());
  }

  /** Writes any text into open watches: half lines, other documents, ERROR events. */
  sendToStreams(text: string, match?: StreamMatch): void {
    for (const stream of this.matching(match)) stream.write(text);
  }

  /** Sends an ERROR event into open watches and leaves them open. */
  sendError(
    code: number,
    reason: string,
    message: string,
    match?: StreamMatch,
  ): void {
    for (const stream of this.matching(match))
      stream.sendError(new StatusError(code, reason, message));
  }

  /** Hides events from watchers, open and future; the function that is answered ends that. */
  hideEvents(
    isHidden: (event: { type: string; object: ClusterObject }) => boolean,
  ): () => void {
    const filter = (_stream: unknown, type: string, object: ClusterObject) =>
      !isHidden({ type, object });
    this.watches.filter = filter;
    return () => {
      if (this.watches.filter === filter) this.watches.filter = undefined;
    };
  }

  /** Forgets all history: watches and pages that begin before now get 410. */
  compactHistory(): void {
    this.context.storage.compact();
  }

  /**
   * Reads over HTTP show the cluster as it is now, whatever is written after: a server that lags behind, as one of several
   * does. The function that is answered lets it catch up.
   */
  freezeReads(): () => void {
    this.context.frozenAt = this.context.storage.version;
    return () => {
      this.context.frozenAt = undefined;
      for (const stream of this.watches.all()) stream.release();
    };
  }

  /** How many watches are open. */
  openStreams(match?: StreamMatch): number {
    return this.matching(match).length;
  }

  /** Removes all rules and lets go of all streams. */
  clear(): void {
    this.rules = [];
    this.outage = undefined;
    this.watches.filter = undefined;
    this.context.frozenAt = undefined;
    for (const stream of this.watches.all()) stream.release();
  }

  /**
   * Executes a request under the rules in force.
   *
   * @internal
   */
  async around(
    call: { request: Request; url: URL; info: RequestInfo },
    execute: () => Promise<Response>,
  ): Promise<Response> {
    if (this.rules.length === 0) return execute();
    const faulted = describeCall(call);
    const rule = this.rules.find(
      candidate => candidate.left > 0 && (candidate.match?.(faulted) ?? true),
    );
    if (!rule) return execute();
    rule.left--;
    if (rule.left === 0)
      this.rules = this.rules.filter(other => other !== rule);
    return this.perform(rule.action, call.request, execute);
  }

  private async perform(
    action: FaultAction,
    request: Request,
    execute: () => Promise<Response>,
  ): Promise<Response> {
    switch (action.kind) {
      case 'status':
        return errorAnswer(statusOf(action));
      case 'refuse':
        throw brokenConnection();
      case 'loseAnswer': {
        const response = await execute();
        await response.body?.cancel();
        throw brokenConnection();
      }
      case 'hang':
        return never(request.signal);
      case 'delay':
        await this.clock.sleep(action.milliseconds, request.signal);
        return execute();
      case 'answer':
        return new Response(action.body, {
          status: action.status ?? 200,
          headers: { 'content-type': action.contentType ?? 'application/json' },
        });
      case 'truncate': {
        const response = await execute();
        const bytes = new Uint8Array(await response.arrayBuffer()).slice(
          0,
          action.bytes,
        );
        return new Response(bytes, {
          status: response.status,
          headers: response.headers,
        });
      }
      default:
        return action satisfies never;
    }
  }

  private matching(match: StreamMatch | undefined) {
    return this.watches.all().filter(stream => {
      const { plural, group, namespace } = stream.info as ResourceRequest;
      return match?.({ resource: plural, group, namespace }) ?? true;
    });
  }
}

function never(signal: AbortSignal): Promise<Response> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), {
      once: true,
    });
  });
}
