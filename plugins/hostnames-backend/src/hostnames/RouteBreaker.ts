import { Subject } from './Subject';

/** Closes a listener whose route keeps a gateway's controller from working for everybody else. */
export interface RouteBreaker {
  /** The route, in words, for which the listener of this request is closed now. */
  brokenBy(subject: Subject): string | undefined;
}
