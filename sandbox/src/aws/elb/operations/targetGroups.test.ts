import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ModifyListenerCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { awsDelays, noDelays } from '../../delays';
import { emulatedAccount, listenerOn } from '../../testUtils';

const SECOND = 1000;

describe('target groups', () => {
  it('belong to one load balancer, and cannot be deleted while used', async () => {
    const account = emulatedAccount();
    const { elb } = account;
    const one = await listenerOn(account, 'gw-01');
    const two = await listenerOn(account, 'gw-02');
    const made = await elb.send(
      new CreateTargetGroupCommand({
        Name: 'web',
        Protocol: 'HTTP',
        Port: 8080,
        TargetType: 'ip',
      }),
    );
    const TargetGroupArn = made.TargetGroups![0].TargetGroupArn!;
    const forwardFrom = (ListenerArn: string) =>
      elb.send(
        new CreateRuleCommand({
          ListenerArn,
          Priority: 1,
          Conditions: [{ Field: 'host-header', Values: ['a.example.com'] }],
          Actions: [
            {
              Type: 'forward',
              ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight: 1 }] },
            },
          ],
        }),
      );
    await forwardFrom(one.ListenerArn);

    await expect(forwardFrom(two.ListenerArn)).rejects.toMatchObject({
      name: 'TargetGroupAssociationLimitException',
    });
    await expect(
      elb.send(new DeleteTargetGroupCommand({ TargetGroupArn })),
    ).rejects.toMatchObject({ name: 'ResourceInUseException' });
    const described = await elb.send(
      new DescribeTargetGroupsCommand({
        LoadBalancerArn: one.loadBalancer.arn,
      }),
    );
    expect(
      described.TargetGroups?.map(group => group.LoadBalancerArns),
    ).toEqual([[one.loadBalancer.arn]]);
  });

  it('have targets that are unused, then initial, healthy, draining and gone', async () => {
    const account = emulatedAccount({
      delays: { ...noDelays, elb: awsDelays.elb },
    });
    const { elb, clock } = account;
    const { ListenerArn } = await listenerOn(account);
    const made = await elb.send(
      new CreateTargetGroupCommand({
        Name: 'web',
        Protocol: 'HTTP',
        Port: 8080,
        TargetType: 'ip',
      }),
    );
    const TargetGroupArn = made.TargetGroups![0].TargetGroupArn!;
    const Targets = [{ Id: '10.0.0.1' }];
    const health = async () =>
      (
        await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }))
      ).TargetHealthDescriptions!.map(
        description => description.TargetHealth!.State,
      );
    await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
    const states = [await health()];
    await elb.send(
      new ModifyListenerCommand({
        ListenerArn,
        DefaultActions: [{ Type: 'forward', TargetGroupArn }],
      }),
    );
    states.push(await health());
    await clock.advance(30 * SECOND);
    states.push(await health());
    await elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }));
    states.push(await health());
    await clock.advance(300 * SECOND);
    states.push(await health());

    expect(states).toEqual([
      ['unused'],
      ['initial'],
      ['healthy'],
      ['draining'],
      [],
    ]);
    await expect(
      elb.send(
        new RegisterTargetsCommand({
          TargetGroupArn,
          Targets: [{ Id: 'no-ip' }],
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidTargetException' });
  });
});
