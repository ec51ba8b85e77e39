/**
 * What an operation of the emulator refuses a call with. The protocol layer of each service renders it in that service's
 * wire form.
 *
 * @public
 */
export class AwsError extends Error {
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** Further elements of the error's body, by service. */
  readonly details?: unknown;

  constructor(
    code: string,
    message: string,
    options: { status?: number; details?: unknown } = {},
  ) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = options.status ?? 400;
    this.details = options.details;
  }
}

/**
 * The connection broke before an answer came: what `handle` rejects with when a fault loses the answer. A listener closes
 * the socket; in process an SDK client sees what Node's HTTP handler makes of that.
 *
 * @public
 */
export class ConnectionLost extends Error {
  /** As Node's sockets say it; SDK clients count it as a transient network failure. */
  readonly code = 'ECONNRESET';

  constructor() {
    super('socket hang up');
    this.name = 'TimeoutError';
  }
}
