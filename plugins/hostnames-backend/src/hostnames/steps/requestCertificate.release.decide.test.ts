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
    ).toMatchObject(withWords(decision));
  });

  it('looks at nothing for a while after one was refused as in use', () => {
    expect(
      decideReleaseCertificate(subject(), {
        certificates: [],
        heldFor: 8_000,
      }),
    ).toMatchObject({ kind: 'wait', reason: 'StillInUse', checkAfter: 8_000 });
  });

  it('waits while one that was requested may not be listed yet', () => {
    expect(
      decideReleaseCertificate(subject(), {
        certificates: [],
        unlistedFor: 5_000,
      }),
    ).toMatchObject({ kind: 'wait', reason: 'Releasing', checkAfter: 5_001 });
  });
});
