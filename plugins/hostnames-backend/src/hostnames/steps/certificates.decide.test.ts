import { NOW, certificate, identity, subject } from '../testWorld/builders';
import { decideAwait } from './awaitCertificate.decide';
import {
  CertificateFacts,
  decideCertificate,
} from './requestCertificate.decide';
import { decideReleaseCertificate } from './requestCertificate.release.decide';

const HOUR = 3_600_000;
const waits = { certificateRetry: HOUR, certificateRetryMost: 32 * HOUR };
const failedOnce = (minutesAgo: number, count = 1) => ({
  certificateAttempts: {
    count,
    lastFailure: new Date(NOW - minutesAgo * 60_000).toISOString(),
    lastReason: 'CAA_ERROR',
  },
});

function facts(given: Partial<CertificateFacts> = {}): CertificateFacts {
  return {
    placement: { kind: 'placed', gateway: 'gw-01' },
    edgeNamespace: 'edge',
    listenerSet: 'shop-example-com',
    order: {
      owner: { identity, attempt: 1 },
      names: ['shop.example.com'],
      keyAlgorithm: 'EC_prime256v1',
    },
    owned: [],
    existing: false,
    waits,
    ...given,
  };
}

describe('decideCertificate', () => {
  it.each<
    [string, Partial<CertificateFacts>, Parameters<typeof subject>[1], object]
  >([
    [
      'nothing was asked for',
      {},
      undefined,
      { kind: 'act', action: { kind: 'request' } },
    ],
    [
      'it was found',
      { ofOrder: certificate() },
      undefined,
      { kind: 'satisfied', reason: 'Requested' },
    ],
    [
      'an earlier one with the same names is issued',
      { owned: [certificate({ owner: { identity, attempt: 3 } })] },
      undefined,
      { kind: 'satisfied' },
    ],
    [
      'the earlier one has other names',
      { owned: [certificate({ names: ['a.example.com'] })] },
      undefined,
      { kind: 'act' },
    ],
    [
      'the earlier one has another key',
      { owned: [certificate({ keyAlgorithm: 'RSA_2048' })] },
      undefined,
      { kind: 'act' },
    ],
    [
      'the last one failed just now: it still stands',
      {
        owned: [
          certificate({ status: { kind: 'failed', reason: 'CAA_ERROR' } }),
        ],
      },
      failedOnce(30),
      { kind: 'satisfied' },
    ],
    [
      'the last one failed an hour ago',
      {
        owned: [
          certificate({ status: { kind: 'failed', reason: 'CAA_ERROR' } }),
        ],
      },
      failedOnce(60),
      { kind: 'act' },
    ],
    [
      'the last one failed and was removed',
      {},
      failedOnce(30),
      { kind: 'wait', reason: 'BackingOff' },
    ],
    [
      'the third failed two hours ago',
      {},
      failedOnce(120, 3),
      { kind: 'wait', checkAfter: 2 * HOUR + 1_000 },
    ],
    [
      'the pool is full',
      { placement: { kind: 'full', reason: 'PoolFull', message: '' } },
      undefined,
      {
        kind: 'blocked',
        reason: 'PoolFull',
        also: [{ type: 'GatewayAssigned', status: 'False' }],
      },
    ],
    [
      'existing ones are taken',
      { existing: true, owned: [certificate()] },
      undefined,
      { kind: 'satisfied', reason: 'Reused' },
    ],
    [
      'no existing one covers the names',
      { existing: true },
      undefined,
      { kind: 'blocked', reason: 'NoCoveringCertificate' },
    ],
  ])('%s', (_sentence, given, status, decision) => {
    expect(
      decideCertificate(subject({}, status), facts(given), NOW),
    ).toMatchObject(decision);
  });

  it('keeps the place whatever becomes of the certificate', () => {
    const remember = {
      status: {
        assignedGateway: {
          namespace: 'edge',
          name: 'gw-01',
          listenerSet: 'shop-example-com',
        },
      },
    };
    expect(decideCertificate(subject(), facts(), NOW)).toMatchObject({
      remember,
    });
    expect(
      decideCertificate(subject(), facts({ ofOrder: certificate() }), NOW),
    ).toMatchObject({
      remember: {
        status: { ...remember.status, certificateArn: certificate().ref },
      },
    });
  });
});

describe('decideAwait', () => {
  it.each([
    ['CAA_ERROR', 'CaaError'],
    ['VALIDATION_TIMED_OUT', 'ValidationTimedOut'],
    ['DOMAIN_NOT_ALLOWED', 'FailedDomainNotAllowed'],
    ['ADDITIONAL_VERIFICATION_REQUIRED', 'FailedAdditionalVerification'],
    ['INVALID_PUBLIC_DOMAIN', 'FailedInvalidPublicDomain'],
    ['REVOKED', 'Revoked'],
    ['EXPIRED', 'Expired'],
    ['PCA_LIMIT_EXCEEDED', 'FailedOther'],
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
    expect(decideAwait(subject(), { discarded: [], waits }, NOW)).toMatchObject(
      { kind: 'wait', reason: 'PendingValidation' },
    );
  });

  it('removes failed ones that were replaced', () => {
    expect(
      decideAwait(
        subject(),
        { certificate: certificate(), discarded: ['arn:old'], waits },
        NOW,
      ),
    ).toMatchObject({
      kind: 'act',
      action: { ref: 'arn:old' },
    });
  });
});

describe('decideReleaseCertificate', () => {
  const record = {
    domain: 'shop.example.com',
    name: '_1.shop.example.com',
    type: 'CNAME' as const,
    value: '_2.acm',
  };
  const detail = {
    ...certificate(),
    validationRecords: [record],
    usedBy: [] as string[],
  };
  const remembered = {
    validationRecords: [
      { name: record.name, type: record.type, value: record.value },
    ],
  };

  it.each<
    [
      string,
      Parameters<typeof decideReleaseCertificate>[1]['certificates'],
      Parameters<typeof subject>[1],
      object,
    ]
  >([
    ['none is left', [], undefined, { kind: 'satisfied' }],
    [
      'it cannot be described yet',
      [{ certificate: certificate() }],
      undefined,
      { kind: 'wait' },
    ],
    [
      'its records are remembered before it goes',
      [{ certificate: detail, detail }],
      undefined,
      { kind: 'wait', checkAfter: 1, remember: { status: remembered } },
    ],
    [
      'a load balancer has it',
      [
        {
          certificate: detail,
          detail: { ...detail, inUse: true, usedBy: ['lb'] },
        },
      ],
      remembered,
      { kind: 'wait', reason: 'StillInUse', checkAfter: 10_000 },
    ],
    [
      'nobody uses it',
      [{ certificate: detail, detail }],
      remembered,
      { kind: 'act', action: { ref: detail.ref } },
    ],
  ])('%s', (_sentence, certificates, status, decision) => {
    expect(
      decideReleaseCertificate(subject({}, status), { certificates }),
    ).toMatchObject(decision);
  });
});
