import { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
import { zoneView } from '../testWorld/builders';
import {
  describeForeign,
  foreignRecords,
  isAdoptable,
} from './foreignRecords.pure';

const record = (
  type: string,
  value: string,
  name = 'shop.example.com',
): DnsRecord => ({ name, type, ttl: 60, values: [value] });
const mark =
  '"heritage=external-dns,external-dns/owner=edge,external-dns/resource=ingress/shop/web"';

describe('foreignRecords', () => {
  it.each<[string, DnsRecord[], string[], string[]]>([
    [
      'an address without a mark of ours',
      [record('A', '192.0.2.1')],
      [],
      ['A shop.example.com'],
    ],
    [
      'an alias that is ours',
      [record('A', ''), record('AAAA', '')],
      ['A', 'AAAA'],
      [],
    ],
    ['a copy that is ours', [record('CNAME', 'x')], ['copy-CNAME'], []],
    [
      'the validation mark is no mark of a CNAME at the name',
      [record('CNAME', 'x')],
      ['CNAME'],
      ['CNAME shop.example.com'],
    ],
    [
      'mail and text',
      [record('MX', '10 mx'), record('TXT', '"v=spf1"')],
      [],
      [],
    ],
    [
      'external-dns, as it was',
      [record('TXT', mark)],
      [],
      ['TXT shop.example.com'],
    ],
    [
      'external-dns, as it is',
      [record('TXT', mark, 'aaaa-shop.example.com')],
      [],
      ['TXT aaaa-shop.example.com'],
    ],
    ...['a-', 'cname-', 'a.', 'aaaa.', 'cname.'].map(
      (prefix): [string, DnsRecord[], string[], string[]] => [
        `external-dns, with ${prefix}`,
        [record('TXT', mark, `${prefix}shop.example.com`)],
        [],
        [`TXT ${prefix}shop.example.com`],
      ],
    ),
    [
      'the text of external-dns in a record of another type',
      [record('SPF', mark)],
      [],
      [],
    ],
    [
      'a TXT that is an alias',
      [{ name: 'shop.example.com', type: 'TXT' }],
      [],
      [],
    ],
    [
      'external-dns of another name',
      [record('TXT', mark, 'a-other.example.com')],
      [],
      [],
    ],
  ])('%s', (_sentence, records, owns, found) => {
    expect(
      foreignRecords(zoneView(records), 'shop.example.com', owns).map(
        ({ type, name }) => `${type} ${name}`,
      ),
    ).toEqual(found);
  });

  it('finds the marks of a wildcard', () => {
    expect(
      foreignRecords(
        zoneView([record('TXT', mark, 'cname-any.shop.example.com')]),
        '*.shop.example.com',
        [],
      ),
    ).toHaveLength(1);
  });

  it('says the marks of a name once', () => {
    const records = ['', 'a-', 'a.'].map(prefix =>
      record('TXT', mark, `${prefix}shop.example.com`),
    );

    expect(
      foreignRecords(zoneView(records), 'shop.example.com', []).map(
        ({ name }) => name,
      ),
    ).toEqual(records.map(({ name }) => name));
  });

  it('leaves out what a platform engineer has said to take in, but never a part of a weighted set', () => {
    const simple = record('A', '192.0.2.1');
    const weighted = { ...simple, setIdentifier: 'blue' };
    const found = (given: DnsRecord, ...adoptable: [string[]?]) =>
      foreignRecords(
        zoneView([given]),
        'shop.example.com',
        [],
        ...adoptable,
      ).map(({ type }) => type);

    expect(found(simple, ['A'])).toEqual([]);
    expect(found(simple, ['AAAA'])).toEqual(['A']);
    expect(found(simple)).toEqual(['A']);
    expect(found(weighted, ['A'])).toEqual(['A']);
    expect(isAdoptable(simple, ['A'])).toBe(true);
    expect(isAdoptable(weighted, ['A'])).toBe(false);
  });
});

describe('describeForeign', () => {
  it('names who wrote it', () => {
    const found = foreignRecords(
      zoneView([record('A', '192.0.2.1'), record('TXT', mark)]),
      'shop.example.com',
      [],
    );
    expect(describeForeign(found)).toBe(
      'A shop.example.com, TXT shop.example.com, written by external-dns (owner edge, ingress/shop/web)',
    );
  });

  it.each([
    [
      ',external-dns/owner=edge,external-dns/resource=ingress/shop/web',
      'external-dns (owner edge, ingress/shop/web)',
    ],
    [',external-dns/owner=edge', 'external-dns (owner edge)'],
    [
      ',external-dns/resource=ingress/shop/web',
      'external-dns (ingress/shop/web)',
    ],
    ['', 'external-dns'],
  ])('says of external-dns what its mark says: "%s"', (fields, by) => {
    const found = foreignRecords(
      zoneView([record('TXT', `"heritage=external-dns${fields}"`)]),
      'shop.example.com',
      [],
    );
    expect(describeForeign(found)).toBe(
      `TXT shop.example.com, written by ${by}`,
    );
  });

  it('says nothing of who wrote it where nobody has left a mark', () => {
    const found = foreignRecords(
      zoneView([record('A', '192.0.2.1')]),
      'shop.example.com',
      [],
    );
    expect(describeForeign(found)).toBe('A shop.example.com');
  });
});
