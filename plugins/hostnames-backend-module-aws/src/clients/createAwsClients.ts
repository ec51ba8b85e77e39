import { ACMClient } from '@aws-sdk/client-acm';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Route53Client, Route53ClientConfig } from '@aws-sdk/client-route-53';

/** @public */
export interface AwsClients {
  route53: Route53Client;
  acm: ACMClient;
  elb: ElasticLoadBalancingV2Client;
}

/** @public */
export interface AwsClientOptions {
  /** Region of the certificates and load balancers. Route 53 is the same everywhere. */
  region: string;
  /** Addresses other than AWS's own, for emulators. */
  endpoints?: { route53?: string; acm?: string; elb?: string };
  /** The SDK's own chain when left out. */
  credentials?: Route53ClientConfig['credentials'];
  /** What carries the requests, instead of HTTP. */
  requestHandler?: Route53ClientConfig['requestHandler'];
}

/**
 * The SDK's clients with their own retries switched off: the budget is the only retrier, and Route 53 takes every refused call
 * into account as well.
 *
 * @public
 */
export function createAwsClients(options: AwsClientOptions): AwsClients {
  const { endpoints = {}, region, credentials, requestHandler } = options;
  const common = {
    region,
    ...(credentials && { credentials }),
    maxAttempts: 1,
    ...(requestHandler && { requestHandler }),
  };
  return {
    route53: new Route53Client({ ...common, ...endpointOf(endpoints.route53) }),
    acm: new ACMClient({ ...common, ...endpointOf(endpoints.acm) }),
    elb: new ElasticLoadBalancingV2Client({
      ...common,
      ...endpointOf(endpoints.elb),
    }),
  };
}

function endpointOf(endpoint: string | undefined) {
  return endpoint === undefined ? {} : { endpoint };
}
