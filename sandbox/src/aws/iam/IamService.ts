import { AwsWorld } from '../core/AwsWorld';
import { QueryInput, readQuery } from '../core/query';
import {
  AwsServiceHandler,
  PreparedCall,
  ServiceCall,
} from '../core/ServiceCall';
import { TokenBucket } from '../core/TokenBucket';
import { renderDocument, XmlContent } from '../core/xml';
import { iamErrors } from './errors';
import { IamState } from './IamState';
import { IamOperation } from './IamOperation';
import { accessKeyOperations } from './operations/accessKeys';
import { userPolicyOperations } from './operations/userPolicies';
import { userOperations } from './operations/users';

const OPERATIONS: Record<string, IamOperation> = {
  ...userOperations,
  ...userPolicyOperations,
  ...accessKeyOperations,
};

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

/**
 * IAM users over the query protocol, API version 2010-05-08.
 *
 * @public
 */
export class IamService implements AwsServiceHandler {
  private readonly requests: TokenBucket;

  constructor(world: AwsWorld, private readonly state: IamState) {
    this.requests = new TokenBucket(
      world.timeline.clock,
      world.limits.iam.requests,
      world.limits.throttledCallsTakeTokens,
    );
  }

  prepare(call: ServiceCall): PreparedCall {
    const parameters =
      call.method === 'GET'
        ? call.url.searchParams
        : new URLSearchParams(call.body);
    const { Action, Version: _version, ...input } = readQuery(parameters);
    const name = String(Action ?? '');
    const operation = OPERATIONS[name];
    if (!operation) throw iamErrors.invalidAction(name);
    const short: Record<string, string> = {};
    for (const [key, value] of Object.entries(input)) {
      if (typeof value === 'string' && key !== 'PolicyDocument')
        short[key] = value;
    }
    return {
      operation: name,
      parameters: short,
      admit: () => this.requests.take(),
      execute: () =>
        this.answer(
          name,
          operation(input as QueryInput, this.state, call.caller.accessKeyId),
        ),
    };
  }

  throttled(): Error {
    return iamErrors.throttling();
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

  private answer(operation: string, result: XmlContent): Response {
    const body = renderDocument(
      `${operation}Response`,
      {
        [`${operation}Result`]: result,
        ResponseMetadata: { RequestId: this.state.world.ids.uuid() },
      },
      NAMESPACE,
    );
    return new Response(body, {
      status: 200,
      headers: { 'content-type': 'text/xml' },
    });
  }
}
