import { KubernetesObject } from '../client/types';
import { Clock } from '../clock/Clock';
import { WatchFault } from './faults';

/** @internal */
export interface LoggedEvent {
  version: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubernetesObject;
}

/**
 * One open watch stream of the fault server, with the fault that happens to it.
 *
 * @internal
 */
export class FaultWatch {
  readonly response: Response;
  private controller!: ReadableStreamDefaultController<Uint8Array>;
  private readonly encoder = new TextEncoder();
  private delivered = 0;
  private closed = false;
  private muted = false;
  private struck = false;
  private lastVersion: number;
  private readonly cancels: Array<() => void> = [];
  private fault: WatchFault | undefined;
  /** Events delivered before the fault was given. */
  private deliveredBefore = 0;

  constructor(
    private readonly of: {
      clock: Clock;
      fault: WatchFault | undefined;
      version: number;
      apiVersion: string;
      kind: string;
      bookmarks: { interval: number } | undefined;
      timeoutSeconds: number | undefined;
      signal: AbortSignal;
      onClosed: () => void;
    },
  ) {
    this.lastVersion = of.version;
    this.fault = of.fault;
    const stream = new ReadableStream<Uint8Array>({
      start: controller => {
        this.controller = controller;
      },
      cancel: () => this.end(),
    });
    this.response = new Response(stream, {
      status: 200,
      headers: { 'content-type': 'application/json' },
    });
    of.signal.addEventListener('abort', () => this.end());
  }

  /** To be called once, before anything is sent. */
  begin(): void {
    this.scheduleEnd();
    this.scheduleBookmark();
    if (this.fault) this.strike(undefined);
  }

  /** Gives the open stream a fault. */
  fail(fault: WatchFault): void {
    if (this.closed) return;
    this.fault = fault;
    this.struck = false;
    this.deliveredBefore = this.delivered;
    if (fault.kind === 'ends') {
      this.cancels.push(
        this.of.clock.schedule(fault.milliseconds, () => this.end()),
      );
    } else {
      this.strike(undefined);
    }
  }

  get isOpen(): boolean {
    return !this.closed;
  }

  send(event: LoggedEvent): void {
    const { clock } = this.of;
    const { fault } = this;
    if (this.closed || this.muted) return;
    if (fault?.kind === 'hides' && fault.event(event.type, event.object))
      return;
    if (fault && this.strike(event)) return;
    const write = () => {
      this.lastVersion = Math.max(this.lastVersion, event.version);
      this.delivered++;
      this.line(JSON.stringify({ type: event.type, object: event.object }));
    };
    if (fault?.kind === 'delayed') {
      this.cancels.push(clock.schedule(fault.milliseconds, write));
    } else {
      write();
    }
    if (fault) this.strike(undefined);
  }

  bookmark(initialEventsEnd = false, version = this.lastVersion): void {
    this.lastVersion = Math.max(this.lastVersion, version);
    this.line(
      JSON.stringify({
        type: 'BOOKMARK',
        object: {
          apiVersion: this.of.apiVersion,
          kind: this.of.kind,
          metadata: {
            resourceVersion: `${version}`,
            ...(initialEventsEnd
              ? { annotations: { 'k8s.io/initial-events-end': 'true' } }
              : {}),
          },
        },
      }),
    );
  }

  end(): void {
    if (this.closed) return;
    this.closed = true;
    this.cancels.forEach(cancel => cancel());
    try {
      this.controller.close();
    } catch {
      // The reader has cancelled it.
    }
    this.of.onClosed();
  }

  /** Lets the fault happen when its moment has come; true when `event` is swallowed by it. */
  private strike(event: LoggedEvent | undefined): boolean {
    const { fault } = this;
    if (!fault || this.closed) return true;
    const delivered = this.delivered - this.deliveredBefore;
    if ('after' in fault ? delivered < (fault.after ?? 0) : false) return false;
    const text =
      event && JSON.stringify({ type: event.type, object: event.object });
    switch (fault.kind) {
      case 'silent':
        this.muted = true;
        return true;
      case 'reset':
        this.breakOff();
        return true;
      case 'expired':
        this.line(JSON.stringify(errorEvent(410, 'Expired')));
        if (fault.how === 'asEventLeftOpen') this.muted = true;
        else this.end();
        return true;
      case 'errorEvent':
        this.line(JSON.stringify(errorEvent(fault.code, 'InternalError')));
        if (fault.leftOpen) this.muted = true;
        else this.end();
        return true;
      case 'halfLine':
        if (!text) return false;
        this.raw(text.slice(0, text.length / 2));
        this.end();
        return true;
      case 'brokenLine':
        if (!text || this.struck) return false;
        this.struck = true;
        this.line(`${text.slice(0, text.length / 2)}}`);
        return true;
      case 'unknownType':
        if (!text || this.struck) return false;
        this.struck = true;
        this.line(JSON.stringify({ type: 'REPLACED', object: event.object }));
        return true;
      case 'hugeEvent': {
        if (!event || this.struck) return false;
        this.struck = true;
        const { metadata } = event.object;
        const annotations = {
          ...metadata.annotations,
          huge: 'x'.repeat(fault.bytes),
        };
        this.line(
          JSON.stringify({
            type: event.type,
            object: { ...event.object, metadata: { ...metadata, annotations } },
          }),
        );
        return true;
      }
      default:
        return false;
    }
  }

  private scheduleEnd(): void {
    const { clock, timeoutSeconds } = this.of;
    const { fault } = this;
    if (fault?.kind === 'ends') {
      this.cancels.push(clock.schedule(fault.milliseconds, () => this.end()));
    }
    if (timeoutSeconds !== undefined) {
      this.cancels.push(
        clock.schedule(
          Math.max(0, timeoutSeconds * 1000 - 2000),
          () => this.of.bookmarks && this.bookmark(),
        ),
        clock.schedule(timeoutSeconds * 1000, () => {
          if (!this.muted) this.end();
        }),
      );
    }
  }

  private scheduleBookmark(): void {
    const { bookmarks, clock } = this.of;
    if (!bookmarks) return;
    const again = () => {
      this.bookmark();
      this.cancels.push(clock.schedule(bookmarks.interval, again));
    };
    this.cancels.push(clock.schedule(bookmarks.interval, again));
  }

  private line(text: string): void {
    this.raw(`${text}\n`);
  }

  private raw(text: string): void {
    if (!this.closed && !this.muted) {
      this.controller.enqueue(this.encoder.encode(text));
    }
  }

  private breakOff(): void {
    if (this.closed) return;
    this.closed = true;
    this.cancels.forEach(cancel => cancel());
    this.controller.error(
      Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
    );
    this.of.onClosed();
  }
}

function errorEvent(code: number, reason: string) {
  return {
    type: 'ERROR',
    object: {
      apiVersion: 'v1',
      kind: 'Status',
      status: 'Failure',
      code,
      reason,
      message: `error event ${code}`,
    },
  };
}
