import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  DescribeListenersCommand,
  RemoveListenerCertificatesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { WriteGate } from '@hostmaster/kubernetes-runtime';
import {
  describeCertificateProvider,
  describeDnsProvider,
  describeLoadBalancerProvider,
} from '@hostmaster/backstage-plugin-hostnames-node/testUtils';
import {
  awsDelays,
  awsLimits,
  inProcessRequestHandler,
} from '@hostmaster/sandbox/aws';
import {
  AwsTestWorld,
  REGION,
  awsTestWorld,
} from './__testUtils__/awsTestWorld';
import { createAwsClients } from './clients/createAwsClients';

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

function inTime(world: AwsTestWorld) {
  return {
    done: <T>(work: Promise<T>) => world.done(work),
    pass: (milliseconds: number) => world.clock.advance(milliseconds),
    monotonic: () => world.clock.monotonic(),
    stop: () => world.close(),
  };
}

function emulatedAccount(): AwsTestWorld {
  return awsTestWorld({ limits: awsLimits, delays: awsDelays });
}

/** What the AWS Load Balancer Controller does, by hand. */
function controllerOf(world: AwsTestWorld) {
  const { elb } = createAwsClients({
    region: REGION,
    credentials: { accessKeyId: 'AKIDCONTROLLER', secretAccessKey: 'secret' },
    requestHandler: inProcessRequestHandler(world.aws.handle),
  });
  const certificate = (name: string) =>
    world.aws.certificates.put({
      domainName: `${name}.example.com`,
      createdAt: 0,
    }).arn;
  const listenerOf = async (ref: string) => {
    const { Listeners } = await world.done(
      elb.send(new DescribeListenersCommand({ LoadBalancerArn: ref })),
    );
    return Listeners![0].ListenerArn!;
  };
  const attach = async (ref: string, arn: string) => {
    const ListenerArn = await listenerOf(ref);
    await world.done(
      elb.send(
        new AddListenerCertificatesCommand({
          ListenerArn,
          Certificates: [{ CertificateArn: arn }],
        }),
      ),
    );
  };
  return {
    async create(count: number) {
      const certificates = Array.from({ length: count }, (_, index) =>
        certificate(`c${index}`),
      );
      const { LoadBalancers } = await world.done(
        elb.send(
          new CreateLoadBalancerCommand({
            Name: 'gw-01',
            Subnets: ['subnet-a', 'subnet-b'],
          }),
        ),
      );
      const { LoadBalancerArn: ref, DNSName: dnsName } = LoadBalancers![0];
      await world.done(
        elb.send(
          new CreateListenerCommand({
            LoadBalancerArn: ref,
            Port: 443,
            Protocol: 'HTTPS',
            Certificates: [{ CertificateArn: certificates[0] }],
            DefaultActions: [
              {
                Type: 'fixed-response',
                FixedResponseConfig: { StatusCode: '404' },
              },
            ],
          }),
        ),
      );
      for (const arn of certificates.slice(1)) await attach(ref!, arn);
      await world.clock.advance(240_000);
      return { ref: ref!, dnsName: dnsName!, certificates };
    },
    attach,
    async detach(ref: string, arn: string) {
      const ListenerArn = await listenerOf(ref);
      await world.done(
        elb.send(
          new RemoveListenerCertificatesCommand({
            ListenerArn,
            Certificates: [{ CertificateArn: arn }],
          }),
        ),
      );
    },
    certificate,
  };
}

describeDnsProvider('Route 53, emulated', async () => {
  const world = emulatedAccount();
  const zone = world.aws.zones.putZone({ name: 'example.com' });
  const balancer = world.aws.loadBalancers.put({ name: 'gw-01' });
  return {
    provider: world.startProcess().dns,
    zone: { id: zone.id, name: 'example.com' },
    aliasTarget: {
      hostedZoneId: world.aws.inRegion().elb.canonicalZone,
      dnsName: balancer.dnsName.replace(/\.$/, ''),
      evaluateTargetHealth: false,
    },
    another: () => world.startProcess().dns,
    withClosedGate: () => world.startProcess({ gate: closedGate }).dns,
    loseNextAnswer: () =>
      world.aws.faults.loseAnswer({ operation: 'ChangeResourceRecordSets' }),
    ...inTime(world),
  };
});

describeCertificateProvider('ACM, emulated', async () => {
  const world = emulatedAccount();
  const zone = world.aws.zones.putZone({ name: 'example.com' });
  const controller = controllerOf(world);
  let balancer: { ref: string } | undefined;
  return {
    provider: world.startProcess().certificates,
    domain: 'example.com',
    another: () => world.startProcess().certificates,
    withClosedGate: () => world.startProcess({ gate: closedGate }).certificates,
    publish: async records =>
      world.aws.zones.putRecords(
        zone,
        records.map(({ name, value }) => ({
          name,
          type: 'CNAME' as const,
          values: [value],
        })),
      ),
    foreign: async name => world.aws.certificates.put({ domainName: name }).arn,
    loseNextAnswer: () =>
      world.aws.faults.loseAnswer({ operation: 'RequestCertificate' }),
    use: async (ref, isUsed) => {
      balancer ??= await controller.create(1);
      if (isUsed) await controller.attach(balancer.ref, ref);
      else await controller.detach(balancer.ref, ref);
    },
    ...inTime(world),
  };
});

describeLoadBalancerProvider('ELB, emulated', async () => {
  const world = emulatedAccount();
  const controller = controllerOf(world);
  return {
    provider: world.startProcess().loadBalancers,
    another: () => world.startProcess().loadBalancers,
    create: controller.create,
    attach: async ref => {
      const arn = controller.certificate('added');
      await controller.attach(ref, arn);
      return arn;
    },
    ...inTime(world),
  };
});
