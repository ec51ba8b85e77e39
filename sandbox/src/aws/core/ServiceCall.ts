import { AwsService } from './CallLog';

/** A request as the services see it: read fully, its service, region and caller known. @public */
export interface ServiceCall {
  service: AwsService;
  region: string;
  method: string;
  url: URL;
  headers: Headers;
  body: string;
  caller: { accessKeyId?: string; userAgent?: string };
}

/** An operation that was recognised but not executed yet. @public */
export interface PreparedCall {
  operation: string;
  /** Short, for the call log and for faults that hit only some calls. */
  parameters: Record<string, string | number>;
  /** False: this call is refused as too many. Takes the tokens. */
  admit(): boolean;
  execute(): Promise<Response> | Response;
  /** The answer's further handling time, in milliseconds. */
  handlingTime?(): number;
}

/** One emulated service: its protocol and its operations. @public */
export interface AwsServiceHandler {
  /** @throws AwsError for a request that is no operation of this service. */
  prepare(call: ServiceCall): PreparedCall;
  throttled(call: ServiceCall): Error;
  renderError(
    error: { code: string; message: string; status: number; details?: unknown },
    requestId: string,
  ): Response;
}
