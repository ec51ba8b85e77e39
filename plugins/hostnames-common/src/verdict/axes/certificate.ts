import { byReason } from '../byReason';
import { Judgement } from '../Judgement';
import { checkAgain, copy, link } from '../nextSteps';
import { Subject } from '../Subject';
import { dateOf } from '../times';
import { waitsFor } from '../waitsFor';
import { judgeHeldCertificate } from './heldCertificate';
import { judgePendingCertificate } from './pendingCertificate';

const QUOTAS =
  'https://console.aws.amazon.com/servicequotas/home/services/acm/quotas';

/**
 * Whether a valid certificate is there and will stay valid.
 *
 * @internal
 */
export function judgeCertificate(subject: Subject): Judgement {
  const { certificate } = subject;
  if (subject.reasonAgainst('Accepted') === 'CaaForbids') {
    return caaForbids(subject, 'Accepted');
  }
  if (certificate?.status === 'issued') return judgeHeldCertificate(subject);
  if (!subject.isTrue('Claimed')) return waitsFor('certificate', 'claim');

  const broken = failure(subject);
  if (broken) return broken;
  const requested = subject.condition('CertificateRequested');
  if (requested && requested.status !== 'True') {
    if (subject.isNotReached('CertificateRequested')) {
      return waitsFor('certificate', 'claim');
    }
    return notRequested(subject);
  }
  if (subject.isTrue('CertificateIssued')) return judgeHeldCertificate(subject);
  return judgePendingCertificate(subject);
}

function notRequested(subject: Subject): Judgement {
  const requested = subject.condition('CertificateRequested')!;
  const judgement = byReason('certificate', requested, subject.now);
  switch (requested.reason) {
    case 'QuotaReached':
      return {
        ...judgement,
        label: 'Certificate quota reached',
        next: [link('Raise the quota of certificates', QUOTAS), checkAgain()],
      };
    case 'Requesting':
    case 'Throttled':
      return { ...judgement, label: 'Requesting the certificate' };
    default:
      return judgement;
  }
}

/** Rows for certificates that will never become valid, or have been taken back. */
function failure(subject: Subject): Judgement | undefined {
  const issued = subject.condition('CertificateIssued');
  const reason = subject.reasonAgainst('CertificateIssued');
  const code =
    subject.certificate?.status === 'failed'
      ? subject.certificate.reason ?? 'FAILED'
      : undefined;

  if (reason === 'CaaError' || code === 'CAA_ERROR') {
    return caaForbids(subject, 'CertificateIssued');
  }
  if (reason === 'Expired' || code === 'EXPIRED') return expired(subject);
  if (
    reason === 'BackingOff' ||
    /^(?:Failed|Validation|Revoked)/.test(reason ?? '')
  ) {
    return failed(byReason('certificate', issued!, subject.now), subject);
  }
  if (code === undefined) return undefined;
  return failed(
    {
      id: 'certificate',
      level: 'action',
      state: `failed-${code.toLowerCase().replace(/_/g, '-')}`,
      label: 'Certificate failed',
      sentence: `The certificate authority refused the certificate: ${code}`,
      since: issued?.lastTransitionTime,
      who: 'platform',
      next: [
        checkAgain('Check again: a new certificate is requested'),
        link('Ask the platform team to look at the certificate'),
      ],
    },
    subject,
  );
}

function failed(judgement: Judgement, subject: Subject): Judgement {
  const { certificate } = subject;
  return {
    ...judgement,
    label: 'Certificate failed',
    evidence: [
      ...(judgement.evidence ?? []),
      ...(certificate
        ? [{ label: 'Certificate', value: certificate.ref }]
        : []),
      ...(certificate?.reason
        ? [{ label: 'Reason', value: certificate.reason }]
        : []),
    ],
  };
}

function expired(subject: Subject): Judgement {
  const at = dateOf(subject.certificate?.notAfter);
  return {
    id: 'certificate',
    level: 'action',
    state: 'expired',
    label: 'Certificate expired',
    sentence: at ? `Expired ${at}` : 'The certificate has expired',
    since: subject.certificate?.notAfter,
    who: 'platform',
    impact: subject.isPublished ? 'down' : 'none',
    next: [checkAgain('Check again: a new certificate is requested')],
  };
}

function caaForbids(
  subject: Subject,
  type: 'Accepted' | 'CertificateIssued',
): Judgement {
  const condition = subject.condition(type);
  return {
    id: 'certificate',
    level: 'action',
    state: 'caa-forbids',
    label: 'Forbidden by CAA',
    sentence:
      condition?.message ||
      'A CAA record does not allow the certificate authority',
    since: condition?.lastTransitionTime,
    who: 'dns',
    next: [
      copy('Add this CAA record', '0 issue "amazon.com"'),
      checkAgain('Check again after the change'),
    ],
  };
}
