import { claimName } from './claimName';
import { listenerSetName } from './listenerSetName';
import { ownershipRecordName } from './ownershipRecordName';
import { shortHash } from './shortHash';

const RFC1123_SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

describe('claimName', () => {
  it.each([
    ['shop.example.com', 'shop.example.com'],
    ['*.example.com', 'any--example.com'],
    ['any--example.com', 'any---example.com'],
    ['any---example.com', 'any----example.com'],
    ['*.any--a.example.com', 'any--any--a.example.com'],
    ['shop.any--a.example.com', 'shop.any--a.example.com'],
  ])('the claim of %s is %s', (text, name) => {
    expect(claimName(text)).toBe(name);
  });

  it('carries a hash where it would pass 253 characters', () => {
    const below = (length: number) =>
      `${'a.'.repeat(116)}b--${'c'.repeat(60)}`.slice(0, length);
    const [fits, long] = [`*.${below(248)}`, `*.${below(249)}`];

    expect(claimName(fits)).toBe(`any--${below(248)}`);
    expect(claimName(long)).toBe(
      `any--${'a.'.repeat(116)}b.${shortHash(long)}`,
    );
  });

  it('stays a Kubernetes name for the longest wildcard', () => {
    const longest = `*.${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(
      60,
    )}.${'d'.repeat(60)}.test`;

    expect(claimName(longest).length).toBeLessThanOrEqual(253);
    expect(claimName(longest)).toMatch(RFC1123_SUBDOMAIN);
  });
});

describe('listenerSetName', () => {
  it.each([
    ['shop.example.com', /^shop-example-com$/],
    ['a-b.example.com', /^a-b-example-com-[a-z0-9]{10}$/],
    ['a.b.example.com', /^a-b-example-com$/],
    ['*.example.com', /^any-example-com-[a-z0-9]{10}$/],
    ['any.example.com', /^any-example-com$/],
    ['a.b-c.example.com', /^a-b-c-example-com-[a-z0-9]{10}$/],
    [`${'a'.repeat(51)}.example.com`, /^a{51}-example-com$/],
    [`${'a'.repeat(52)}.example.com`, /^a{52}-[a-z0-9]{10}$/],
    [`${'a'.repeat(60)}.example.com`, /^a{52}-[a-z0-9]{10}$/],
    [`${'a'.repeat(50)}--b.example.com`, /^a{50}-[a-z0-9]{10}$/],
  ])('the ListenerSet of %s is %s', (text, name) => {
    expect(listenerSetName(text)).toMatch(name);
  });
});

describe('ownershipRecordName', () => {
  it.each([
    ['shop.example.com', 'example.com', 'shop._hostmaster.example.com'],
    ['a.shop.example.com', 'example.com', 'a.shop._hostmaster.example.com'],
    ['example.com', 'example.com', 'apex--._hostmaster.example.com'],
    ['*.example.com', 'example.com', 'any--._hostmaster.example.com'],
    ['*.a.example.com', 'example.com', 'any--.a._hostmaster.example.com'],
    ['shop.example.org', 'example.com', undefined],
  ])('%s in %s: %s', (text, zone, name) => {
    expect(ownershipRecordName(text, zone)).toBe(name);
  });

  it('has none when it would pass 255 octets on the wire', () => {
    const at = (length: number) => {
      const filling = 'a.'.repeat(200).slice(0, length - '.example.com'.length);
      return `${filling.replace(/\.$/, 'a')}.example.com`;
    };

    expect(at(241)).toHaveLength(241);
    expect(ownershipRecordName(at(241), 'example.com')).toHaveLength(253);
    expect(ownershipRecordName(at(242), 'example.com')).toBeUndefined();
  });
});
