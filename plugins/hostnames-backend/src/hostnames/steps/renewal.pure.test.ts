import type { CertificateDetail } from '@hostmaster/backstage-plugin-hostnames-node';
import { NOW, certificate } from '../testWorld/builders';
import { renewalIsNear, renewalRisk } from './renewal.pure';

const DAY = 24 * 3_600_000;

/** With so many days left of 198. */
function ending(
  daysLeft: number,
  given: Partial<CertificateDetail> = {},
): CertificateDetail {
  return {
    ...certificate({
      inUse: true,
      notBefore: NOW + (daysLeft - 198) * DAY,
      notAfter: NOW + daysLeft * DAY,
    }),
    validationRecords: [],
    usedBy: [],
    ...given,
  };
}

describe('renewalRisk', () => {
  it.each<[string, CertificateDetail, RegExp | undefined]>([
    ['the end is far', ending(100), undefined],
    [
      'far, even if something is wrong',
      ending(100, { inUse: false }),
      undefined,
    ],
    ['45 days left and in use', ending(45), undefined],
    [
      'the authority is at it',
      ending(44, { renewal: { status: 'PENDING_AUTO_RENEWAL' } }),
      undefined,
    ],
    [
      'the authority cannot validate the names',
      ending(44, {
        renewal: { status: 'PENDING_VALIDATION', reason: 'CAA_ERROR' },
      }),
      /cannot validate .*\(CAA_ERROR\)/,
    ],
    [
      'the renewal failed',
      ending(44, { renewal: { status: 'FAILED' } }),
      /gave up renewing it\./,
    ],
    ['nothing serves it', ending(59, { inUse: false }), /on no load balancer/],
    [
      'a month left and nothing happened',
      ending(30),
      /should have renewed already/,
    ],
    [
      'a month left and the authority is still at it',
      ending(29, { renewal: { status: 'PENDING_AUTO_RENEWAL' } }),
      /should have renewed already/,
    ],
    [
      'of 90 days 20 left',
      ending(20, { notBefore: NOW - 70 * DAY }),
      undefined,
    ],
    [
      'of 90 days 14 left',
      ending(14, { notBefore: NOW - 76 * DAY }),
      /should have renewed already/,
    ],
    [
      'it is not issued',
      ending(10, { status: { kind: 'failed', reason: 'REVOKED' } }),
      undefined,
    ],
  ])('%s', (_sentence, detail, risk) => {
    const found = renewalRisk(detail, { onlyInUse: true }, NOW);
    if (risk) expect(found).toMatch(risk);
    else expect(found).toBeUndefined();
  });

  it('asks for no load balancer where the authority does not', () => {
    expect(
      renewalRisk(ending(50, { inUse: false }), { onlyInUse: false }, NOW),
    ).toBeUndefined();
  });

  it.each([
    ['of a year', 305, 60 * DAY, true],
    ['of a year, a moment earlier', 305, 60 * DAY + 1, false],
    ['of 100 days', 70, 30 * DAY, true],
    ['of 100 days, a moment earlier', 70, 30 * DAY + 1, false],
  ])(
    'is worth a look 60 days before the end, of short-lived ones in the last three tenths: %s',
    (_sentence, age, left, isNear) => {
      const given = { notBefore: NOW - age * DAY, notAfter: NOW + left };

      expect(renewalIsNear(certificate(given), NOW)).toBe(isNear);
    },
  );

  it('takes a certificate of which nobody knows when it began for a long one', () => {
    const near = certificate({ notAfter: NOW + 50 * DAY });

    expect(renewalIsNear(near, NOW)).toBe(true);
  });

  it('takes a certificate without end for one that never ends', () => {
    expect(renewalIsNear(certificate(), NOW)).toBe(false);
    expect(
      renewalIsNear(certificate({ notBefore: NOW - 400 * DAY }), NOW),
    ).toBe(false);
  });
});
