import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { EmulatedAccount } from './emulatedAccount';

/** What listeners and rules of these tests do. */
export const notFound = [
  {
    Type: 'fixed-response' as const,
    FixedResponseConfig: { StatusCode: '404' },
  },
];

/** A load balancer with an HTTPS listener and its default certificate. */
export async function listenerOn(account: EmulatedAccount, name = 'gw-01') {
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
