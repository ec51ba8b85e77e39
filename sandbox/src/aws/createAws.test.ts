import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  ACMClient,
  ListCertificatesCommand,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
  TagUserCommand,
} from '@aws-sdk/client-iam';
import {
  CreateHostedZoneCommand,
  ListHostedZonesCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { AwsChange } from './core/ChangeFeed';
import { demoDelays, noDelays } from './delays';
import { listenHttp } from './http/listenHttp';
import { emulatedAccount, record } from './testUtils';

const SECOND = 1000;

describe('an emulated account', () => {
  it('is reached over HTTP by SDK clients, which it keeps apart by region', async () => {
    const { aws } = emulatedAccount();
    const listener = await listenHttp(aws.handle, { port: 0 });
    const config = {
      endpoint: listener.url,
      credentials: { accessKeyId: 'AKIDHTTP', secretAccessKey: 's' },
      maxAttempts: 1,
    };
    const acm = (region: string) => new ACMClient({ ...config, region });
    try {
      await new Route53Client({ ...config, region: 'us-east-1' }).send(
        new CreateHostedZoneCommand({
          Name: 'example.com',
          CallerReference: 'x',
        }),
      );
      await acm('eu-west-1').send(
        new RequestCertificateCommand({
          DomainName: 'a.example.com',
          ValidationMethod: 'DNS',
        }),
      );
      const here = await acm('eu-west-1').send(new ListCertificatesCommand({}));
      const there = await acm('eu-central-1').send(
        new ListCertificatesCommand({}),
      );

      expect(here.CertificateSummaryList).toHaveLength(1);
      expect(there.CertificateSummaryList).toHaveLength(0);
      expect(aws.callLog.entries({ service: 'route53' })).toMatchObject([
        {
          operation: 'CreateHostedZone',
          outcome: 'ok',
          status: 201,
          caller: { accessKeyId: 'AKIDHTTP' },
        },
      ]);
    } finally {
      await listener.close();
    }
  });

  it('answers what is no AWS call with a clear error', async () => {
    const { aws } = emulatedAccount();
    const response = await aws.handle(
      new Request('http://localhost/somewhere'),
    );

    expect(response.status).toBe(404);
    expect(await response.text()).toContain('Route 53, ACM, ELBv2 and IAM');
  });

  it('logs calls with time, parameters, outcome and caller', async () => {
    const { aws, clock, change } = emulatedAccount();
    const zone = aws.zones.putZone({ name: 'example.com' });
    await clock.advance(5 * SECOND);
    await change(zone.id, record('DELETE', 'A', 'a.example.com', '192.0.2.1'));

    expect(aws.callLog.entries()).toEqual([
      {
        at: clock.now(),
        service: 'route53',
        region: 'us-east-1',
        operation: 'ChangeResourceRecordSets',
        parameters: { Id: zone.id, changes: 1, names: 'a.example.com' },
        outcome: 'InvalidChangeBatch',
        status: 400,
        message: expect.stringContaining('not found'),
        caller: {
          accessKeyId: 'AKIDEXAMPLE',
          userAgent: expect.stringContaining('aws-sdk-js'),
        },
      },
    ]);
    expect(aws.callLog.count({ operation: 'ChangeResourceRecordSets' })).toBe(
      1,
    );
  });

  it('tells of changes as they happen, with the delays of a demonstration', async () => {
    const { aws, acm, clock } = emulatedAccount({
      delays: { ...demoDelays, latency: 0 },
    });
    const seen: string[] = [];
    aws.onChange((change: AwsChange) => {
      if (change.kind === 'certificate')
        seen.push(`${Math.round(clock.monotonic() / SECOND)}s ${change.what}`);
    });
    const zone = aws.zones.putZone({ name: 'example.com' });
    const { CertificateArn } = await acm.send(
      new RequestCertificateCommand({
        DomainName: 'shop.example.com',
        ValidationMethod: 'DNS',
      }),
    );
    const { name, value } = aws.inRegion().acm.find(CertificateArn!)!.domains[0]
      .record;
    const change = aws.route53.write(zone, [
      {
        kind: 'put',
        record: { name, type: 'CNAME', ttl: 60, values: [value] },
      },
    ]);
    await clock.runUntil(() => change.status === 'INSYNC', {
      limitMs: 4 * SECOND,
    });
    await clock.advance(7 * SECOND);

    expect(seen).toEqual([
      '0s requested',
      expect.stringMatching(/^(8|9|10)s issued$/),
    ]);
  });
});

describe('faults', () => {
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => 'ok',
      (error: Error) => error.name,
    );

  it('fail an operation a number of times, or for a while', async () => {
    const { aws, route53, clock } = emulatedAccount();
    const list = () => outcome(route53.send(new ListHostedZonesCommand({})));
    aws.faults.fail(
      { operation: 'ListHostedZones' },
      { code: 'ServiceUnavailable', status: 503 },
      { times: 2 },
    );

    expect([await list(), await list(), await list()]).toEqual([
      'ServiceUnavailable',
      'ServiceUnavailable',
      'ok',
    ]);
    aws.faults.fail(
      { service: 'route53' },
      { code: 'InternalFailure', status: 500 },
      { forMilliseconds: 60_000 },
    );
    expect(await list()).toBe('InternalFailure');
    await clock.advance(60_000);
    expect(await list()).toBe('ok');
    expect(aws.faults.list()).toEqual([]);
  });

  it('throttle a share of the calls in the service’s own words', async () => {
    const { aws, route53, acm } = emulatedAccount();
    aws.faults.throttle({ service: 'route53' }, { share: 0.5 });
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () =>
        outcome(route53.send(new ListHostedZonesCommand({}))),
      ),
    );
    const throttled = outcomes.filter(name => name === 'Throttling').length;

    expect(throttled).toBeGreaterThan(25);
    expect(throttled).toBeLessThan(75);
    aws.faults.clear();
    aws.faults.throttle({ operation: 'ListCertificates' });
    expect(await outcome(acm.send(new ListCertificatesCommand({})))).toBe(
      'ThrottlingException',
    );
    expect(await outcome(route53.send(new ListHostedZonesCommand({})))).toBe(
      'ok',
    );
  });

  it('lose an answer after, or a request before, the call is executed; in process and over HTTP', async () => {
    const { aws, route53 } = emulatedAccount();
    const create = (client: Route53Client, CallerReference: string) =>
      client
        .send(
          new CreateHostedZoneCommand({ Name: 'example.com', CallerReference }),
        )
        .then(
          () => 'ok',
          (error: Error) => error.message,
        );
    aws.faults.loseAnswer({ operation: 'CreateHostedZone' });
    const executed = await create(route53, '1');
    aws.faults.loseRequest({ operation: 'CreateHostedZone' });
    const lost = await create(route53, '2');
    const listener = await listenHttp(aws.handle, { port: 0 });
    const remote = new Route53Client({
      endpoint: listener.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
    aws.faults.loseAnswer({ operation: 'CreateHostedZone' });
    const cut = await create(remote, '3');
    await listener.close();

    for (const message of [executed, lost, cut])
      expect(message).toContain('socket hang up');
    expect(
      [...aws.route53.zones.values()].map(zone => zone.callerReference),
    ).toEqual(['1', '3']);
    expect(aws.callLog.count({ outcome: 'lost' })).toBe(3);
  });

  it('make answers slow', async () => {
    const { aws, route53, clock } = emulatedAccount({
      delays: { ...noDelays, latency: 100 },
    });
    aws.faults.delay({ service: 'route53' }, 5000);
    await clock.waitFor(route53.send(new ListHostedZonesCommand({})));

    expect(clock.monotonic()).toBe(5100);
  });

  it('delete records behind the API’s back', async () => {
    const { aws, change } = emulatedAccount();
    const zone = aws.zones.putZone({ name: 'example.com' });
    await change(zone.id, record('CREATE', 'A', '*.example.com', '192.0.2.1'));

    expect(aws.zones.deleteRecords('example.com', '*.example.com', 'A')).toBe(
      1,
    );
    expect(zone.records.size).toBe(2);
    expect(zone.served.lookup('x.example.com.', 'A').kind).toBe('nxdomain');
  });
});

describe('IAM users', () => {
  it('have policies, tags and up to two keys, and go when these are gone', async () => {
    const { aws, clientConfig } = emulatedAccount();
    const iam = new IAMClient(clientConfig);
    const UserName = 'external-dns';
    const policy = { UserName, PolicyName: 'zone' };
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'route53:ListHostedZones', Resource: '*' },
      ],
    });
    const made = await iam.send(
      new CreateUserCommand({
        UserName,
        Path: '/hostmaster/',
        Tags: [{ Key: 'a', Value: 'b' }],
      }),
    );
    await iam.send(new PutUserPolicyCommand({ ...policy, PolicyDocument }));
    await iam.send(
      new TagUserCommand({ UserName, Tags: [{ Key: 'c', Value: 'd' }] }),
    );
    const key = (await iam.send(new CreateAccessKeyCommand({ UserName })))
      .AccessKey!;
    await iam.send(new CreateAccessKeyCommand({ UserName }));

    expect(made.User?.Arn).toBe(
      'arn:aws:iam::123456789012:user/hostmaster/external-dns',
    );
    expect(
      (await iam.send(new GetUserCommand({ UserName }))).User?.Tags,
    ).toHaveLength(2);
    expect(key.AccessKeyId).toMatch(/^AKIA[A-Z0-9]{16}$/);
    await expect(
      iam.send(new CreateUserCommand({ UserName })),
    ).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    await expect(
      iam.send(new CreateAccessKeyCommand({ UserName })),
    ).rejects.toMatchObject({ name: 'LimitExceededException' });
    await expect(
      iam.send(new PutUserPolicyCommand({ ...policy, PolicyDocument: '{' })),
    ).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
    });
    await expect(
      iam.send(new DeleteUserCommand({ UserName })),
    ).rejects.toMatchObject({ name: 'DeleteConflictException' });
    const keys = await iam.send(new ListAccessKeysCommand({ UserName }));
    for (const { AccessKeyId } of keys.AccessKeyMetadata ?? []) {
      await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    }
    await iam.send(new DeleteUserPolicyCommand(policy));
    await iam.send(new DeleteUserCommand({ UserName }));
    await expect(
      iam.send(new GetUserCommand({ UserName })),
    ).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: `The user with name ${UserName} cannot be found.`,
    });
    expect(aws.iam.users.size).toBe(0);
  });
});

const awsCli = promisify(execFile);
const hasAwsCli = () =>
  awsCli('aws', ['--version']).then(
    () => true,
    () => false,
  );

it('is understood by the AWS command line where that is installed', async () => {
  if (!(await hasAwsCli())) return;
  const { aws } = emulatedAccount();
  const zone = aws.zones.putZone({ name: 'example.com' });
  aws.certificates.put({
    domainName: 'shop.example.com',
    keyAlgorithm: 'RSA_2048',
  });
  aws.loadBalancers.put({ name: 'gw-01' });
  const listener = await listenHttp(aws.handle, { port: 0 });
  const call = async (...args: string[]) => {
    const { stdout } = await awsCli(
      'aws',
      [...args, '--endpoint-url', listener.url, '--output', 'json'],
      {
        env: {
          ...process.env,
          AWS_ACCESS_KEY_ID: 'AKID',
          AWS_SECRET_ACCESS_KEY: 's',
          AWS_DEFAULT_REGION: 'eu-central-1',
        },
      },
    );
    return JSON.parse(stdout);
  };
  try {
    const sets = await call(
      'route53',
      'list-resource-record-sets',
      '--hosted-zone-id',
      zone.id,
    );
    const certificates = await call('acm', 'list-certificates');
    const loadBalancers = await call('elbv2', 'describe-load-balancers');
    const user = await call('iam', 'create-user', '--user-name', 'someone');

    expect(sets.ResourceRecordSets).toHaveLength(2);
    expect(certificates.CertificateSummaryList[0].DomainName).toBe(
      'shop.example.com',
    );
    expect(loadBalancers.LoadBalancers[0].State.Code).toBe('active');
    expect(user.User.UserName).toBe('someone');
  } finally {
    await listener.close();
  }
}, 60_000);
