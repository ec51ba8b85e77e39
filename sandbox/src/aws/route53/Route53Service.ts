import { AwsError } from '../core/AwsError';
import { AwsWorld } from '../core/AwsWorld';
import {
  AwsServiceHandler,
  PreparedCall,
  ServiceCall,
} from '../core/ServiceCall';
import { TokenBucket } from '../core/TokenBucket';
import { renderDocument, xmlList } from '../core/xml';
import { route53Errors } from './errors';
import { delegationSetOperations } from './operations/delegationSets';
import { limitOperations } from './operations/limits';
import {
  ProtectionFailure,
  protectionOperations,
} from './operations/protections';
import { recordOperations } from './operations/records';
import { tagOperations } from './operations/tags';
import { testDnsAnswerOperations } from './operations/testDnsAnswer';
import { vpcOperations } from './operations/vpcs';
import { zoneOperations } from './operations/zones';
import { ROUTE53_NAMESPACE } from './render';
import { Route53Operation } from './Route53Operation';
import { Route53Request } from './Route53Request';
import { Route53State } from './Route53State';

const OPERATIONS: Route53Operation[] = [
  ...zoneOperations,
  ...recordOperations,
  ...limitOperations,
  ...tagOperations,
  ...protectionOperations,
  ...vpcOperations,
  ...delegationSetOperations,
  ...testDnsAnswerOperations,
];

/** Operations that hold their zone while they are handled. */
const ZONE_WRITES = new Set(['ChangeResourceRecordSets']);

/**
 * Route 53 over REST and XML, API version 2013-04-01.
 *
 * @public
 */
export class Route53Service implements AwsServiceHandler {
  private readonly requests: TokenBucket;
  private readonly operationRequests = new Map<string, TokenBucket>();
  private readonly changes?: TokenBucket;

  constructor(
    private readonly world: AwsWorld,
    private readonly state: Route53State,
  ) {
    const { clock } = world.timeline;
    const { route53, throttledCallsTakeTokens } = world.limits;
    this.requests = new TokenBucket(
      clock,
      route53.requests,
      throttledCallsTakeTokens,
    );
    for (const [name, limit] of Object.entries(route53.operations)) {
      this.operationRequests.set(
        name,
        new TokenBucket(clock, limit, throttledCallsTakeTokens),
      );
    }
    if (route53.changes)
      this.changes = new TokenBucket(
        clock,
        route53.changes,
        throttledCallsTakeTokens,
      );
  }

  prepare(call: ServiceCall): PreparedCall {
    const { operation, path } = findOperation(call);
    const request = new Route53Request(call, path);
    return {
      operation: operation.name,
      parameters: shortParameters(call, path),
      admit: () => this.admit(operation.name, call),
      execute: () => operation.execute(request, this.state),
      handlingTime: () => this.handlingTime(operation.name, path.Id),
    };
  }

  throttled(): Error {
    return route53Errors.throttling();
  }

  renderError(
    error: { code: string; message: string; status: number; details?: unknown },
    requestId: string,
  ): Response {
    const failures = (error.details as ProtectionFailure[] | undefined) ?? [];
    const body = renderDocument(
      'ErrorResponse',
      {
        Error: {
          Type: error.status >= 500 ? 'Receiver' : 'Sender',
          Code: error.code,
          Message: error.message,
          Errors: failures.length === 0 ? undefined : renderFailures(failures),
        },
        RequestId: requestId,
      },
      ROUTE53_NAMESPACE,
    );
    return new Response(body, {
      status: error.status,
      headers: { 'content-type': 'text/xml' },
    });
  }

  private admit(operation: string, call: ServiceCall): boolean {
    const own = this.operationRequests.get(operation);
    if (own && !own.take()) return false;
    if (!this.requests.take()) return false;
    if (operation !== 'ChangeResourceRecordSets' || !this.changes) return true;
    return this.changes.take(call.body.split('<Change>').length - 1);
  }

  /** A write is answered when the zone is done with it. */
  private handlingTime(operation: string, zoneId: string | undefined): number {
    if (!ZONE_WRITES.has(operation)) return 0;
    const busyUntil = this.state.zones.get(zoneId ?? '')?.busyUntil ?? 0;
    return Math.max(0, busyUntil - this.world.timeline.clock.monotonic());
  }
}

function renderFailures(failures: ProtectionFailure[]) {
  return xmlList(
    'ProtectionError',
    failures.map(failure => ({
      RecordName: failure.name,
      RecordType: failure.type,
      Code: failure.code,
      Message: failure.message,
    })),
  );
}

function findOperation(call: ServiceCall): {
  operation: Route53Operation;
  path: Record<string, string>;
} {
  const given = call.url.pathname
    .replace(/^\/2013-04-01\//, '')
    .replace(/\/$/, '');
  if (given !== call.url.pathname) {
    for (const operation of OPERATIONS) {
      if (operation.method !== call.method) continue;
      const path = matchPath(operation.path, given);
      if (path) return { operation, path };
    }
  }
  throw new AwsError(
    'InvalidAction',
    `Route 53 has no operation ${call.method} ${call.url.pathname}.`,
  );
}

/** The parameters of a path; ids may carry their prefix, as in `/hostedzone//hostedzone/Z1`. */
function matchPath(
  pattern: string,
  given: string,
): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const parts = given
    .split('/')
    .map(part =>
      decodeURIComponent(part).replace(
        /^\/?(hostedzone|change|delegationset)\//,
        '',
      ),
    );
  if (wanted.length !== parts.length) return undefined;
  const path: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const parameter = /^\{(.+)\}$/.exec(part);
    if (parameter) path[parameter[1]] = parts[index];
    else if (part !== parts[index]) return undefined;
  }
  return path;
}

function shortParameters(
  call: ServiceCall,
  path: Record<string, string>,
): Record<string, string | number> {
  const parameters: Record<string, string | number> = { ...path };
  for (const name of ['name', 'type', 'dnsname', 'marker', 'maxitems']) {
    const value = call.url.searchParams.get(name);
    if (value !== null) parameters[name] = value;
  }
  if (
    call.url.pathname.replace(/\/$/, '').endsWith('/rrset') &&
    call.method === 'POST'
  ) {
    const names = [...call.body.matchAll(/<Name>([^<]*)<\/Name>/g)].map(
      match => match[1],
    );
    parameters.changes = names.length;
    parameters.names = names.slice(0, 10).join(' ');
  }
  return parameters;
}
