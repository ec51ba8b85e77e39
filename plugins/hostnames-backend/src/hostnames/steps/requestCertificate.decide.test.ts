import { withWords } from '../../__testUtils__/withWords';
import { NOW, certificate, identity, subject } from '../testWorld/builders';
import {
  CertificateFacts,
  decideCertificate,
} from './requestCertificate.decide';

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
      'the account is at a limit: nobody asks, and nothing is tried again before it is worth it',
      { refused: { message: 'The account is full.', endsIn: 60_000 } },
      undefined,
      {
        kind: 'blocked',
        reason: 'QuotaReached',
        message: 'The account is full.',
        checkAfter: 61_000,
      },
    ],
    [
      'the account is at a limit, and there is one already',
      {
        refused: { message: 'The account is full.', endsIn: 60_000 },
        ofOrder: certificate(),
      },
      undefined,
      { kind: 'satisfied', reason: 'Requested' },
    ],
    [
      "the listeners are somebody else's and one covers the names",
      { shared: { gateway: 'network/envoy', listener: 'https' } },
      undefined,
      { kind: 'satisfied', reason: 'Reused' },
    ],
    [
      "the listeners are somebody else's and none covers the names",
      { shared: { gateway: 'network/envoy' } },
      undefined,
      {
        kind: 'blocked',
        reason: 'NoCoveringCertificate',
        checkAfter: 60_000,
      },
    ],
    [
      'the profile has no pool: no place is kept',
      { placement: undefined },
      undefined,
      { kind: 'act', remember: { status: {} } },
    ],
    [
      'the pool is full',
      {
        placement: { kind: 'full', reason: 'PoolFull', message: 'It is full.' },
      },
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
    ).toMatchObject(withWords(decision));
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

  it('names an object by namespace and name, and keeps no reference of before', () => {
    expect(
      decideCertificate(
        subject({}, { certificateArn: 'arn:old' }),
        facts({ ofOrder: certificate({ ref: 'shop/shop-tls' }) }),
        NOW,
      ).remember?.status,
    ).toMatchObject({
      certificateRef: { namespace: 'shop', name: 'shop-tls' },
      certificateArn: undefined,
    });
  });

  describe('of several existing ones', () => {
    const DAY = 24 * HOUR;
    const used = certificate({ ref: 'arn:used', notAfter: NOW + 40 * DAY });
    const longer = certificate({ ref: 'arn:longer', notAfter: NOW + 90 * DAY });
    const chosen = (given: Partial<CertificateFacts>) =>
      decideCertificate(
        subject({}, { certificateArn: 'arn:used' }),
        facts({ existing: true, ...given }),
        NOW,
      ).remember?.status?.certificateArn;

    it('keeps the one in use, whatever is imported beside it', () => {
      expect(chosen({ owned: [longer, used] })).toBe('arn:used');
    });

    it('takes the longest when the one in use is about to end, or is gone', () => {
      const ending = { ...used, notAfter: NOW + 10 * DAY };
      expect(chosen({ owned: [longer, ending] })).toBe('arn:longer');
      expect(chosen({ owned: [longer] })).toBe('arn:longer');
    });
  });
});
