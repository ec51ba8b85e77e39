import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  DescribeListenersCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { RequestCertificateCommand } from '@aws-sdk/client-acm';
import { CreateHostedZoneCommand } from '@aws-sdk/client-route-53';
import type { FinalizeRequestMiddleware } from '@smithy/types';
import { WriteGate, systemClock } from '@hostmaster/kubernetes-runtime';
import {
  describeCertificateProvider,
  describeDnsProvider,
  describeLoadBalancerProvider,
  openGate,
} from '@hostmaster/backstage-plugin-hostnames-node/testUtils';
import { AwsClients, createAwsClients } from './clients/createAwsClients';
import { createAwsProviders } from './createAwsProviders';

/**
 * The same conformance suites over HTTP against moto (https://pypi.org/project/moto/), which other people have written: opt-in by
 * HOSTMASTER_REAL=1. `scripts/real/moto` installs it.
 */
const isWanted = process.env.HOSTMASTER_REAL === '1';
const REGION = 'eu-central-1';
const TIMEOUT = 60_000;
const ISSUED_AFTER_SECONDS = 4;

/** Where moto is not like AWS; each case passes against the sandbox's emulator. */
const ONLY_EQUAL_CREATES =
  'moto refuses a CREATE only when an equal change was sent before, and then looks for the name with two dots at its end';
const ROUTE53_DIFFERS: Record<string, string> = {
  'refuses to create what is there, and applies what others submitted with it':
    ONLY_EQUAL_CREATES,
  'applies a submission whole or not at all': ONLY_EQUAL_CREATES,
  'lets exactly one of several processes create a record': ONLY_EQUAL_CREATES,
  'gives two subjects that touch one record one after the other':
    ONLY_EQUAL_CREATES,
  'refuses to delete what is not there':
    'moto answers InvalidInput about the form of the change',
  'refuses to delete what has other values':
    'moto answers InvalidInput about the form of the change',
  'replaces a record in one step when it is as expected, and not otherwise':
    'moto accepts a DELETE with values that were right earlier',
  'refuses a CNAME beside other records': 'moto has no such rule',
  'refuses a name outside the zone':
    'moto compares the end of the name without the dot before it',
};
const ACM_DIFFERS: Record<string, string> = {
  'makes certificates of the key algorithm asked for':
    'moto makes RSA_2048 certificates only',
  'does not delete what is in use, and does afterwards':
    'moto does not tell ACM which load balancers use a certificate, and deletes it under them',
};

const closedGate: WriteGate = {
  isOpen: () => false,
  pass: () =>
    Promise.reject(
      Object.assign(new Error('closed'), {
        name: 'KubernetesError',
        code: 'GateClosed',
      }),
    ),
  drained: async () => {},
};

let server: ChildProcess;
let endpoint: string;
let clients: AwsClients;
const stops: Array<() => void> = [];

function startProcess(gate: WriteGate = openGate) {
  const controller = new AbortController();
  stops.push(() => controller.abort());
  const logger = {
    error() {},
    warn() {},
    info() {},
    debug() {},
    child: () => logger,
  };
  return createAwsProviders(
    {
      region: REGION,
      clients,
      flushMs: 50,
      rates: {
        route53: 100,
        acm: {
          request: 100,
          describe: 100,
          list: 100,
          listTags: 100,
          delete: 100,
        },
        elb: { describe: 100 },
      },
      intervals: { certificates: { quickMs: 1000, slowMs: 1000 } },
    },
    {
      clock: systemClock,
      random: () => 0.5,
      gate,
      logger,
      signal: controller.signal,
      installation: 'conformance',
    },
  );
}

const inRealTime = {
  done: <T>(work: Promise<T>) => work,
  pass: (milliseconds: number) =>
    systemClock.sleep(Math.min(milliseconds, 2000)),
  monotonic: () => systemClock.monotonic(),
  stop: () => {
    for (const stop of stops.splice(0)) stop();
  },
};

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  await new Promise(resolve => listener.close(resolve));
  return port;
}

async function startMoto(): Promise<void> {
  const script = join(__dirname, '../../../scripts/real/moto');
  const binary =
    process.env.HOSTMASTER_MOTO ??
    execFileSync(script, ['install'], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .pop()!;
  const port = await freePort();
  endpoint = `http://127.0.0.1:${port}`;
  server = spawn(binary, ['--host', '127.0.0.1', '--port', String(port)], {
    stdio: 'ignore',
    env: {
      ...process.env,
      MOTO_ACM_VALIDATION_WAIT: String(ISSUED_AFTER_SECONDS),
    },
  });
  clients = createAwsClients({
    region: REGION,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    endpoints: { route53: endpoint, acm: endpoint, elb: endpoint },
  });
  for (const { middlewareStack } of [clients.route53, clients.acm]) {
    middlewareStack.add(losesAnswers, { step: 'finalizeRequest' });
  }
  for (let attempt = 0; ; attempt++) {
    const isUp = await fetch(`${endpoint}/moto-api/`).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    if (attempt > 150) throw new Error('moto did not start within 30 seconds');
    await systemClock.sleep(200);
  }
}

/** Of one command, once: it is executed, and the connection breaks before the answer is read. */
let answerToLose: string | undefined;
const losesAnswers: FinalizeRequestMiddleware<any, any> =
  (next, { commandName }) =>
  async call => {
    const answer = await next(call);
    if (commandName !== answerToLose) return answer;
    answerToLose = undefined;
    throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  };

async function anotherAccount(): Promise<void> {
  await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
}

async function createLoadBalancer(count: number) {
  const subnets = await subnetsOfDefaultVpc();
  const { LoadBalancers } = await clients.elb.send(
    new CreateLoadBalancerCommand({ Name: 'gw-01', Subnets: subnets }),
  );
  const { LoadBalancerArn: ref, DNSName: dnsName } = LoadBalancers![0];
  const certificates: string[] = [];
  for (let index = 0; index < count; index++)
    certificates.push(await someCertificate(`c${index}.example.com`));
  await clients.elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: ref,
      Port: 443,
      Protocol: 'HTTPS',
      Certificates: [{ CertificateArn: certificates[0] }],
      DefaultActions: [
        { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } },
      ],
    }),
  );
  for (const arn of certificates.slice(1)) await attach(ref!, arn);
  return { ref: ref!, dnsName: dnsName!, certificates };
}

async function attach(ref: string, CertificateArn: string) {
  const { Listeners } = await clients.elb.send(
    new DescribeListenersCommand({ LoadBalancerArn: ref }),
  );
  await clients.elb.send(
    new AddListenerCertificatesCommand({
      ListenerArn: Listeners![0].ListenerArn,
      Certificates: [{ CertificateArn }],
    }),
  );
}

/** moto has a default VPC; its subnets are asked for in EC2's query protocol, so that no EC2 client is needed for two ids. */
async function subnetsOfDefaultVpc(): Promise<string[]> {
  const response = await fetch(`${endpoint}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/${REGION}/ec2/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: 'Action=DescribeSubnets&Version=2016-11-15',
  });
  const ids = (await response.text()).match(/subnet-[0-9a-f]+/g) ?? [];
  return [...new Set(ids)].slice(0, 2);
}

async function someCertificate(name: string): Promise<string> {
  const { CertificateArn } = await clients.acm.send(
    new RequestCertificateCommand({
      DomainName: name,
      ValidationMethod: 'DNS',
    }),
  );
  return CertificateArn!;
}

if (!isWanted) {
  // eslint-disable-next-line jest/no-disabled-tests, jest/expect-expect
  it.skip('runs the conformance suites against moto when HOSTMASTER_REAL=1', () => {});
} else {
  beforeAll(startMoto, 120_000);
  afterAll(() => {
    server?.kill();
  });

  describeDnsProvider(
    'Route 53 of moto',
    async () => {
      await anotherAccount();
      const { HostedZone } = await clients.route53.send(
        new CreateHostedZoneCommand({
          Name: 'example.com',
          CallerReference: 'conformance',
        }),
      );
      const { dnsName } = await createLoadBalancer(1);
      return {
        provider: startProcess().dns,
        zone: {
          id: HostedZone!.Id!.replace('/hostedzone/', ''),
          name: 'example.com',
        },
        aliasTarget: {
          hostedZoneId: 'Z215JYRZR1TBD5',
          dnsName,
          evaluateTargetHealth: false,
        },
        another: () => startProcess().dns,
        withClosedGate: () => startProcess(closedGate).dns,
        loseNextAnswer: () => {
          answerToLose = 'ChangeResourceRecordSetsCommand';
        },
        ...inRealTime,
      };
    },
    { differs: ROUTE53_DIFFERS, timeoutMs: TIMEOUT },
  );

  describeCertificateProvider(
    'ACM of moto',
    async () => {
      await anotherAccount();
      return {
        provider: startProcess().certificates,
        domain: 'example.com',
        another: () => startProcess().certificates,
        withClosedGate: () => startProcess(closedGate).certificates,
        publish: async () => {},
        foreign: someCertificate,
        loseNextAnswer: () => {
          answerToLose = 'RequestCertificateCommand';
        },
        ...inRealTime,
      };
    },
    { differs: ACM_DIFFERS, timeoutMs: TIMEOUT },
  );

  describeLoadBalancerProvider(
    'ELB of moto',
    async () => {
      await anotherAccount();
      return {
        provider: startProcess().loadBalancers,
        another: () => startProcess().loadBalancers,
        create: createLoadBalancer,
        attach: async ref => {
          const arn = await someCertificate('added.example.com');
          await attach(ref, arn);
          return arn;
        },
        ...inRealTime,
      };
    },
    { timeoutMs: TIMEOUT },
  );
}
