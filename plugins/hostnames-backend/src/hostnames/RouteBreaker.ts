import { Subject } from './Subject';

/** What the breaker makes of a request's listener. */
export interface BreakerState {
  /** The route, `kind/namespace/name@generation`, for which the listener of this request is to be closed now. */
  closedFor?: string;
  /** Milliseconds after which to look again: a gateway of the request fails, and may go on failing. */
  again?: number;
}

/** Closes a listener whose route keeps a gateway's controller from working for everybody else. */
export interface RouteBreaker {
  judge(subject: Subject): Promise<BreakerState>;
}
