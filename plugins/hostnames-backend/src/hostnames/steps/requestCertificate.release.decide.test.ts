import { withWords } from '../../__testUtils__/withWords';
import { certificate, subject } from '../testWorld/builders';
import { decideReleaseCertificate } from './requestCertificate.release.decide';

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
  const validationRecords = [
    record,
    { ...record, name: '_3.a.example.com', value: '_4.acm' },
    { ...record, name: '_5.b.example.com', value: '_6.acm' },
    { ...record, name: '_3.a.example.com', value: '_4.acm' },
  ];
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
    [
      'none is left',
      [],
      undefined,
      {
        kind: 'satisfied',
        reason: 'Released',
        message: 'No certificate is left.',
      },
    ],
    [
      'it cannot be described yet',
      [{ certificate: certificate() }],
      undefined,
      {
        kind: 'wait',
        reason: 'Releasing',
        message: `The certificate ${detail.ref} is about to be deleted.`,
        checkAfter: 5_000,
      },
    ],
    [
      'its records are remembered before it goes',
      [{ certificate: detail, detail }],
      undefined,
      {
        kind: 'wait',
        reason: 'Releasing',
        message: `The certificate ${detail.ref} is about to be deleted.`,
        checkAfter: 1,
        remember: { status: remembered },
      },
    ],
    [
      'it has further records than those remembered, one of them twice',
      [{ certificate: detail, detail: { ...detail, validationRecords } }],
      remembered,
      {
        kind: 'wait',
        remember: {
          status: {
            validationRecords: [
              ...remembered.validationRecords,
              { name: '_3.a.example.com', type: 'CNAME', value: '_4.acm' },
              { name: '_5.b.example.com', type: 'CNAME', value: '_6.acm' },
            ],
          },
        },
      },
    ],
    [
      'a load balancer has it',
      [
        {
          certificate: detail,
          detail: { ...detail, inUse: true, usedBy: ['lb-1', 'lb-2'] },
        },
      ],
      remembered,
      {
        kind: 'wait',
        reason: 'StillInUse',
        message: `The certificate ${detail.ref} is still in use by lb-1, lb-2; it is deleted when nothing uses it any more.`,
        checkAfter: 10_000,
      },
    ],
    [
      'something has it, and nobody says what',
      [{ certificate: detail, detail: { ...detail, inUse: true } }],
      remembered,
      {
        kind: 'wait',
        reason: 'StillInUse',
        message: `The certificate ${detail.ref} is still in use; it is deleted when nothing uses it any more.`,
      },
    ],
    [
      'nobody uses it',
      [{ certificate: detail, detail }],
      remembered,
      {
        kind: 'act',
        action: { kind: 'delete', ref: detail.ref },
        reason: 'Releasing',
        message: `The certificate ${detail.ref} is being deleted.`,
      },
    ],
  ])('%s', (_sentence, certificates, status, decision) => {
    expect(
      decideReleaseCertificate(subject({}, status), { certificates }),
    ).toMatchObject(withWords(decision));
  });

  it('looks at nothing for a while after one was refused as in use', () => {
    expect(
      decideReleaseCertificate(subject(), {
        certificates: [],
        heldFor: 8_000,
      }),
    ).toEqual({
      kind: 'wait',
      reason: 'StillInUse',
      message:
        'The certificate authority says that the certificate is still in use; it is deleted when nothing uses it any more.',
      checkAfter: 8_000,
    });
  });

  it('waits while one that was requested may not be listed yet', () => {
    expect(
      decideReleaseCertificate(subject(), {
        certificates: [],
        unlistedFor: 5_000,
      }),
    ).toEqual({
      kind: 'wait',
      reason: 'Releasing',
      message:
        'The certificate authority may have a certificate of this request that it does not list yet; it is looked for once more.',
      checkAfter: 5_001,
    });
  });

  it('deletes the one that is there although another may not be listed yet', () => {
    expect(
      decideReleaseCertificate(subject({}, remembered), {
        certificates: [{ certificate: detail, detail }],
        unlistedFor: 5_000,
      }),
    ).toMatchObject({ kind: 'act', action: { ref: detail.ref } });
  });
});
