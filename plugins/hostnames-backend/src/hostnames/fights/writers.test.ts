import { gatewayKind } from '../../gateways/kinds';
import { zoneView } from '../testWorld/builders';
import { lastOtherWriter, recordWriter } from './writers';

const ref = { namespace: 'edge', name: 'gw-01' };

function clientWith(...managedFields: object[]) {
  return {
    get: async () =>
      ({
        apiVersion: 'v1',
        kind: 'Gateway',
        metadata: { ...ref, managedFields },
      } as never),
  };
}

describe('lastOtherWriter', () => {
  it('is the field manager besides us that wrote last, whatever it did to the status', async () => {
    const client = clientWith(
      {
        manager: 'helm',
        time: '2026-01-01T00:00:00Z',
        fieldsV1: { 'f:spec': {} },
      },
      {
        manager: 'argocd',
        time: '2026-01-03T00:00:00Z',
        fieldsV1: { 'f:metadata': {} },
      },
      {
        manager: 'hostmaster',
        time: '2026-01-04T00:00:00Z',
        fieldsV1: { 'f:spec': {} },
      },
      {
        manager: 'alb',
        time: '2026-01-05T00:00:00Z',
        subresource: 'status',
        fieldsV1: { 'f:status': {} },
      },
    );

    expect(await lastOtherWriter(client, [{ kind: gatewayKind, ref }])).toBe(
      'Its other writer is the field manager "argocd".',
    );
  });

  it.each([
    ['nobody else is noted', clientWith(), /does not say by whom/],
    [
      'the notes cannot be read',
      clientWith({ manager: 7 }),
      /does not say by whom/,
    ],
    ['it is gone', { get: async () => undefined }, /deleted each time/],
  ])('says where to look when %s', async (_what, client, words) => {
    expect(await lastOtherWriter(client, [{ kind: gatewayKind, ref }])).toMatch(
      words,
    );
  });
});

describe('recordWriter', () => {
  const record = { name: 'shop.example.com', type: 'A' };

  it('tells what stands there and whose mark it has', () => {
    const view = zoneView([
      { ...record, ttl: 60, values: ['192.0.2.7'] },
      {
        name: 'a-shop.example.com',
        type: 'TXT',
        ttl: 60,
        values: ['"heritage=external-dns,external-dns/owner=edge"'],
      },
    ]);

    expect(recordWriter(view, record)).toBe(
      'It is 192.0.2.7 now. The name is marked as written by external-dns (owner edge). The audit log of the DNS provider says who writes zone example.com (Route 53: CloudTrail, ChangeResourceRecordSets of Z1).',
    );
  });

  it('tells that nothing is there', () => {
    expect(recordWriter(zoneView([]), record)).toContain(
      'It is deleted each time.',
    );
  });
});
