import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  inProcessRequestHandler,
  noDelays,
  noRateLimits,
} from '@hostmaster/sandbox/aws';
import {
  AwsTestWorld,
  REGION,
  awsTestWorld,
} from '../__testUtils__/awsTestWorld';
import { createAwsClients } from '../clients/createAwsClients';

let world: AwsTestWorld;
beforeEach(() => {
  world = awsTestWorld({ delays: noDelays, limits: noRateLimits });
});
afterEach(() => world.close());

function elb() {
  return createAwsClients({
    region: REGION,
    credentials: { accessKeyId: 'AKIDCONTROLLER', secretAccessKey: 'secret' },
    requestHandler: inProcessRequestHandler(world.aws.handle),
  }).elb;
}

async function loadBalancerWith(certificates: string[]) {
  const { LoadBalancers } = await elb().send(
    new CreateLoadBalancerCommand({
      Name: 'gw-01',
      Subnets: ['subnet-a', 'subnet-b'],
    }),
  );
  const balancer = LoadBalancers![0];
  const [first, ...others] = certificates;
  const { Listeners } = await elb().send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer.LoadBalancerArn,
      Port: 443,
      Protocol: 'HTTPS',
      Certificates: [{ CertificateArn: first }],
      DefaultActions: [
        { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } },
      ],
    }),
  );
  for (const CertificateArn of others)
    await attach(Listeners![0].ListenerArn!, CertificateArn);
  return {
    arn: balancer.LoadBalancerArn!,
    dnsName: balancer.DNSName!,
    listener: Listeners![0].ListenerArn!,
  };
}

function attach(ListenerArn: string, CertificateArn: string) {
  return elb().send(
    new AddListenerCertificatesCommand({
      ListenerArn,
      Certificates: [{ CertificateArn }],
    }),
  );
}

const certificate = (domainName: string) =>
  world.aws.certificates.put({ domainName }).arn;

describe('byDnsName', () => {
  it('finds a load balancer by the name in a Gateway status, in any spelling', async () => {
    const { arn, dnsName } = await loadBalancerWith([
      certificate('default.example.com'),
    ]);
    const { loadBalancers } = world.startProcess();

    const found = await world.done(
      loadBalancers.byDnsName(`DualStack.${dnsName.toUpperCase()}.`),
    );

    expect(found).toMatchObject({
      ref: arn,
      dnsName: dnsName.toLowerCase(),
      state: 'active',
      hostedZoneId: expect.stringMatching(/^Z/),
    });
  });

  it('finds one that was made after the list was read, without a call for every question', async () => {
    const { loadBalancers } = world.startProcess();
    await world.done(loadBalancers.byDnsName('nothing.example.com'));
    const { dnsName } = await loadBalancerWith([
      certificate('default.example.com'),
    ]);

    expect(await world.done(loadBalancers.byDnsName(dnsName))).toBeUndefined();
    await world.clock.advance(6000);
    expect(await world.done(loadBalancers.byDnsName(dnsName))).toBeDefined();

    for (let index = 0; index < 50; index++)
      await world.done(loadBalancers.byDnsName(dnsName));
    expect(
      world.aws.callLog.count({ operation: 'DescribeLoadBalancers' }),
    ).toBe(2);
  });
});

describe('listenerCertificates', () => {
  it('has the default and the list, each once', async () => {
    const arns = ['default', 'a', 'b'].map(name =>
      certificate(`${name}.example.com`),
    );
    const { arn, listener } = await loadBalancerWith(arns);
    await attach(listener, arns[0]);
    const { loadBalancers } = world.startProcess();

    const held = await world.done(loadBalancers.listenerCertificates(arn, 443));

    expect([...held!].sort()).toEqual([...arns].sort());
    expect(
      await world.done(loadBalancers.listenerCertificates(arn, 8443)),
    ).toBeUndefined();
  });

  it('reads once for all who ask at the same time, and anew for those who want it newer', async () => {
    const arns = ['default', 'a'].map(name =>
      certificate(`${name}.example.com`),
    );
    const { arn, listener } = await loadBalancerWith([arns[0]]);
    const { loadBalancers } = world.startProcess();
    await world.done(
      Promise.all(
        Array.from({ length: 20 }, () =>
          loadBalancers.listenerCertificates(arn, 443),
        ),
      ),
    );
    expect(
      world.aws.callLog.count({ operation: 'DescribeListenerCertificates' }),
    ).toBe(1);

    await attach(listener, arns[1]);
    const held = await world.done(
      loadBalancers.listenerCertificates(arn, 443, {
        newerThan: world.clock.monotonic(),
      }),
    );

    expect(held!.has(arns[1])).toBe(true);
    expect(world.aws.callLog.count({ operation: 'DescribeListeners' })).toBe(1);
  });

  it('says that there is no such load balancer', async () => {
    const { loadBalancers } = world.startProcess();

    const read = loadBalancers.listenerCertificates(
      `arn:aws:elasticloadbalancing:${REGION}:123456789012:loadbalancer/app/gone/0123456789abcdef`,
      443,
    );

    await expect(world.done(read)).rejects.toMatchObject({
      name: 'ProviderError',
      code: 'notFound',
    });
  });
});
