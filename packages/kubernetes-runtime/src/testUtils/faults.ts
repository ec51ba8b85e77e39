import { KubernetesObject } from '../client/types';

/** What can go wrong with any request. @public */
export type RequestFault =
  /** Answered with this status; `retryAfter` is the header as it is. */
  | {
      kind: 'status';
      status: number;
      reason?: string;
      message?: string;
      retryAfter?: string;
    }
  /** The connection is refused or reset before the request has had an effect. */
  | { kind: 'network' }
  /** Accepted and never answered. */
  | { kind: 'hang' }
  /** 200 with a page for people. */
  | { kind: 'html' };

/** What can go wrong with a write. @public */
export type WriteFault =
  | RequestFault
  /** Done, but the connection is reset before the answer. */
  | { kind: 'lostAnswer' }
  /** Done and answered only after so many milliseconds. */
  | { kind: 'slow'; milliseconds: number };

/** What can go wrong with a list. @public */
export type ListFault =
  | RequestFault
  /** JSON cut in the middle. */
  | { kind: 'truncated' }
  /** A list without `items`. */
  | { kind: 'withoutItems' }
  /** A well-formed list with nothing in it. */
  | { kind: 'empty' }
  /** 410 as soon as a further page is asked for. */
  | { kind: 'expiredPage' }
  /** The state of so many versions ago. */
  | { kind: 'lagging'; versions: number };

/** What can go wrong with a watch. `after`: so many events are delivered first (default 0). @public */
export type WatchFault =
  | RequestFault
  /** 200 with headers, then nothing more: half open. */
  | { kind: 'silent'; after?: number }
  /** 410: on connecting; as ERROR event, after which the server ends the stream; the same with the stream left open. */
  | {
      kind: 'expired';
      how: 'onConnect' | 'asEvent' | 'asEventLeftOpen';
      after?: number;
    }
  /** Another ERROR event. */
  | { kind: 'errorEvent'; code: number; leftOpen?: boolean; after?: number }
  /** The next event is cut within its line, and the stream ends. */
  | { kind: 'halfLine'; after?: number }
  /** The next event's line is not JSON; those behind it are fine. */
  | { kind: 'brokenLine'; after?: number }
  /** The next event's object carries an annotation of so many bytes. */
  | { kind: 'hugeEvent'; bytes: number; after?: number }
  /** The next event has a type nobody knows. */
  | { kind: 'unknownType'; after?: number }
  /** The connection is reset. */
  | { kind: 'reset'; after?: number }
  /** The server ends the stream in good order after so many milliseconds. */
  | { kind: 'ends'; milliseconds: number }
  /** A server that is behind: begins so many versions before what was asked for. */
  | { kind: 'lagging'; versions: number }
  /** Every event arrives so many milliseconds late. */
  | { kind: 'delayed'; milliseconds: number }
  /** Events for which this holds are never delivered. */
  | {
      kind: 'hides';
      event: (type: string, object: KubernetesObject) => boolean;
    };

/** @public */
export type FaultTarget = 'list' | 'watch' | 'get' | 'write';

/** @public */
export interface FaultOf {
  list: ListFault;
  watch: WatchFault;
  get: RequestFault;
  write: WriteFault;
}
