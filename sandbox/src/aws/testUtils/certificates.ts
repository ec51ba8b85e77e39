import {
  CertificateDetail,
  DescribeCertificateCommand,
  RequestCertificateCommand,
  RequestCertificateCommandInput,
} from '@aws-sdk/client-acm';
import { validationRecord } from '../acm/validationRecord';
import { awsDelays } from '../delays';
import { emulatedAccount, EmulatedAccount } from './emulatedAccount';

/** Requests a DNS-validated certificate for shop.example.com, or what `input` says; gives its ARN. */
export async function requestCertificate(
  { acm }: EmulatedAccount,
  input: Partial<RequestCertificateCommandInput> = {},
): Promise<string> {
  const { CertificateArn } = await acm.send(
    new RequestCertificateCommand({
      DomainName: 'shop.example.com',
      ValidationMethod: 'DNS',
      ...input,
    }),
  );
  return CertificateArn!;
}

export async function describeCertificate(
  { acm }: EmulatedAccount,
  CertificateArn: string,
): Promise<CertificateDetail> {
  const { Certificate } = await acm.send(
    new DescribeCertificateCommand({ CertificateArn }),
  );
  return Certificate!;
}

/** Writes the validation record of a domain into the zone, with the account's own delay until INSYNC. */
export function writeValidationRecord(
  account: EmulatedAccount,
  domain: string,
  zone = 'example.com',
): void {
  const { name, value } = validationRecord(account.aws.accountId, domain);
  const [target] = account.aws.route53.zonesNamed(`${zone}.`);
  account.aws.route53.write(target, [
    { kind: 'put', record: { name, type: 'CNAME', ttl: 300, values: [value] } },
  ]);
}

/** An account with the public zone example.com and the delays of the real service, but no latency. */
export function slowAccount(): EmulatedAccount {
  const account = emulatedAccount({ delays: { ...awsDelays, latency: 0 } });
  account.aws.zones.putZone({ name: 'example.com' });
  return account;
}
