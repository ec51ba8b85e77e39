import type {
  Certificate,
  CertificateDetail,
} from '@hostmaster/backstage-plugin-hostnames-node';
import type { Decision } from '../../reconciler/Step';
import type { Memory, Subject } from '../Subject';

export interface ReleaseCertificateFacts {
  /** Every certificate of the request that exists; without `detail` it cannot be described yet. */
  certificates: Array<{ certificate: Certificate; detail?: CertificateDetail }>;
  /** Milliseconds for which nobody is asked, because one was just refused to be deleted as in use. */
  heldFor?: number;
  /** Milliseconds for which there may be one more that no list shows yet. */
  unlistedFor?: number;
}

export type ReleaseCertificateAction = { kind: 'delete'; ref: string };

/**
 * | certificates | decision |
 * | --- | --- |
 * | none | satisfied |
 * | none, one that was requested may not be listed yet | wait, until it would be |
 * | not looked at, one was in use a moment ago | wait, StillInUse |
 * | one just requested, not to be described yet | wait |
 * | its validation records not remembered | wait, until they are |
 * | one on a load balancer | wait, StillInUse |
 * | one nobody uses | act: delete |
 */
export function decideReleaseCertificate(
  subject: Subject,
  { certificates, heldFor = 0, unlistedFor = 0 }: ReleaseCertificateFacts,
): Decision<ReleaseCertificateAction, Memory> {
  if (heldFor > 0) {
    return {
      kind: 'wait',
      reason: 'StillInUse',
      message:
        'The certificate authority says that the certificate is still in use; it is deleted when nothing uses it any more.',
      checkAfter: heldFor,
    };
  }
  if (certificates.length === 0 && unlistedFor > 0) {
    return {
      kind: 'wait',
      reason: 'Releasing',
      message:
        'The certificate authority may have a certificate of this request that it does not list yet; it is looked for once more.',
      checkAfter: unlistedFor + 1,
    };
  }
  if (certificates.length === 0) {
    return {
      kind: 'satisfied',
      reason: 'Released',
      message: 'No certificate is left.',
    };
  }
  const details = certificates.flatMap(({ detail }) => detail ?? []);
  const remember = rememberedRecords(subject, details);
  const [{ certificate }] = certificates;
  if (remember || details.length === 0) {
    return {
      kind: 'wait',
      reason: 'Releasing',
      message: `The certificate ${certificate.ref} is about to be deleted.`,
      remember,
      checkAfter: remember ? 1 : 5_000,
    };
  }
  const idle = details.find(({ inUse }) => !inUse);
  if (!idle) {
    const usedBy = details.flatMap(detail => detail.usedBy);
    return {
      kind: 'wait',
      reason: 'StillInUse',
      message: `The certificate ${certificate.ref} is still in use${
        usedBy.length ? ` by ${usedBy.join(', ')}` : ''
      }; it is deleted when nothing uses it any more.`,
      checkAfter: 10_000,
    };
  }
  return {
    kind: 'act',
    action: { kind: 'delete', ref: idle.ref },
    reason: 'Releasing',
    message: `The certificate ${idle.ref} is being deleted.`,
  };
}

/** Once the certificate is gone nobody can say any more which records validated it. */
function rememberedRecords(
  subject: Subject,
  certificates: CertificateDetail[],
): Memory | undefined {
  const known = subject.request.status?.validationRecords ?? [];
  const found = certificates.flatMap(({ validationRecords }) =>
    validationRecords.map(({ name, type, value }) => ({ name, type, value })),
  );
  const missing = found.filter(
    ({ name }, index) =>
      !known.some(each => each.name === name) &&
      found.findIndex(each => each.name === name) === index,
  );
  return missing.length
    ? { status: { validationRecords: [...known, ...missing] } }
    : undefined;
}
