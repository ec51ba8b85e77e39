import { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
import { identity, ownership, zoneView } from '../testWorld/builders';
import { sameTarget } from './alias.pure';
import {
  moveOwnership,
  ownershipFrom,
  ownershipIn,
  ownershipsIn,
} from './ownership.pure';

const record = (
  type: string,
  value: string,
  name = 'shop.example.com',
): DnsRecord => ({ name, type, ttl: 60, values: [value] });

describe('ownershipIn', () => {
  const own = ownership({
    state: 'held',
    seq: 4,
    owns: ['A'],
    unknown: { later: 'x' },
  });
  const other = ownership({ cluster: 'green' }, '*.example.com');

  it('tells ours from others and from what cannot be read', () => {
    const view = zoneView([
      own.record,
      other.record,
      record('TXT', '"x"', 'apex--._hostmaster.example.com'),
    ]);
    expect(ownershipIn(view, 'shop.example.com', identity).kind).toBe('own');
    expect(ownershipIn(view, '*.example.com', identity).kind).toBe('other');
    expect(ownershipIn(view, 'example.com', identity).kind).toBe('foreign');
    expect(ownershipIn(view, 'www.example.com', identity).kind).toBe('none');
    const two = { ...own.record, values: [...own.record.values!, '"more"'] };
    expect(
      ownershipIn(zoneView([two]), 'shop.example.com', identity).kind,
    ).toBe('foreign');
  });

  it('finds the hostname again from the name of the record', () => {
    expect(
      [...ownershipsIn(zoneView([own.record, other.record]))].map(
        ({ hostname }) => hostname,
      ),
    ).toEqual(['shop.example.com', '*.example.com']);
    expect(
      ownershipFrom(
        { ...own.record, name: 'apex--._hostmaster.example.com' },
        'example.com',
      )?.hostname,
    ).toBe('example.com');
  });

  it('moves with what it does not know kept, and seq one higher', () => {
    const [removed, created] = moveOwnership(
      own,
      'shop.example.com',
      'example.com',
      { owns: ['A', 'CNAME'] },
    );
    expect(removed).toEqual({ action: 'DELETE', record: own.record });
    expect(created.record.values![0]).toContain(
      'seq=5,state=held,owns=A+CNAME,later=x"',
    );
  });
});

it('the target of an alias is the same however it is written', () => {
  expect(
    sameTarget('dualstack.LB-1.elb.amazonaws.com.', 'lb-1.elb.amazonaws.com'),
  ).toBe(true);
  expect(sameTarget('lb-2.elb', 'lb-1.elb')).toBe(false);
});
