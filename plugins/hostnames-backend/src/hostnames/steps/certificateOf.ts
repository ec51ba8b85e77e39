import {
  Certificate,
  CertificateOrder,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { ChainDeps } from '../ChainDeps';
import { profileOf } from '../records/zoneAccess';
import { Subject } from '../Subject';
import { nextAttempt } from './certificateAttempts.pure';

/** The target of notes about own writes to the certificate authority. */
export const CERTIFICATES = 'certificates';

/** The fact of a note: one was requested and the answer is missing, so that it may exist and not be listed yet. */
export const UNLISTED = 'certificate without an answer';

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

/** What the request asks for now; failures so far make it another attempt. */
export function orderOf(subject: Subject): CertificateOrder {
  const { certificate } = subject.request.spec;
  return {
    owner: {
      identity: subject.identity,
      attempt: nextAttempt(subject.request.status?.certificateAttempts),
    },
    names: subject.names.map(({ hostname }) => hostname),
    keyAlgorithm: certificate?.keyAlgorithm ?? 'EC_prime256v1',
  };
}
