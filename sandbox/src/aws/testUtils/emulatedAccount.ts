import { ACMClient } from '@aws-sdk/client-acm';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  Change,
  ChangeResourceRecordSetsCommand,
  Route53Client,
  RRType,
} from '@aws-sdk/client-route-53';
import {
  seededRandom,
  VirtualClock,
} from '@hostmaster/kubernetes-runtime/testUtils';
import { Aws, AwsOptions, createAws } from '../createAws';
import { noDelays } from '../delays';
import { inProcessRequestHandler } from '../http/inProcessRequestHandler';
import { noRateLimits } from '../limits';

/** An emulated account on virtual time with the real SDK clients, which never retry. */
export interface EmulatedAccount {
  aws: Aws;
  clock: VirtualClock;
  route53: Route53Client;
  acm: ACMClient;
  elb: ElasticLoadBalancingV2Client;
  /** What clients of further services or regions are made with. */
  clientConfig: ReturnType<typeof clientConfigOf>;
  /** Sends a batch; resolves to the error's name and message, or to 'ok'. */
  change(
    zoneId: string,
    ...changes: Change[]
  ): Promise<{ name: string; message: string } | 'ok'>;
}

export function emulatedAccount(
  options: Partial<AwsOptions> = {},
): EmulatedAccount {
  const clock = new VirtualClock();
  const aws = createAws({
    clock,
    random: seededRandom('account'),
    accountId: '123456789012',
    region: 'eu-central-1',
    limits: noRateLimits,
    delays: noDelays,
    ...options,
  });
  const clientConfig = clientConfigOf(aws);
  const route53 = new Route53Client(clientConfig);
  return {
    aws,
    clock,
    route53,
    acm: new ACMClient(clientConfig),
    elb: new ElasticLoadBalancingV2Client(clientConfig),
    clientConfig,
    change: (HostedZoneId, ...Changes) =>
      route53
        .send(
          new ChangeResourceRecordSetsCommand({
            HostedZoneId,
            ChangeBatch: { Changes },
          }),
        )
        .then(
          () => 'ok' as const,
          (error: Error) => ({ name: error.name, message: error.message }),
        ),
  };
}

function clientConfigOf(aws: Aws) {
  return {
    region: aws.region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: inProcessRequestHandler(aws.handle),
  };
}

/** One change of a simple record set with a TTL of 300. */
export function record(
  action: 'CREATE' | 'DELETE' | 'UPSERT',
  type: RRType,
  name: string,
  ...values: string[]
): Change {
  return {
    Action: action,
    ResourceRecordSet: {
      Name: name,
      Type: type,
      TTL: 300,
      ResourceRecords: values.map(Value => ({ Value })),
    },
  };
}

/** One change of an alias record set. */
export function aliasRecord(
  action: 'CREATE' | 'DELETE' | 'UPSERT',
  type: RRType,
  name: string,
  target: { HostedZoneId: string; DNSName: string },
): Change {
  return {
    Action: action,
    ResourceRecordSet: {
      Name: name,
      Type: type,
      AliasTarget: { ...target, EvaluateTargetHealth: false },
    },
  };
}
