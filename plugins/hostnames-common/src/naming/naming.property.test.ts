import fc from 'fast-check';
import { anyText } from '../testing/anyText';
import { parseHostname } from '../hostname/parseHostname';
import { claimName } from './claimName';
import { listenerSetName } from './listenerSetName';
import { objectName } from './objectName';

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
      fc.property(anyText({ maxLength: 200 }), text => {
        expect(objectName(text)).toMatch(RFC1123_LABEL);
        expect(objectName(text).length).toBeLessThanOrEqual(63);
      }),
    );
  });
});
