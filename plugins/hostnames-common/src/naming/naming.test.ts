import fc from 'fast-check';
import { parseHostname } from '../hostname/parseHostname';
import { claimName } from './claimName';
import { listenerSetName } from './listenerSetName';
import { objectName } from './objectName';
import { ownershipRecordName } from './ownershipRecordName';

const RFC1123_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const RFC1123_SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const label = fc.oneof(
  fc.constantFrom('a', 'b', 'a-b', 'any', 'any--a', 'any---a', 'x'),
  fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/),
);
const hostname = fc
  .tuple(fc.boolean(), fc.array(label, { minLength: 1, maxLength: 6 }))
  .map(([star, labels]) => `${star ? '*.' : ''}${labels.join('.')}.example.com`)
  .filter(text => parseHostname(text).kind === 'hostname');

describe('claimName', () => {
  it.each([
    ['shop.example.com', 'shop.example.com'],
    ['*.example.com', 'any--example.com'],
    ['any--example.com', 'any---example.com'],
    ['any---example.com', 'any----example.com'],
    ['*.any--a.example.com', 'any--any--a.example.com'],
  ])('the claim of %s is %s', (text, name) => {
    expect(claimName(text)).toBe(name);
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
    [`${'a'.repeat(60)}.example.com`, /^a{52}-[a-z0-9]{10}$/],
  ])('the ListenerSet of %s is %s', (text, name) => {
    expect(listenerSetName(text)).toMatch(name);
  });
});

describe('names of hostnames', () => {
  it('are Kubernetes names and differ for different hostnames', () => {
    const claims = new Map<string, string>();
    const listenerSets = new Map<string, string>();

    fc.assert(
      fc.property(hostname, text => {
        for (const [names, name, pattern, most] of [
          [claims, claimName(text), RFC1123_SUBDOMAIN, 253],
          [listenerSets, listenerSetName(text), RFC1123_LABEL, 63],
        ] as const) {
          const other = names.get(name) ?? text;
          if (!pattern.test(name) || name.length > most || other !== text) {
            throw new Error(`${name} of ${text} and ${other}`);
          }
          names.set(name, text);
        }
      }),
      { numRuns: 20_000 },
    );

    expect(claims.size).toBeGreaterThan(5_000);
  }, 60_000);

  it('makes a Kubernetes name of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => {
        expect(objectName(text)).toMatch(RFC1123_LABEL);
        expect(objectName(text).length).toBeLessThanOrEqual(63);
      }),
    );
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
