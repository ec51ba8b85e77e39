import { NOW, certificate, identity, subject } from '../testWorld/builders';
import {
  CertificateFacts,
  decideCertificate,
  statusOf,
} from './requestCertificate.decide';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const REF = 'arn:aws:acm:eu-central-1:1:certificate/1';
const order: CertificateFacts['order'] = {
  owner: { identity, attempt: 1 },
  names: ['shop.example.com', 'a.example.com'],
  keyAlgorithm: 'EC_prime256v1',
};
const both = certificate({ names: order.names });
const placed = {
  assignedGateway: {
    namespace: 'edge',
    name: 'gw-01',
    listenerSet: 'shop-example-com',
  },
};

function decide(
  given: Partial<CertificateFacts> = {},
  status?: Parameters<typeof subject>[1],
) {
  return decideCertificate(
    subject({}, status),
    {
      placement: { kind: 'placed', gateway: 'gw-01' },
      edgeNamespace: 'edge',
      listenerSet: 'shop-example-com',
      order,
      owned: [],
      existing: false,
      waits: { certificateRetry: HOUR, certificateRetryMost: 32 * HOUR },
      ...given,
    },
    NOW,
  );
}

const failed = (lastReason?: string) => ({
  certificateAttempts: {
    count: 1,
    lastFailure: new Date(NOW - 30 * 60_000).toISOString(),
    lastReason,
  },
});

describe('decideCertificate, word for word', () => {
  it.each<
    [string, Partial<CertificateFacts>, Parameters<typeof subject>[1], object]
  >([
    [
      'asked for',
      {},
      undefined,
      {
        kind: 'act',
        action: { kind: 'request', order },
        reason: 'Requesting',
        message:
          'A certificate for shop.example.com, a.example.com is being requested.',
        remember: { status: placed },
      },
    ],
    [
      'found',
      { ofOrder: both },
      undefined,
      {
        kind: 'satisfied',
        reason: 'Requested',
        message: `The certificate ${REF} was requested for shop.example.com, a.example.com.`,
        remember: {
          status: {
            ...placed,
            certificateArn: REF,
            certificateRef: undefined,
          },
        },
      },
    ],
    [
      'reused',
      { existing: true, owned: [both] },
      undefined,
      {
        kind: 'satisfied',
        reason: 'Reused',
        message: `The certificate ${REF} covers shop.example.com, a.example.com.`,
      },
    ],
    [
      'none to reuse',
      { existing: true },
      undefined,
      {
        kind: 'blocked',
        reason: 'NoCoveringCertificate',
        message:
          'No issued certificate covers shop.example.com, a.example.com, and the profile makes none. Import or issue one, or choose another profile.',
        checkAfter: 300_000,
      },
    ],
    [
      'backs off, and says after what',
      {},
      failed('CAA_ERROR'),
      {
        kind: 'wait',
        reason: 'BackingOff',
        message:
          'The last certificate failed (CAA_ERROR); the next one is requested at 2026-01-01T12:30:00.000Z.',
        remember: { status: placed },
        checkAfter: 1_801_000,
      },
    ],
    [
      'backs off, and does not know after what',
      {},
      failed(),
      {
        kind: 'wait',
        message:
          'The last certificate failed (unknown); the next one is requested at 2026-01-01T12:30:00.000Z.',
      },
    ],
    [
      'the account is full',
      { refused: { message: 'The account is full.', endsIn: 60_000 } },
      undefined,
      {
        kind: 'blocked',
        reason: 'QuotaReached',
        message: 'The account is full.',
        remember: { status: placed },
        checkAfter: 61_000,
      },
    ],
    [
      'shared, and no listener covers it',
      { shared: { gateway: 'network/envoy' } },
      undefined,
      {
        kind: 'blocked',
        reason: 'NoCoveringCertificate',
        message:
          'No HTTPS listener of Gateway network/envoy with a valid certificate covers shop.example.com, a.example.com. The platform team adds one, or the request names another profile.',
        checkAfter: 60_000,
      },
    ],
    [
      'shared, and covered',
      { shared: { gateway: 'network/envoy', listener: 'web' } },
      undefined,
      {
        kind: 'satisfied',
        reason: 'Reused',
        message:
          'The listener web of Gateway network/envoy covers shop.example.com, a.example.com with its certificate.',
      },
    ],
  ])('%s', (_sentence, given, status, decision) => {
    expect(decide(given, status)).toMatchObject(decision);
  });

  it('exchanges what it uses at fourteen days before its end, and not a moment earlier', () => {
    const chosen = (left: number) =>
      decide(
        {
          existing: true,
          owned: [
            certificate({ ref: 'arn:longer', notAfter: NOW + 90 * DAY }),
            certificate({ ref: 'arn:used', notAfter: NOW + left }),
          ],
        },
        { certificateArn: 'arn:used' },
      ).remember?.status?.certificateArn;

    expect(chosen(14 * DAY + 1)).toBe('arn:used');
    expect(chosen(14 * DAY)).toBe('arn:longer');
  });
});

describe('statusOf', () => {
  it.each([
    ['edge/shop-tls', { namespace: 'edge', name: 'shop-tls' }, undefined],
    ['a/b/c', undefined, 'a/b/c'],
    ['alone', undefined, 'alone'],
    [REF, undefined, REF],
  ])('of %s', (ref, certificateRef, certificateArn) => {
    expect(statusOf(ref)).toEqual({ certificateRef, certificateArn });
  });
});
