import {
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  ModifyLoadBalancerAttributesCommand,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { awsDelays } from '../../delays';
import { noRateLimits } from '../../limits';
import { emulatedAccount, record } from '../../testUtils';

const SECOND = 1000;

describe('load balancers', () => {
  it('are provisioning for two to three minutes, then active, with the region’s canonical zone', async () => {
    const { elb, clock } = emulatedAccount({
      delays: { ...awsDelays, latency: 0 },
    });
    const input = {
      Name: 'gw-01',
      Subnets: ['subnet-a', 'subnet-b'],
      Scheme: 'internet-facing' as const,
    };
    const [made] = (await elb.send(new CreateLoadBalancerCommand(input)))
      .LoadBalancers!;
    const state = async () =>
      (await elb.send(new DescribeLoadBalancersCommand({ Names: ['gw-01'] })))
        .LoadBalancers![0].State!.Code;
    await clock.advance(119 * SECOND);
    const before = await state();
    await clock.advance(61 * SECOND);

    expect(made).toMatchObject({
      CanonicalHostedZoneId: 'Z215JYRZR1TBD5',
      State: { Code: 'provisioning' },
      Type: 'application',
    });
    expect(made.DNSName).toMatch(
      /^gw-01-\d{10}\.eu-central-1\.elb\.amazonaws\.com$/,
    );
    expect([before, await state()]).toEqual(['provisioning', 'active']);
  });

  it('are made once per name and settings', async () => {
    const { elb } = emulatedAccount();
    const make = (extra = {}) =>
      elb.send(
        new CreateLoadBalancerCommand({
          Name: 'gw-01',
          Subnets: ['subnet-a', 'subnet-b'],
          ...extra,
        }),
      );
    const first = await make();
    const again = await make();

    expect(again.LoadBalancers![0].LoadBalancerArn).toBe(
      first.LoadBalancers![0].LoadBalancerArn,
    );
    await expect(make({ Scheme: 'internal' })).rejects.toMatchObject({
      name: 'DuplicateLoadBalancerNameException',
    });
    await expect(
      make({ Name: 'x', Subnets: ['subnet-a'] }),
    ).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(make({ Name: '-x' })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  it('are described in pages, deleted unless protected, and limited in number', async () => {
    const { elb } = emulatedAccount({
      limits: {
        ...noRateLimits,
        elb: { ...noRateLimits.elb, loadBalancers: 3 },
      },
    });
    for (const Name of ['a', 'b', 'c']) {
      await elb.send(
        new CreateLoadBalancerCommand({
          Name,
          Subnets: ['subnet-a', 'subnet-b'],
          Tags: [{ Key: 'n', Value: Name }],
        }),
      );
    }
    const arns: string[] = [];
    for await (const page of paginateDescribeLoadBalancers(
      { client: elb, pageSize: 2 },
      {},
    )) {
      arns.push(
        ...page.LoadBalancers!.map(
          loadBalancer => loadBalancer.LoadBalancerArn!,
        ),
      );
    }
    const tags = await elb.send(
      new DescribeTagsCommand({ ResourceArns: arns }),
    );

    expect(arns).toHaveLength(3);
    expect(tags.TagDescriptions?.map(({ Tags }) => Tags![0].Value)).toEqual([
      'a',
      'b',
      'c',
    ]);
    await expect(
      elb.send(
        new CreateLoadBalancerCommand({
          Name: 'd',
          Subnets: ['subnet-a', 'subnet-b'],
        }),
      ),
    ).rejects.toMatchObject({ name: 'TooManyLoadBalancersException' });
    await elb.send(
      new ModifyLoadBalancerAttributesCommand({
        LoadBalancerArn: arns[0],
        Attributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }],
      }),
    );
    await expect(
      elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: arns[0] })),
    ).rejects.toMatchObject({
      name: 'OperationNotPermittedException',
    });
    await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: arns[1] }));
    await expect(
      elb.send(
        new DescribeLoadBalancersCommand({ LoadBalancerArns: [arns[1]] }),
      ),
    ).rejects.toMatchObject({ name: 'LoadBalancerNotFoundException' });
  });

  it('take alias records only while they are there', async () => {
    const account = emulatedAccount();
    const zone = account.aws.zones.putZone({ name: 'example.com' });
    const loadBalancer = account.aws.loadBalancers.put({ name: 'gw-01' });
    const alias = (Name: string) =>
      account.change(zone.id, {
        Action: 'CREATE',
        ResourceRecordSet: {
          Name,
          Type: 'A',
          AliasTarget: {
            HostedZoneId: loadBalancer.canonicalHostedZoneId,
            DNSName: loadBalancer.dnsName,
            EvaluateTargetHealth: true,
          },
        },
      });

    expect(await alias('a.example.com')).toBe('ok');
    await account.elb.send(
      new DeleteLoadBalancerCommand({ LoadBalancerArn: loadBalancer.arn }),
    );
    expect(await alias('b.example.com')).toMatchObject({
      name: 'InvalidChangeBatch',
    });
    expect(
      await account.change(
        zone.id,
        record('CREATE', 'A', 'c.example.com', '192.0.2.1'),
      ),
    ).toBe('ok');
  });
});
