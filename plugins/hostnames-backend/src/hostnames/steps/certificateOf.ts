import { Certificate } from '@hostmaster/backstage-plugin-hostnames-node';
import { ChainDeps } from '../ChainDeps';
import { profileOf } from '../records/zoneAccess';
import { Subject } from '../Subject';

/** The target of notes about own writes to the certificate authority. */
export const CERTIFICATES = 'certificates';

/** The certificate the status names, as the inventory has it. */
export async function certificateOf(
  subject: Subject,
  deps: ChainDeps,
): Promise<Certificate | undefined> {
  const ref = certificateRefOf(subject);
  if (!ref) return undefined;
  const provider = deps.providers.certificates(profileOf(subject));
  const inventory = await provider.inventory();
  return inventory.get(ref) ?? provider.describe(ref);
}

export function certificateRefOf(subject: Subject): string | undefined {
  const { certificateArn, certificateRef } = subject.request.status ?? {};
  return certificateRef
    ? `${certificateRef.namespace}/${certificateRef.name}`
    : certificateArn;
}
