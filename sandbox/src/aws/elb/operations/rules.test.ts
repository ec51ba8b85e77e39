import {
  CreateListenerCommand,
  CreateRuleCommand,
  DeleteListenerCommand,
  DeleteRuleCommand,
  DescribeListenersCommand,
  DescribeRulesCommand,
  ModifyListenerCommand,
  ModifyRuleCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { awsLimits, noRateLimits } from '../../limits';
import { emulatedAccount, listenerOn, notFound } from '../../testUtils';

describe('listeners and rules', () => {
  it('need a certificate for HTTPS, one listener per port, and change their default', async () => {
    const account = emulatedAccount();
    const { loadBalancer, ListenerArn } = await listenerOn(account);
    const make = (extra: object) =>
      account.elb.send(
        new CreateListenerCommand({
          LoadBalancerArn: loadBalancer.arn,
          Port: 80,
          Protocol: 'HTTP',
          DefaultActions: notFound,
          ...extra,
        }),
      );
    const { arn } = account.aws.certificates.put({
      domainName: 'new.example.com',
    });

    await expect(make({ Protocol: 'HTTPS', Port: 444 })).rejects.toMatchObject({
      message: 'A certificate must be specified for HTTPS listeners',
    });
    await expect(make({ Port: 443 })).rejects.toMatchObject({
      name: 'DuplicateListenerException',
    });
    await make({});
    await account.elb.send(
      new ModifyListenerCommand({
        ListenerArn,
        Certificates: [{ CertificateArn: arn }],
      }),
    );
    const { Listeners } = await account.elb.send(
      new DescribeListenersCommand({ LoadBalancerArn: loadBalancer.arn }),
    );
    expect(
      Listeners!.map(listener => [
        listener.Port,
        listener.Certificates?.[0].CertificateArn,
      ]),
    ).toEqual([
      [443, arn],
      [80, undefined],
    ]);
    await account.elb.send(new DeleteListenerCommand({ ListenerArn }));
    await expect(
      account.elb.send(
        new DescribeListenersCommand({ ListenerArns: [ListenerArn] }),
      ),
    ).rejects.toMatchObject({
      name: 'ListenerNotFoundException',
    });
  });

  it('keep rules by priority, the default last; priorities change all or nothing', async () => {
    const account = emulatedAccount();
    const { ListenerArn } = await listenerOn(account);
    const make = async (Priority: number, host: string) =>
      (
        await account.elb.send(
          new CreateRuleCommand({
            ListenerArn,
            Priority,
            Conditions: [{ Field: 'host-header', Values: [host] }],
            Actions: notFound,
          }),
        )
      ).Rules![0].RuleArn!;
    const second = await make(20, 'b.example.com');
    const first = await make(10, 'a.example.com');
    const list = async () =>
      (
        await account.elb.send(new DescribeRulesCommand({ ListenerArn }))
      ).Rules!.map(rule => [
        rule.Priority,
        rule.Conditions?.[0]?.HostHeaderConfig?.Values?.[0],
      ]);
    const set = (pairs: Array<[string, number]>) =>
      account.elb.send(
        new SetRulePrioritiesCommand({
          RulePriorities: pairs.map(([RuleArn, Priority]) => ({
            RuleArn,
            Priority,
          })),
        }),
      );

    await expect(make(10, 'c.example.com')).rejects.toMatchObject({
      name: 'PriorityInUseException',
      message: `Priority '10' is currently in use`,
    });
    await expect(
      set([
        [first, 5],
        [second, 5],
      ]),
    ).rejects.toMatchObject({ name: 'PriorityInUseException' });
    await set([
      [first, 20],
      [second, 10],
    ]);
    expect(await list()).toEqual([
      ['10', 'b.example.com'],
      ['20', 'a.example.com'],
      ['default', undefined],
    ]);
    await account.elb.send(
      new ModifyRuleCommand({
        RuleArn: first,
        Conditions: [{ Field: 'path-pattern', Values: ['/x/*'] }],
      }),
    );
    await account.elb.send(new DeleteRuleCommand({ RuleArn: second }));
    expect(await list()).toEqual([
      ['20', undefined],
      ['default', undefined],
    ]);
  });

  it.each([
    [
      'six condition values',
      {
        Conditions: [
          {
            Field: 'host-header',
            HostHeaderConfig: {
              Values: ['a.b', 'b.b', 'c.b', 'd.b', 'e.b', 'f.b'],
            },
          },
        ],
      },
      'ValidationError',
    ],
    [
      'six wildcards',
      { Conditions: [{ Field: 'path-pattern', Values: ['/*/*/*', '/*/*/*'] }] },
      'ValidationError',
    ],
    [
      'a path without slash',
      { Conditions: [{ Field: 'path-pattern', Values: ['x'] }] },
      'ValidationError',
    ],
    [
      'an unknown target group',
      { Actions: [{ Type: 'forward' as const, TargetGroupArn: 'arn:x' }] },
      'TargetGroupNotFoundException',
    ],
    [
      'two final actions',
      { Actions: [...notFound, ...notFound] },
      'ValidationError',
    ],
    [
      'a redirect to itself',
      {
        Actions: [
          {
            Type: 'redirect' as const,
            RedirectConfig: { StatusCode: 'HTTP_301' as const },
          },
        ],
      },
      'ValidationError',
    ],
    ['priority 0', { Priority: 0 }, 'ValidationError'],
  ])('refuse %s', async (_, extra, name) => {
    const account = emulatedAccount();
    const { ListenerArn } = await listenerOn(account);

    await expect(
      account.elb.send(
        new CreateRuleCommand({
          ListenerArn,
          Priority: 1,
          Conditions: [{ Field: 'host-header', Values: ['a.example.com'] }],
          Actions: notFound,
          ...extra,
        }),
      ),
    ).rejects.toMatchObject({ name });
  });

  it('are limited to 100 rules per load balancer', async () => {
    const account = emulatedAccount({
      limits: { ...noRateLimits, elb: awsUnrated() },
    });
    const { ListenerArn } = await listenerOn(account);
    const make = (Priority: number) =>
      account.elb.send(
        new CreateRuleCommand({
          ListenerArn,
          Priority,
          Conditions: [{ Field: 'path-pattern', Values: [`/${Priority}`] }],
          Actions: notFound,
        }),
      );
    for (let i = 1; i <= 100; i++) await make(i);

    await expect(make(101)).rejects.toMatchObject({
      name: 'TooManyRulesException',
    });
  });
});

function awsUnrated() {
  return {
    ...noRateLimits.elb,
    rulesPerLoadBalancer: awsLimits.elb.rulesPerLoadBalancer,
  };
}
