import { RequestCertificateCommand } from '@aws-sdk/client-acm';
import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  DeleteLoadBalancerCommand,
  DescribeAccountLimitsCommand,
  DescribeListenerCertificatesCommand,
  RemoveListenerCertificatesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { awsDelays, noDelays } from '../../delays';
import { awsLimits, noRateLimits } from '../../limits';
import { emulatedAccount, listenerOn, notFound } from '../../testUtils';

const SECOND = 1000;

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
