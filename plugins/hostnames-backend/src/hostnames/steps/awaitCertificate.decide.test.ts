import { withWords } from '../../__testUtils__/withWords';
import { reasons } from '@hostmaster/backstage-plugin-hostnames-common';
import type { Certificate } from '@hostmaster/backstage-plugin-hostnames-node';
import {
  NOW,
  certificate,
  identity,
  place,
  subject,
} from '../testWorld/builders';
import { decideAwait } from './awaitCertificate.decide';

const HOUR = 3_600_000;
const waits = { certificateRetry: HOUR, certificateRetryMost: 32 * HOUR };

describe('decideAwait', () => {
  it.each([
    ['CAA_ERROR', 'CaaError'],
    ['VALIDATION_TIMED_OUT', 'ValidationTimedOut'],
    ['DOMAIN_NOT_ALLOWED', 'FailedDomainNotAllowed'],
    ['ADDITIONAL_VERIFICATION_REQUIRED', 'FailedAdditionalVerification'],
    ['INVALID_PUBLIC_DOMAIN', 'FailedInvalidPublicDomain'],
    ['REVOKED', 'Revoked'],
    ['EXPIRED', 'Expired'],
    ['INACTIVE', 'FailedInactive'],
    ['PCA_LIMIT_EXCEEDED', 'FailedPrivateAuthority'],
    ['SOMETHING_NEW', 'FailedOther'],
  ])(
    '%s is %s, is counted once and tells when the next one comes',
    (code, reason) => {
      const failed = certificate({ status: { kind: 'failed', reason: code } });
      const first = decideAwait(
        subject(),
        { certificate: failed, discarded: [], waits },
        NOW,
      );
      expect(first).toMatchObject({
        kind: 'wait',
        reason,
        remember: {
          status: { certificateAttempts: { count: 1, lastReason: code } },
        },
      });
      expect(first.message).toContain('2026-01-01T13:00:00.000Z');

      const attempts = {
        count: 1,
        lastFailure: new Date(NOW).toISOString(),
        lastReason: code,
      };
      const later = decideAwait(
        subject({}, { certificateAttempts: attempts }),
        { certificate: failed, discarded: [], waits },
        NOW + 1_000_000,
      );
      expect(later.remember).toBeUndefined();
      expect(later.message).toBe(first.message);
    },
  );

  it('waits for what cannot be seen yet', () => {
    const names = ['shop.example.com', 'a.example.com'].map(each =>
      place(each),
    );

    expect(
      decideAwait({ ...subject(), names }, { discarded: [], waits }, NOW),
    ).toEqual({
      kind: 'wait',
      reason: 'PendingValidation',
      message:
        'The certificate authority is validating shop.example.com, a.example.com.',
      checkAfter: 30_000,
    });
  });

  it('removes failed ones that were replaced', () => {
    expect(
      decideAwait(
        subject(),
        { certificate: certificate(), discarded: ['arn:old'], waits },
        NOW,
      ),
    ).toEqual({
      kind: 'act',
      action: { kind: 'discard', ref: 'arn:old' },
      reason: 'PendingValidation',
      message: 'The failed certificate arn:old is being removed.',
    });
  });

  it.each<[string, Certificate['status'] | undefined, object]>([
    [
      'pending: waits',
      { kind: 'pending' },
      { kind: 'wait', reason: 'PendingValidation', checkAfter: 30_000 },
    ],
    ['issued', { kind: 'issued' }, { kind: 'satisfied', reason: 'Issued' }],
  ])('%s', (_sentence, status, decision) => {
    expect(
      decideAwait(
        subject(),
        { certificate: certificate({ status }), discarded: [], waits },
        NOW,
      ),
    ).toMatchObject(withWords(decision));
  });

  it('asks for none where the listener has its certificate by itself', () => {
    expect(
      decideAwait(subject(), { discarded: [], waits, shared: true }, NOW),
    ).toEqual({
      kind: 'satisfied',
      reason: 'Issued',
      message: 'The listener has its certificate by itself.',
    });
  });

  it('says of a failed one that it failed, whatever speaks against its renewal', () => {
    expect(
      decideAwait(
        subject(),
        {
          certificate: certificate({
            status: { kind: 'failed', reason: 'CAA_ERROR' },
          }),
          renewalRisk: 'the record is gone.',
          discarded: [],
          waits,
        },
        NOW,
      ),
    ).toEqual({
      kind: 'wait',
      reason: 'CaaError',
      message: `The certificate authority answered CAA_ERROR. ${reasons.CaaError.todo} The next one is requested at 2026-01-01T13:00:00.000Z.`,
      remember: {
        status: {
          certificateAttempts: {
            count: 1,
            lastFailure: '2026-01-01T12:00:00.000Z',
            lastReason: 'CAA_ERROR',
          },
        },
      },
      checkAfter: HOUR + 1_000,
    });
  });

  describe('counts a failure that is not in the status yet', () => {
    const before = new Date(NOW - 1_800_000).toISOString();
    const counted = (
      owner: Certificate['owner'],
      certificateAttempts: object | undefined,
    ) =>
      decideAwait(
        subject({}, { certificateAttempts }),
        {
          certificate: certificate({
            status: { kind: 'failed', reason: 'CAA_ERROR' },
            owner,
          }),
          discarded: [],
          waits,
        },
        NOW,
      ).remember?.status?.certificateAttempts;

    it.each<[string, Certificate['owner'], object | undefined, number]>([
      [
        'the second attempt, the first being known',
        { identity, attempt: 2 },
        { count: 1, lastFailure: before },
        2,
      ],
      [
        'the third attempt after a lost status',
        { identity, attempt: 3 },
        undefined,
        3,
      ],
      [
        'the first attempt, of which nobody has written when it failed',
        { identity, attempt: 1 },
        { count: 1 },
        1,
      ],
      [
        'the first attempt, of which nobody has written that it was one',
        { identity, attempt: 1 },
        { lastFailure: before },
        1,
      ],
      ['one that carries no attempt', undefined, undefined, 1],
    ])('%s', (_sentence, owner, attempts, count) => {
      expect(counted(owner, attempts)).toEqual({
        count,
        lastFailure: new Date(NOW).toISOString(),
        lastReason: 'CAA_ERROR',
      });
    });

    it('and no other', () => {
      expect(
        counted({ identity, attempt: 1 }, { count: 2, lastFailure: before }),
      ).toBeUndefined();
    });
  });

  it('stays True and says so when the certificate will not renew by itself', () => {
    expect(
      decideAwait(
        subject(),
        {
          certificate: certificate({ notAfter: NOW + 40 * 24 * HOUR }),
          renewalRisk: 'the record is gone.',
          discarded: [],
          waits,
        },
        NOW,
      ),
    ).toEqual({
      kind: 'satisfied',
      reason: 'RenewalAtRisk',
      message: `The certificate ${
        certificate().ref
      } is valid until 2026-02-10T12:00:00.000Z and will not renew by itself: the record is gone.`,
      checkAfter: HOUR,
    });
  });

  it('asks again at once when the wait was over before the failure was seen', () => {
    const attempts = {
      count: 1,
      lastFailure: new Date(NOW - 2 * HOUR).toISOString(),
      lastReason: 'CAA_ERROR',
    };
    expect(
      decideAwait(
        subject({}, { certificateAttempts: attempts }),
        {
          certificate: certificate({
            status: { kind: 'failed', reason: 'CAA_ERROR', message: 'no' },
          }),
          discarded: [],
          waits,
        },
        NOW,
      ),
    ).toMatchObject({
      kind: 'wait',
      checkAfter: 1_000,
      message: expect.stringContaining('CAA_ERROR: no.'),
    });
  });
});
