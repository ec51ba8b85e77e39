import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeAccountLimitsCommand,
  DescribeListenerCertificatesCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ModifyListenerCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyRuleCommand,
  RegisterTargetsCommand,
  RemoveListenerCertificatesCommand,
  SetRulePrioritiesCommand,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { RequestCertificateCommand } from '@aws-sdk/client-acm';
import { awsDelays, noDelays } from '../delays';
import { awsLimits, noRateLimits } from '../limits';
import { emulatedAccount, EmulatedAccount, record } from '../testUtils';

const SECOND = 1000;
const notFound = [
  {
    Type: 'fixed-response' as const,
    FixedResponseConfig: { StatusCode: '404' },
  },
];

async function listenerOn(account: EmulatedAccount, name = 'gw-01') {
  const { elb, aws } = account;
  const loadBalancer = aws.loadBalancers.put({ name });
  const certificate = aws.certificates.put({
    domainName: 'default.example.com',
  });
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: loadBalancer.arn,
      Port: 443,
      Protocol: 'HTTPS',
      Certificates: [{ CertificateArn: certificate.arn }],
      DefaultActions: notFound,
    }),
  );
  const ListenerArn = Listeners![0].ListenerArn!;
  const add = (CertificateArn: string) =>
    elb.send(
      new AddListenerCertificatesCommand({
        ListenerArn,
        Certificates: [{ CertificateArn }],
      }),
    );
  return { loadBalancer, certificate, ListenerArn, add };
}

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

describe('certificates of listeners', () => {
  it('are added one per call; a second time changes nothing; the default repeated appears twice', async () => {
    const account = emulatedAccount();
    const { ListenerArn, add, certificate } = await listenerOn(account);
    const { arn } = account.aws.certificates.put({
      domainName: 'shop.example.com',
    });
    await add(arn);
    await add(arn);
    await add(certificate.arn);
    const listed = await account.elb.send(
      new DescribeListenerCertificatesCommand({ ListenerArn }),
    );

    expect(listed.Certificates).toEqual([
      { CertificateArn: certificate.arn, IsDefault: true },
      { CertificateArn: arn, IsDefault: false },
      { CertificateArn: certificate.arn, IsDefault: false },
    ]);
    await expect(
      account.elb.send(
        new AddListenerCertificatesCommand({
          ListenerArn,
          Certificates: [
            { CertificateArn: arn },
            { CertificateArn: certificate.arn },
          ],
        }),
      ),
    ).rejects.toMatchObject({
      message: `Up to '1' certificate ARNs can be specified, but '2' were specified`,
    });
    await account.elb.send(
      new RemoveListenerCertificatesCommand({
        ListenerArn,
        Certificates: [{ CertificateArn: arn }],
      }),
    );
    await account.elb.send(
      new RemoveListenerCertificatesCommand({
        ListenerArn,
        Certificates: [{ CertificateArn: arn }],
      }),
    );
    expect(
      (
        await account.elb.send(
          new DescribeListenerCertificatesCommand({ ListenerArn }),
        )
      ).Certificates,
    ).toHaveLength(2);
  });

  it('are limited per load balancer, defaults aside', async () => {
    const account = emulatedAccount({
      limits: {
        ...noRateLimits,
        elb: { ...noRateLimits.elb, certificatesPerLoadBalancer: 25 },
      },
    });
    const { add, certificate, loadBalancer } = await listenerOn(account);
    const { Listeners } = await account.elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: loadBalancer.arn,
        Port: 8443,
        Protocol: 'HTTPS',
        Certificates: [{ CertificateArn: certificate.arn }],
        DefaultActions: notFound,
      }),
    );
    const other = Listeners![0].ListenerArn!;
    for (let i = 0; i < 25; i++)
      await add(
        account.aws.certificates.put({ domainName: `h${i}.example.com` }).arn,
      );
    const { arn } = account.aws.certificates.put({
      domainName: 'h25.example.com',
    });
    const refusal = {
      name: 'TooManyCertificatesException',
      message: 'The maximum number of certificates has been reached',
    };

    await expect(add(arn)).rejects.toMatchObject(refusal);
    await expect(
      account.elb.send(
        new AddListenerCertificatesCommand({
          ListenerArn: other,
          Certificates: [{ CertificateArn: arn }],
        }),
      ),
    ).rejects.toMatchObject(refusal);
  });

  it('must be issued, and for 20 to 30 seconds after that are refused as unsupported', async () => {
    const account = emulatedAccount({
      delays: { ...noDelays, elb: awsDelays.elb },
    });
    const { add } = await listenerOn(account);
    const unknown = 'arn:aws:acm:eu-central-1:123456789012:certificate/none';
    const { CertificateArn } = await account.acm.send(
      new RequestCertificateCommand({
        DomainName: 'shop.example.com',
        ValidationMethod: 'DNS',
      }),
    );
    const refusal = {
      name: 'UnsupportedCertificateException',
      message: `The certificate '${CertificateArn}' must have a fully-qualified domain name, a supported signature, and a supported key size.`,
    };
    const nameOf = (error: Error) => ({
      name: `${error.name.replace(/Exception$/, '')}Exception`,
      message: error.message,
    });

    await expect(add(unknown)).rejects.toMatchObject({
      message: `Certificate '${unknown}' not found`,
    });
    expect(await add(CertificateArn!).catch(nameOf)).toEqual(refusal);
    account.aws.certificates.issue(CertificateArn!);
    await account.clock.advance(19 * SECOND);
    expect(await add(CertificateArn!).catch(nameOf)).toEqual(refusal);
    await account.clock.advance(11 * SECOND);
    expect((await add(CertificateArn!)).Certificates).toHaveLength(1);
  });

  it('are in use as ACM sees it about ten seconds later, until the load balancer goes', async () => {
    const account = emulatedAccount({
      delays: {
        ...noDelays,
        acm: { ...noDelays.acm, inUse: awsDelays.acm.inUse },
      },
    });
    const { add, loadBalancer } = await listenerOn(account);
    const certificate = account.aws.certificates.put({
      domainName: 'shop.example.com',
    });
    await add(certificate.arn);
    const atOnce = certificate.inUseBy.size;
    await account.clock.advance(12 * SECOND);
    const later = [...certificate.inUseBy];
    await account.elb.send(
      new DeleteLoadBalancerCommand({ LoadBalancerArn: loadBalancer.arn }),
    );
    await account.clock.advance(12 * SECOND);

    expect(atOnce).toBe(0);
    expect(later).toEqual([loadBalancer.arn]);
    expect(certificate.inUseBy.size).toBe(0);
  });
});

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

describe('request rates', () => {
  it('are buckets of their own for describing, for certificates and for the rest', async () => {
    const account = emulatedAccount({ limits: awsLimits });
    const { add } = await listenerOn(account);
    const { arn } = account.aws.certificates.put({
      domainName: 'shop.example.com',
    });
    const count = async (calls: Array<Promise<unknown>>) =>
      (await Promise.allSettled(calls)).filter(
        ({ status }) => status === 'fulfilled',
      ).length;
    const describeOnce = () =>
      account.elb.send(new DescribeAccountLimitsCommand({}));

    expect(await count(Array.from({ length: 30 }, () => add(arn)))).toBe(20);
    expect(await count(Array.from({ length: 210 }, describeOnce))).toBe(200);
    await account.clock.advance(1000);
    expect(await count(Array.from({ length: 30 }, () => add(arn)))).toBe(3);
    await expect(add(arn)).rejects.toMatchObject({
      name: 'Throttling',
      message: 'Rate exceeded',
    });
  });
});

function awsUnrated() {
  return {
    ...noRateLimits.elb,
    rulesPerLoadBalancer: awsLimits.elb.rulesPerLoadBalancer,
  };
}
