import { ACMClient } from '@aws-sdk/client-acm';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Route53Client } from '@aws-sdk/client-route-53';
import { freePort } from '../dev/ports';
import { RealServer, startRealServer } from './RealServer';
import { repositoryPath } from './repositoryPath';

/** moto, another project's AWS, with an account that has only its default network. */
export interface Moto extends RealServer {
  endpoint: string;
  region: string;
  sdk: {
    route53: Route53Client;
    acm: ACMClient;
    elb: ElasticLoadBalancingV2Client;
  };
  /** Where load balancers are put. */
  network: { vpc: string; subnets: string[] };
}

const region = 'eu-central-1';

/** Starts it on loopback. `binary`: what `scripts/real/moto install` printed. */
export async function startMoto(
  binary: string,
  options: { certificatesIssuedAfterSeconds: number },
): Promise<Moto> {
  const port = await freePort();
  const server = await startRealServer(
    repositoryPath('scripts/real/moto'),
    ['run', binary, String(port)],
    {
      isReady: line => line.startsWith('http://'),
      env: {
        MOTO_ACM_VALIDATION_WAIT: String(
          options.certificatesIssuedAfterSeconds,
        ),
      },
    },
  );
  const endpoint = server.ready;
  const shared = {
    endpoint,
    region,
    credentials: { accessKeyId: 'AKIAOTHERS', secretAccessKey: 'others' },
    maxAttempts: 1,
  };
  return {
    ...server,
    endpoint,
    region,
    sdk: {
      route53: new Route53Client(shared),
      acm: new ACMClient(shared),
      elb: movingRulesInTwoSteps(new ElasticLoadBalancingV2Client(shared)),
    },
    network: await defaultNetwork(endpoint),
  };
}

// moto refuses to give a rule the priority of another rule that moves away in the same call (PriorityInUse); AWS does not.
function movingRulesInTwoSteps(
  elb: ElasticLoadBalancingV2Client,
): ElasticLoadBalancingV2Client {
  elb.middlewareStack.add(
    (next, { commandName }) =>
      async call => {
        const { RulePriorities } = call.input as { RulePriorities?: object[] };
        if (commandName === 'SetRulePrioritiesCommand' && RulePriorities) {
          await next({
            ...call,
            input: {
              RulePriorities: RulePriorities.map((rule, index) => ({
                ...rule,
                Priority: 40_000 + index,
              })),
            },
          });
        }
        return next(call);
      },
    { step: 'initialize', name: 'movingRulesInTwoSteps' },
  );
  return elb;
}

// In EC2's query protocol: two ids are no reason for another client. moto checks no signatures.
async function defaultNetwork(endpoint: string): Promise<Moto['network']> {
  const response = await fetch(`${endpoint}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAOTHERS/20260101/${region}/ec2/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: 'Action=DescribeSubnets&Version=2016-11-15',
  });
  const text = await response.text();
  const [vpc] = text.match(/vpc-[0-9a-f]+/) ?? [];
  const subnets = [...new Set(text.match(/subnet-[0-9a-f]+/g) ?? [])].slice(
    0,
    2,
  );
  if (!vpc || subnets.length < 2)
    throw new Error(`moto has no default network: ${text}`);
  return { vpc, subnets };
}
