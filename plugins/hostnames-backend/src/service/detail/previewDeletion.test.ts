import { storedHostname } from '../../__testUtils__/storedHostname';
import { namesSharingValidation, previewDeletion } from './previewDeletion';

const labels = (items: Array<{ label: string }>) =>
  items.map(({ label }) => label);

describe('previewDeletion', () => {
  it('lists what goes in the order in which it goes, and that routes stay', () => {
    const { goes, stays } = previewDeletion(storedHostname(), [], () => true);

    expect(labels(goes)).toEqual([
      'A record',
      'Listener',
      'Grant',
      'Certificate',
      'Validation record',
      'Claim',
      'Request',
    ]);
    expect(stays).toEqual([
      {
        label: 'HTTPRoute',
        value: 'shop/shop; it no longer serves shop.example.com',
      },
    ]);
  });

  it('leaves a validation record that another certificate needs, and names it only to who may see it', () => {
    const wildcard = storedHostname({
      namespace: 'pay',
      name: 'wild',
      hostname: '*.shop.example.com',
    });

    const seen = previewDeletion(storedHostname(), [wildcard], () => true);
    const unseen = previewDeletion(storedHostname(), [wildcard], () => false);

    for (const { goes } of [seen, unseen])
      expect(labels(goes)).not.toContain('Validation record');
    expect(seen.stays).toContainEqual({
      label: 'Validation record',
      value:
        '_abc.shop.example.com; the certificate of *.shop.example.com (pay/wild in prod) needs it too',
    });
    expect(unseen.stays).toContainEqual({
      label: 'Validation record',
      value:
        '_abc.shop.example.com; the certificate of another request needs it too',
    });
  });

  it('keeps certificate, records and claim where the request says so', () => {
    const { goes, stays } = previewDeletion(
      storedHostname({ spec: { deletionPolicy: 'Retain' } }),
      [],
      () => true,
    );

    expect(labels(goes)).toEqual(['Listener', 'Grant', 'Request']);
    expect(labels(stays)).toEqual([
      'A record',
      'Certificate',
      'Validation record',
      'Claim',
      'HTTPRoute',
    ]);
  });

  it('leaves a certificate that was not made for the request', () => {
    const stored = storedHostname({
      status: { certificateArn: 'arn:aws:acm:::certificate/other' },
    });

    expect(labels(previewDeletion(stored, [], () => true).stays)).toContain(
      'Certificate',
    );
  });

  it('takes nothing away with a request that does not hold the name', () => {
    const { goes } = previewDeletion(
      storedHostname({ upTo: 'Accepted', reason: 'HeldByOther' }),
      [],
      () => true,
    );

    expect(labels(goes)).toEqual(['Request']);
  });

  it('knows which names share a validation record: a name and the wildcard below it', () => {
    expect(namesSharingValidation(storedHostname())).toEqual(
      expect.arrayContaining(['shop.example.com', '*.shop.example.com']),
    );
    expect(
      namesSharingValidation(
        storedHostname({ hostname: '*.shop.example.com' }),
      ),
    ).toEqual(
      expect.arrayContaining(['shop.example.com', '*.shop.example.com']),
    );
  });
});
