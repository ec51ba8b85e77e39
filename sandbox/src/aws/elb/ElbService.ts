import { AwsWorld } from '../core/AwsWorld';
import { QueryInput, readQuery } from '../core/query';
import {
  AwsServiceHandler,
  PreparedCall,
  ServiceCall,
} from '../core/ServiceCall';
import { TokenBucket } from '../core/TokenBucket';
import { renderDocument } from '../core/xml';
import { elbErrors } from './errors';
import { ElbOperation } from './ElbOperation';
import { ElbState } from './ElbState';
import { accountLimitOperations } from './operations/accountLimits';
import { certificateOperations } from './operations/certificates';
import { listenerOperations } from './operations/listeners';
import { loadBalancerOperations } from './operations/loadBalancers';
import { ruleOperations } from './operations/rules';
import { sslPolicyOperations } from './operations/sslPolicies';
import { tagOperations } from './operations/tags';
import { targetGroupOperations } from './operations/targetGroups';
import { targetOperations } from './operations/targets';

const NAMESPACE = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';

const OPERATIONS: Record<string, ElbOperation> = {
  ...loadBalancerOperations,
  ...listenerOperations,
  ...certificateOperations,
  ...ruleOperations,
  ...targetGroupOperations,
  ...targetOperations,
  ...tagOperations,
  ...sslPolicyOperations,
  ...accountLimitOperations,
};

type BucketName = 'describe' | 'modify' | 'targets' | 'listenerCertificates';

/**
 * ELBv2 of one region over the query protocol, API version 2015-12-01.
 *
 * @public
 */
export class ElbService implements AwsServiceHandler {
  private readonly buckets: Record<BucketName, TokenBucket>;

  constructor(world: AwsWorld, private readonly state: ElbState) {
    const { elb, throttledCallsTakeTokens } = world.limits;
    const bucket = (name: BucketName) =>
      new TokenBucket(
        world.timeline.clock,
        elb[name],
        throttledCallsTakeTokens,
      );
    this.buckets = {
      describe: bucket('describe'),
      modify: bucket('modify'),
      targets: bucket('targets'),
      listenerCertificates: bucket('listenerCertificates'),
    };
  }

  prepare(call: ServiceCall): PreparedCall {
    const parameters =
      call.method === 'GET'
        ? call.url.searchParams
        : new URLSearchParams(call.body);
    const { Action, Version: _version, ...input } = readQuery(parameters);
    const name = String(Action ?? '');
    const operation = OPERATIONS[name];
    if (!operation) throw elbErrors.invalidAction(name);
    return {
      operation: name,
      parameters: shortParameters(parameters),
      admit: () => this.buckets[bucketOf(name)].take(),
      execute: () =>
        answer(
          name,
          operation(input as QueryInput, this.state),
          this.state.world.ids.uuid(),
        ),
    };
  }

  throttled(): Error {
    return elbErrors.throttling();
  }

  renderError(
    error: { code: string; message: string; status: number },
    requestId: string,
  ): Response {
    const body = renderDocument(
      'ErrorResponse',
      {
        Error: {
          Type: error.status >= 500 ? 'Receiver' : 'Sender',
          Code: error.code,
          Message: error.message,
        },
        RequestId: requestId,
      },
      NAMESPACE,
    );
    return new Response(body, {
      status: error.status,
      headers: { 'content-type': 'text/xml' },
    });
  }
}

function bucketOf(operation: string): BucketName {
  if (operation.startsWith('Describe')) return 'describe';
  if (operation.endsWith('ListenerCertificates')) return 'listenerCertificates';
  if (operation === 'RegisterTargets' || operation === 'DeregisterTargets')
    return 'targets';
  return 'modify';
}

function answer(
  operation: string,
  result: ReturnType<ElbOperation>,
  requestId: string,
): Response {
  const body = renderDocument(
    `${operation}Response`,
    {
      [`${operation}Result`]: result,
      ResponseMetadata: { RequestId: requestId },
    },
    NAMESPACE,
  );
  return new Response(body, {
    status: 200,
    headers: { 'content-type': 'text/xml' },
  });
}

function shortParameters(
  parameters: URLSearchParams,
): Record<string, string | number> {
  const short: Record<string, string | number> = {};
  for (const [name, value] of parameters) {
    if (/(?:Arn|Name|Port|Priority|Arns\.member\.1|CertificateArn)$/.test(name))
      short[name] = value;
  }
  return short;
}
