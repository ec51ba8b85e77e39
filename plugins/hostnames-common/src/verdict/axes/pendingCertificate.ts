import type { Comparison } from '../../schema/openapi/generated/models';
import { byReason } from '../byReason';
import { Judgement } from '../Judgement';
import { checkAgain, copy, link } from '../nextSteps';
import { sameValue } from '../sameValue';
import { Subject } from '../Subject';
import { HOUR } from '../times';
import { waiting } from '../waiting';
import { authorityOf } from './heldCertificate';

/**
 * A certificate that is requested and not issued yet.
 *
 * @internal
 */
export function judgePendingCertificate(subject: Subject): Judgement {
  const validated = subject.condition('DnsValidated');
  if (
    validated?.status === 'False' &&
    validated.reason !== 'ChallengePending'
  ) {
    const judgement = byReason('certificate', validated, subject.now);
    return {
      ...judgement,
      state: `validation-${judgement.state}`,
      comparisons: validationComparisons(subject),
    };
  }
  return pending(subject);
}

/**
 * The validation records as they should be and as they are.
 *
 * @internal
 */
export function validationComparisons(subject: Subject): Comparison[] {
  return (subject.validationRecords ?? []).map(
    ({ name, type, expected, detected }) => ({
      label: `${name} ${type}`,
      expected,
      ...(detected === undefined ? {} : { detected }),
    }),
  );
}

/**
 * The first validation record that is not there, or is another.
 *
 * @internal
 */
export function missingValidation(
  subject: Subject,
): NonNullable<Subject['validationRecords']>[number] | undefined {
  return subject.validationRecords?.find(
    ({ expected, detected }) =>
      detected === undefined || !sameValue(detected, expected),
  );
}

function pending(subject: Subject): Judgement {
  const { certificate, now } = subject;
  const issued = subject.condition('CertificateIssued');
  const validated = subject.condition('DnsValidated');
  const authority = authorityOf(subject);
  const missing = missingValidation(subject);
  const nameServers = subject.zone?.nameServers ?? [];
  return waiting(
    {
      id: 'certificate',
      level: 'waiting',
      state: 'pending',
      label: 'Waiting for the certificate',
      sentence:
        validated?.reason === 'ChallengePending'
          ? validated.message || 'cert-manager is proving control over the name'
          : `Waiting for ${authority} to see the validation record (usually 1–30 minutes)`,
      since: certificate?.createdAt ?? issued?.lastTransitionTime,
      who: 'nobody',
      usual: '1–30 minutes',
      lateAfterMs: HOUR,
      comparisons: validationComparisons(subject),
      evidence: certificate
        ? [{ label: 'Certificate', value: certificate.ref }]
        : [],
      late: missing
        ? {
            who: 'platform',
            label: 'Certificate is late',
            sentence: duration =>
              `${authority} has not validated for ${duration}: the record ${
                missing.name
              } ${
                missing.detected === undefined
                  ? 'is not in the zone'
                  : 'has another value'
              }`,
            next: [
              checkAgain('Check again: a missing record is written again'),
              copy(
                `The ${missing.type} record that is expected`,
                missing.expected,
              ),
            ],
          }
        : {
            who: 'dns',
            label: 'Certificate is late',
            sentence: duration =>
              `${authority} has not validated for ${duration}: the record is there, but the zone ${
                subject.zone ? `${subject.zone.name} ` : ''
              }seems not to be reachable from the internet${
                nameServers.length ? ` at ${nameServers.join(', ')}` : ''
              }`,
            next: nameServers.length
              ? [
                  copy(
                    'Fix the delegation: the parent zone must list exactly these name servers',
                    nameServers.join('\n'),
                  ),
                  checkAgain(),
                ]
              : [
                  link(
                    'Ask whoever runs the parent zone to check the delegation',
                  ),
                  checkAgain(),
                ],
          },
    },
    now,
  );
}
