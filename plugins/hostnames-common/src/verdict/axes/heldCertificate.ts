import { coversHostname } from '../../hostname/coversHostname';
import type { Actor, NextStep } from '../../schema/openapi/generated/models';
import { Judgement } from '../Judgement';
import { checkAgain, copy, link } from '../nextSteps';
import { Subject } from '../Subject';
import { dateOf, dateText, DAY, toText, toTime } from '../times';
import { proxyOf } from './proxyOf';
import { missingValidation, validationComparisons } from './pendingCertificate';

/** Public certificates renew this long before they end (ACM managed renewal of 198-day certificates). */
const RENEWS_BEFORE = 45 * DAY;
/** What keeps a validation record from being written until somebody acts. */
const BLOCKED = ['RecordNotOurs', 'BrakeApplied', 'AccessDenied', 'ZoneFull'];
/** A certificate renewed so recently may not be on every node of the load balancer yet. */
const ROLLING_OUT = 2 * DAY;

/**
 * A certificate that is issued: is it valid, does the world get it, will it renew.
 *
 * @internal
 */
export function judgeHeldCertificate(subject: Subject): Judgement {
  const { certificate, now } = subject;
  const notAfter = toTime(certificate?.notAfter);
  if (notAfter !== undefined && notAfter <= now) return expired(subject);
  return (
    servedOther(subject) ?? renewalAtRisk(subject) ?? valid(subject, notAfter)
  );
}

/**
 * The authority in a sentence.
 *
 * @internal
 */
export function authorityOf({ certificate }: Subject): string {
  if (!certificate) return 'the certificate authority';
  return certificate.ref.startsWith('arn:') ? 'ACM' : 'cert-manager';
}

function valid(subject: Subject, notAfter: number | undefined): Judgement {
  const { certificate } = subject;
  const renewsAt = renewalTime(subject);
  const imported =
    subject.condition('CertificateRequested')?.reason === 'Imported';
  const until = dateOf(notAfter);
  const after = imported
    ? '; whoever imported it renews it'
    : `; renews by itself${renewsAt ? ` about ${dateText(renewsAt)}` : ''}`;
  return {
    id: 'certificate',
    level: 'ok',
    state: 'valid',
    label: 'Certificate valid',
    sentence: until ? `Valid until ${until}${after}` : 'Issued',
    since: subject.condition('CertificateIssued')?.lastTransitionTime,
    evidence: certificate
      ? [
          { label: 'Certificate', value: certificate.ref },
          ...(certificate.serial
            ? [{ label: 'Serial number', value: certificate.serial }]
            : []),
        ]
      : [],
  };
}

function expired(subject: Subject): Judgement {
  const { certificate } = subject;
  return {
    id: 'certificate',
    level: 'action',
    state: 'expired',
    label: 'Certificate expired',
    sentence: `Expired ${dateText(certificate?.notAfter)}`,
    since: certificate?.notAfter,
    who: 'platform',
    impact: subject.isPublished ? 'down' : 'none',
    seenOutside: true,
    evidence: certificate
      ? [{ label: 'Certificate', value: certificate.ref }]
      : [],
    next: [
      checkAgain('Check again: a new certificate is requested'),
      link('Find out why it did not renew'),
    ],
  };
}

/** The load balancer serves another certificate than the one held for the hostname. */
function servedOther(subject: Subject): Judgement | undefined {
  const { certificate, now, hostname } = subject;
  const { tls } = subject.seen;
  if (tls?.kind !== 'handshake' || !certificate?.serial) return undefined;
  if (!subject.isPublished || proxyOf(subject)) return undefined;
  const served = tls.certificate;
  if (sameSerial(served.serial, certificate.serial)) return undefined;

  const works =
    tls.trusted &&
    served.notAfter > now &&
    served.names.some(name => coversHostname(name, hostname));
  const renewedAt = toTime(certificate.notBefore);
  const comparisons = [
    {
      label: 'Serial number',
      expected: certificate.serial,
      detected: served.serial,
    },
    {
      label: 'Valid until',
      expected: dateOf(certificate.notAfter),
      detected: dateOf(served.notAfter),
    },
  ];
  if (works && renewedAt !== undefined && now - renewedAt < ROLLING_OUT) {
    return {
      id: 'certificate',
      level: 'waiting',
      state: 'rolling-out',
      label: 'Renewed certificate rolls out',
      sentence: `Renewed; the load balancer still serves the one before, valid until ${dateText(
        served.notAfter,
      )}`,
      since: certificate.notBefore,
      usual: 'a few hours',
      lateAfter: toText(renewedAt + ROLLING_OUT),
      comparisons,
      next: [{ kind: 'wait', text: 'Wait: usually a few hours' }],
    };
  }
  return {
    id: 'certificate',
    level: 'action',
    state: 'served-other',
    label: 'Wrong certificate served',
    sentence: `The load balancer serves the certificate ${
      served.serial || 'without a serial number'
    }, valid until ${dateText(served.notAfter)}; held is ${
      certificate.serial
    }, valid until ${dateText(certificate.notAfter)}`,
    who: 'platform',
    impact: works ? 'at-risk' : 'down',
    ...(works ? { impactAt: toText(served.notAfter) } : {}),
    seenOutside: true,
    comparisons,
    evidence: [
      { label: 'Seen at', value: tls.address, at: toText(tls.at) },
      { label: 'Names served', value: served.names.join(', ') },
    ],
    next: [
      checkAgain('Check again: a certificate that is not attached is attached'),
      link('Look at the load balancer’s listener'),
    ],
  };
}

function sameSerial(a: string, b: string): boolean {
  const plain = (serial: string) =>
    serial
      .toLowerCase()
      .replace(/^0x/, '')
      .replace(/[^0-9a-f]/g, '')
      .replace(/^0+/, '');
  return plain(a) === plain(b);
}

function renewalAtRisk(subject: Subject): Judgement | undefined {
  const cause = renewalCause(subject);
  if (!cause) return undefined;
  const { certificate } = subject;
  const until = dateOf(certificate?.notAfter);
  return {
    id: 'certificate',
    level: 'action',
    state: cause.state,
    label: 'Renewal at risk',
    sentence: until
      ? `Valid until ${until}, but it will not renew: ${cause.text}`
      : `The certificate will not renew: ${cause.text}`,
    who: cause.who,
    impact: 'at-risk',
    impactAt: certificate?.notAfter,
    comparisons: validationComparisons(subject),
    evidence: certificate
      ? [{ label: 'Certificate', value: certificate.ref }]
      : [],
    next: cause.next,
  };
}

interface Cause {
  state: string;
  text: string;
  who: Actor;
  next: NextStep[];
}

/** Why the certificate will not renew by itself; undefined when nothing speaks against it. */
function renewalCause(subject: Subject): Cause | undefined {
  const { certificate, now } = subject;
  const notAfter = toTime(certificate?.notAfter);
  const left = notAfter === undefined ? undefined : notAfter - now;
  const missing = missingValidation(subject);
  if (missing) {
    return {
      state: 'renewal-record-missing',
      text:
        missing.detected === undefined
          ? `the validation record ${missing.name} is gone`
          : `the validation record ${missing.name} has another value`,
      who: 'platform',
      next: [
        checkAgain('Restore the record: check again writes it anew'),
        copy(`The ${missing.type} record that is expected`, missing.expected),
      ],
    };
  }
  const validated = subject.condition('DnsValidated');
  if (validated?.status === 'False' && BLOCKED.includes(validated.reason)) {
    return {
      state: 'renewal-record-blocked',
      text: validated.message,
      who: 'platform',
      next: [
        link('Let the validation record be written as the message says'),
        checkAgain(),
      ],
    };
  }
  const renewal = certificate?.renewal;
  if (renewal?.status === 'FAILED') {
    return {
      state: 'renewal-failed',
      text: renewal.reason
        ? `the renewal failed with ${renewal.reason}`
        : 'the renewal failed',
      who: 'platform',
      next: [checkAgain(), link('Look at the certificate’s renewal')],
    };
  }
  if (renewal?.status === 'PENDING_VALIDATION') {
    return {
      state: 'renewal-not-validated',
      text: `${authorityOf(subject)} cannot validate the name any more${
        renewal.reason ? ` (${renewal.reason})` : ''
      }`,
      who: 'dns',
      next: [
        link('Check the delegation of the zone and its CAA records'),
        checkAgain('Check again after the change'),
      ],
    };
  }
  if (left === undefined) return undefined;
  const isAcm = certificate?.ref.startsWith('arn:');
  if (isAcm && !certificate?.inUse && left < RENEWS_BEFORE + 15 * DAY) {
    return {
      state: 'renewal-not-attached',
      text: 'it is not attached to a load balancer, and only attached certificates renew',
      who: 'platform',
      next: [checkAgain('Attach it: check again')],
    };
  }
  if (left < expiresSoon(subject)) {
    return {
      state: 'expires-soon',
      text: 'it should have renewed already',
      who: 'platform',
      next: [checkAgain(), link('Find out why it has not renewed')],
    };
  }
  return undefined;
}

/** Short-lived certificates renew late: a sixth of the lifetime, at most 30 days (which is that of ACM's 198-day ones). */
function expiresSoon({ certificate }: Subject): number {
  const from = toTime(certificate?.notBefore);
  const until = toTime(certificate?.notAfter);
  if (from === undefined || until === undefined) return 14 * DAY;
  return Math.min(30 * DAY, Math.max(0, until - from) / 6);
}

function renewalTime({ certificate }: Subject): number | undefined {
  const until = toTime(certificate?.notAfter);
  const from = toTime(certificate?.notBefore);
  if (until === undefined) return undefined;
  const lifetime = from === undefined ? Infinity : until - from;
  return until - Math.min(RENEWS_BEFORE, lifetime / 3);
}
