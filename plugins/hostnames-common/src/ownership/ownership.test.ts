import fc from 'fast-check';
import { anyText } from '../testing/anyText';
import { formatOwnership } from './formatOwnership';
import { Ownership } from './Ownership';
import { parseOwnership } from './parseOwnership';

const ownership = (change: Partial<Ownership> = {}): Ownership => ({
  installation: 'acme',
  cluster: 'prod',
  owner: { namespace: 'shop', name: 'shop' },
  seq: 7,
  state: 'held',
  owns: ['A', 'AAAA'],
  ...change,
});

const HELD =
  'heritage=hostmaster,v=1,inst=acme,cluster=prod,owner=shop/shop,seq=7,state=held,owns=A+AAAA';

describe('formatOwnership', () => {
  it('writes the wire contract', () => {
    expect(formatOwnership(ownership())).toBe(HELD);
    expect(
      formatOwnership(
        ownership({
          state: 'released',
          until: '2026-12-03T10:00:00Z',
          owns: [],
          unknown: { zeta: '1', alpha: '2' },
        }),
      ),
    ).toBe(
      'heritage=hostmaster,v=1,inst=acme,cluster=prod,owner=shop/shop,seq=7,state=released,until=2026-12-03T10:00:00Z,owns=,alpha=2,zeta=1',
    );
  });

  it('writes the same text whatever the order of owns', () => {
    expect(formatOwnership(ownership({ owns: ['AAAA', 'A', 'A'] }))).toBe(HELD);
  });

  it.each([
    ['a comma', ownership({ installation: 'ac,me' }), /installation/],
    ['a quote', ownership({ cluster: 'pr"od' }), /cluster/],
    ['a backslash', ownership({ cluster: 'pr\\od' }), /cluster/],
    [
      'a slash',
      ownership({ owner: { namespace: 'a/b', name: 'c' } }),
      /owner\.namespace/,
    ],
    [
      'nothing',
      ownership({ owner: { namespace: 'a', name: '' } }),
      /owner\.name/,
    ],
    ['a plus', ownership({ owns: ['A+B'] }), /owns/],
    ['a letter beyond ASCII', ownership({ installation: 'é' }), /installation/],
    [
      'a known key as unknown',
      ownership({ unknown: { seq: '1' } }),
      /unknown\.seq/,
    ],
    ['a fraction', ownership({ seq: 1.5 }), /seq/],
    ['a negative number', ownership({ seq: -1 }), /seq/],
    [
      'too much',
      ownership({
        owner: { namespace: 'n'.repeat(63), name: 'x'.repeat(180) },
      }),
      /at most 255/,
    ],
  ])('refuses %s', (_, value, message) => {
    expect(() => formatOwnership(value)).toThrow(RangeError);
    expect(() => formatOwnership(value)).toThrow(message);
  });
});

describe('parseOwnership', () => {
  it.each([
    ['bare', HELD],
    ['quoted', `"${HELD}"`],
    ['in two strings', `"${HELD.slice(0, 40)}" "${HELD.slice(40)}"`],
    [
      'in two strings without a space',
      `"${HELD.slice(0, 40)}""${HELD.slice(40)}"`,
    ],
    ['with decimal escapes', `"${HELD.replace('shop/', 'shop\\047')}"`],
    ['with plain escapes', `"${HELD.replace('=', '\\=')}"`],
    ['with white space around', ` "${HELD}" `],
  ])('reads it %s', (_, value) => {
    expect(parseOwnership(value)).toEqual(ownership());
  });

  it('keeps keys it does not know, and writes them again', () => {
    const text = `${HELD},later=x=y,__proto__=z`;

    const parsed = parseOwnership(text);

    expect(Object.entries(parsed?.unknown ?? {})).toEqual([
      ['later', 'x=y'],
      ['__proto__', 'z'],
    ]);
    expect(parseOwnership(formatOwnership(parsed!))).toEqual(parsed);
  });

  it.each([
    ['', 'nothing'],
    ['"v=spf1 -all"', 'mail policy'],
    [
      '"heritage=external-dns,external-dns/owner=default,external-dns/resource=ingress/a/b"',
      'external-dns',
    ],
    [HELD.replace('v=1', 'v=2'), 'a later version'],
    [HELD.replace('seq=7', 'seq=7,seq=8'), 'a key twice'],
    [HELD.replace('seq=7', 'seq=07'), 'a number written oddly'],
    [HELD.replace('seq=7', 'seq=-7'), 'a negative number'],
    [HELD.replace('seq=7,', ''), 'a missing key'],
    [HELD.replace('state=held', 'state=lost'), 'an unknown state'],
    [HELD.replace('shop/shop', 'shop'), 'half an owner'],
    [HELD.replace('shop/shop', 'a/b/c'), 'an owner with too many parts'],
    [HELD.replace('inst=acme', 'inst='), 'an empty installation'],
    [HELD.replace(',owns=A+AAAA', ',until=soon,owns=A'), 'a broken time'],
    [`"${HELD}`, 'an open quote'],
    [`"${HELD}" junk`, 'text behind the string'],
    [`"${HELD}\\"`, 'a dangling escape'],
    [`${HELD},x=${'y'.repeat(200)}`, 'more than 255 octets'],
  ])('takes %s for foreign (%s)', value => {
    expect(parseOwnership(value)).toBeUndefined();
  });

  const name = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,18}[a-z0-9])?$/);
  const anyOwnership: fc.Arbitrary<Ownership> = fc.record(
    {
      installation: name,
      cluster: name,
      owner: fc.record({ namespace: name, name }),
      seq: fc.nat(),
      state: fc.constantFrom('pending', 'held', 'released'),
      owns: fc.uniqueArray(fc.constantFrom('A', 'AAAA', 'CNAME', 'HTTPS'), {
        maxLength: 4,
      }),
      unknown: fc.dictionary(
        fc.stringMatching(/^x-[a-z]{1,5}$/),
        fc.stringMatching(/^[a-z0-9=:/+]{1,8}$/),
        { minKeys: 1, maxKeys: 3 },
      ),
    },
    {
      requiredKeys: [
        'installation',
        'cluster',
        'owner',
        'seq',
        'state',
        'owns',
      ],
    },
  );

  it('reads back what formatOwnership wrote, quoted or not', () => {
    fc.assert(
      fc.property(anyOwnership, fc.boolean(), (value, quoted) => {
        const text = formatOwnership(value);

        expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(255);
        expect(parseOwnership(quoted ? `"${text}"` : text)).toEqual({
          ...value,
          owns: [...value.owns].sort(),
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('never throws, and writes what it read to the same meaning', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText(),
          fc
            .tuple(fc.nat(HELD.length), fc.string({ maxLength: 3 }))
            .map(([at, text]) => HELD.slice(0, at) + text + HELD.slice(at)),
        ),
        value => {
          const parsed = parseOwnership(value);
          const text = parsed && written(parsed);
          const again = text && written(parseOwnership(text)!);
          expect(again).toBe(text);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

/** What was read may have characters that are never written. */
function written(value: Ownership): string | undefined {
  try {
    return formatOwnership(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
