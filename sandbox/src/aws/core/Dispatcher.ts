import { AwsError, ConnectionLost } from './AwsError';
import { AwsWorld } from './AwsWorld';
import { AwsCall, AwsService, CallLog } from './CallLog';
import { Faults, FaultVerdict } from './Faults';
import { identifyCall } from './identifyCall';
import { AwsServiceHandler, PreparedCall, ServiceCall } from './ServiceCall';

/**
 * The way of every call: identified, delayed, met by faults, admitted or throttled, executed, logged.
 *
 * @public
 */
export class Dispatcher {
  constructor(
    private readonly world: AwsWorld,
    private readonly callLog: CallLog,
    private readonly faults: Faults,
    private readonly handlerOf: (
      service: AwsService,
      region: string,
    ) => AwsServiceHandler,
  ) {}

  /** @throws ConnectionLost when a fault cuts the connection */
  async handle(request: Request): Promise<Response> {
    const at = this.world.now();
    const { service, ...rest } = await identifyCall(
      request,
      this.world.homeRegion,
    );
    if (service === undefined) return unknownService(request);
    const call: ServiceCall = { service, ...rest };
    const handler = this.handlerOf(service, call.region);
    const requestId = this.world.ids.uuid();
    const entry: AwsCall = {
      at,
      service,
      region: call.region,
      operation: 'unknown',
      parameters: {},
      outcome: 'ok',
      status: 200,
      caller: call.caller,
    };
    try {
      const response = await this.run(call, handler, entry);
      entry.status = response.status;
      return withRequestId(response, requestId);
    } catch (error) {
      return this.refuse(error, handler, entry, requestId);
    } finally {
      this.callLog.add(entry);
    }
  }

  private async run(
    call: ServiceCall,
    handler: AwsServiceHandler,
    entry: AwsCall,
  ): Promise<Response> {
    const prepared = handler.prepare(call);
    entry.operation = prepared.operation;
    entry.parameters = prepared.parameters;
    const verdict = this.faults.meet({ ...entry, region: call.region });
    const latency = this.world.draw(this.world.delays.latency);
    await this.wait(latency / 2);
    const outcome = await this.execute(prepared, verdict, handler, call);
    await this.wait(
      latency / 2 + verdict.delay + (prepared.handlingTime?.() ?? 0),
    );
    if (verdict.loseAnswer) throw new ConnectionLost();
    if (outcome instanceof Response) return outcome;
    throw outcome.error;
  }

  /** The answer, or the error to answer with: errors take as long as answers. */
  private async execute(
    prepared: PreparedCall,
    verdict: FaultVerdict,
    handler: AwsServiceHandler,
    call: ServiceCall,
  ): Promise<Response | { error: unknown }> {
    if (verdict.throttle || !prepared.admit())
      return { error: handler.throttled(call) };
    if (verdict.error) return { error: verdict.error };
    try {
      return await prepared.execute();
    } catch (error) {
      return { error };
    }
  }

  private refuse(
    error: unknown,
    handler: AwsServiceHandler,
    entry: AwsCall,
    requestId: string,
  ): Response {
    if (error instanceof ConnectionLost) {
      entry.outcome = 'lost';
      entry.status = 0;
      throw error;
    }
    const refusal =
      error instanceof AwsError
        ? error
        : new AwsError(
            'InternalFailure',
            `The emulator failed: ${String(error)}`,
            { status: 500 },
          );
    entry.outcome = refusal.code;
    entry.status = refusal.status;
    entry.message = refusal.message;
    return withRequestId(handler.renderError(refusal, requestId), requestId);
  }

  private async wait(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await this.world.timeline.clock.sleep(milliseconds);
  }
}

function withRequestId(response: Response, requestId: string): Response {
  response.headers.set('x-amzn-requestid', requestId);
  return response;
}

function unknownService(request: Request): Response {
  const text = `No emulated service answers ${request.method} ${
    new URL(request.url).pathname
  }. There are Route 53, ACM, ELBv2 and IAM.`;
  return new Response(
    JSON.stringify({ __type: 'UnknownService', message: text }),
    {
      status: 404,
      headers: { 'content-type': 'application/json' },
    },
  );
}
