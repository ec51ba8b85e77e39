import { Ownership } from '@hostmaster/backstage-plugin-hostnames-common';
import { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
import { identity, ownership, zoneView } from '../testWorld/builders';
import {
  ALIAS_MARKS,
  COPY_MARK,
  VALIDATION_MARK,
  firstOwnership,
  isOwn,
  moveOwnership,
  ownershipFrom,
  ownershipIn,
  ownershipRecord,
  ownershipsIn,
} from './ownership.pure';

const HOST = 'shop.example.com';
const ZONE = 'example.com';
const own = ownership({ state: 'held', seq: 4, owns: ['A'] });
const txt = (name: string, ...values: string[]): DnsRecord => ({
  name,
  type: 'TXT',
  ttl: 300,
  values,
});

it('marks what a TXT owns as other installations read it', () => {
  expect([VALIDATION_MARK, COPY_MARK, ...ALIAS_MARKS]).toEqual([
    'CNAME',
    'copy-',
    'A',
    'AAAA',
  ]);
});

describe('isOwn', () => {
  const first = firstOwnership(identity);

  it('is a matter of installation, cluster, namespace and name', () => {
    expect(isOwn(first, identity)).toBe(true);
  });

  it.each([
    { installation: 'other' },
    { cluster: 'other' },
    { namespace: 'other' },
    { name: 'other' },
  ])('is not with %j', change => {
    expect(isOwn(first, { ...identity, ...change })).toBe(false);
  });
});

describe('ownershipIn', () => {
  it('gives the record and what it says', () => {
    expect(ownershipIn(zoneView([own.record]), HOST, identity)).toEqual({
      kind: 'own',
      record: own.record,
      ownership: own.ownership,
    });
    expect(
      ownershipIn(zoneView([own.record]), HOST, { ...identity, name: 'x' }),
    ).toEqual({
      kind: 'other',
      record: own.record,
      ownership: own.ownership,
    });
  });

  it.each<[string, DnsRecord]>([
    ['two values', txt(own.record.name, own.record.values![0], '"more"')],
    ['no value', txt(own.record.name)],
    ['no values at all', { ...own.record, values: undefined }],
    ['text of others', txt(own.record.name, '"v=spf1"')],
  ])('takes %s for foreign', (_, record) => {
    expect(ownershipIn(zoneView([record]), HOST, identity)).toEqual({
      kind: 'foreign',
      record,
    });
  });

  it('looks at TXT alone', () => {
    const other = { ...own.record, type: 'CNAME', values: ['x.example.com'] };

    expect(
      ownershipIn(zoneView([other, own.record]), HOST, identity).kind,
    ).toBe('own');
  });

  it('is none where there is no record, and where none fits', () => {
    const long = `${'a.'.repeat(118)}a.${ZONE}`;

    expect(ownershipIn(zoneView([]), HOST, identity)).toEqual({ kind: 'none' });
    expect(ownershipIn(zoneView([own.record]), long, identity)).toEqual({
      kind: 'none',
    });
  });
});

describe('ownershipRecord', () => {
  it('stands beside the name, for five minutes', () => {
    expect(ownershipRecord(HOST, ZONE, firstOwnership(identity))).toEqual({
      name: 'shop._hostmaster.example.com',
      type: 'TXT',
      ttl: 300,
      values: [
        '"heritage=hostmaster,v=1,inst=acme,cluster=prod,owner=shop/shop,seq=1,state=pending,owns="',
      ],
    });
  });

  it('says when the name is too long', () => {
    const long = `${'a.'.repeat(118)}a.${ZONE}`;

    expect(() => ownershipRecord(long, ZONE, firstOwnership(identity))).toThrow(
      new RangeError(
        `${long} is too long: its ownership record would pass 255 octets`,
      ),
    );
  });
});

describe('firstOwnership', () => {
  it('is pending, the first, and owns nothing', () => {
    expect(firstOwnership(identity)).toEqual({
      installation: 'acme',
      cluster: 'prod',
      owner: { namespace: 'shop', name: 'shop' },
      seq: 1,
      state: 'pending',
      owns: [],
    });
  });

  it('takes what is known of before', () => {
    const given: Partial<Ownership> = {
      state: 'held',
      owns: ['A'],
      seq: 7,
      unknown: { later: 'x' },
    };

    expect(firstOwnership(identity, given)).toMatchObject(given);
  });
});

describe('moveOwnership', () => {
  const moved = (current: typeof own, change: object) =>
    moveOwnership(current, HOST, ZONE, change).map(
      ({ action, record }) => `${action} ${record.values}`,
    );

  it('takes the old away and puts the next in its place', () => {
    expect(moved(own, { owns: ['A', 'AAAA'] })).toEqual([
      'DELETE "heritage=hostmaster,v=1,inst=acme,cluster=prod,owner=shop/shop,seq=4,state=held,owns=A"',
      'CREATE "heritage=hostmaster,v=1,inst=acme,cluster=prod,owner=shop/shop,seq=5,state=held,owns=A+AAAA"',
    ]);
  });

  it('keeps the end of the cool-down only while it is released', () => {
    const until = '2026-01-02T00:00:00Z';
    const [, released] = moved(own, { state: 'released', until });
    const [, again] = moved(ownership({ state: 'released', until }), {
      state: 'pending',
    });

    expect(released).toContain(`state=released,until=${until}`);
    expect(again).toContain('state=pending');
    expect(again).not.toContain('until');
  });
});

describe('ownershipFrom', () => {
  const [text] = own.record.values!;

  it.each([
    ['shop._hostmaster.example.com', 'shop.example.com'],
    ['a.shop._hostmaster.example.com', 'a.shop.example.com'],
    ['apex--._hostmaster.example.com', 'example.com'],
    ['any--._hostmaster.example.com', '*.example.com'],
    ['any--.a._hostmaster.example.com', '*.a.example.com'],
    ['any--a._hostmaster.example.com', 'any--a.example.com'],
    ['a.any--._hostmaster.example.com', 'a.any--.example.com'],
  ])('%s is of %s', (name, hostname) => {
    const record = txt(name, text);

    expect(ownershipFrom(record, ZONE)).toEqual({
      hostname,
      record,
      ownership: own.ownership,
    });
    expect([...ownershipsIn(zoneView([record]))]).toEqual([
      { hostname, record, ownership: own.ownership },
    ]);
  });

  it.each<[string, DnsRecord]>([
    ['a record of another type', { ...own.record, type: 'SPF' }],
    ['two values', txt(own.record.name, text, text)],
    ['no values', { ...own.record, values: undefined }],
    ['other text', txt(own.record.name, '"v=spf1"')],
    ['the place itself', txt('_hostmaster.example.com', text)],
    ['another place', txt('shop.example.com', text)],
    ['another zone', txt('shop._hostmaster.example.org', text)],
    ['a name that ends like it', txt('shop.x_hostmaster.example.com', text)],
  ])('%s is none', (_, record) => {
    expect(ownershipFrom(record, ZONE)).toBeUndefined();
    expect([...ownershipsIn(zoneView([record]))]).toHaveLength(0);
  });
});
