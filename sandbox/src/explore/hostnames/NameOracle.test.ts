import {
  assessName,
  parseHostname,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { NameOracle, Rules } from './NameOracle';

const rules: Rules = { parseHostname, assessName };

const NAMES = [
  'shop.example.com',
  'Shop.Example.COM.',
  '*.shop.example.com',
  'evilexample.com',
  'a-b.example.com',
  'a.b.example.com',
  'bücher.example.com',
  'xn--bcher-kva.example.com',
  'sh\u200bop.example.com',
  'pаypal.example.com',
  'my_shop.example.com',
  `${'a'.repeat(64)}.example.com`,
  '192.0.2.1',
  'co.uk',
  'localhost',
  '',
];

function found(broken: Partial<Rules>): string[] {
  const oracle = new NameOracle({ ...rules, ...broken });
  return NAMES.flatMap(name => oracle.examine(name) ?? []);
}

describe('NameOracle', () => {
  it('has nothing to say against the rules', () => {
    expect(found({})).toEqual([]);
  });

  // An oracle that misses these would pass any rules.
  it.each<[string, Partial<Rules>, RegExp]>([
    [
      'a crash',
      {
        parseHostname: text => {
          if (text.includes('_')) throw new RangeError('no');
          return parseHostname(text);
        },
      },
      /^threw RangeError: no/,
    ],
    [
      'an accepted underscore',
      {
        parseHostname: text =>
          text.includes('_')
            ? {
                kind: 'hostname',
                hostname: text,
                display: text,
                wildcard: false,
                changed: false,
              }
            : parseHostname(text),
      },
      /the reference refuses/,
    ],
    [
      'capitals that stay',
      {
        parseHostname: text => {
          const parsed = parseHostname(text);
          return parsed.kind === 'hostname' && /[A-Z]/.test(text)
            ? { ...parsed, hostname: text }
            : parsed;
        },
      },
      /canonical form Shop/,
    ],
    [
      'a refusal without a rule',
      {
        parseHostname: text =>
          text.startsWith('a-b')
            ? { kind: 'invalid', message: 'Hyphens are not to my liking.' }
            : parseHostname(text),
      },
      /the reference has a-b\.example\.com/,
    ],
    [
      'a public suffix that is accepted',
      {
        parseHostname: text =>
          parseHostname(text, { allowedSuffixes: ['co.uk'] }),
      },
      /co\.uk is a public suffix/,
    ],
    [
      'a name put into a zone that only looks like its own',
      {
        assessName: (question, policy, zones) =>
          question.hostname === 'evilexample.com'
            ? ({
                ...assessName(
                  { ...question, hostname: 'example.com' },
                  policy,
                  zones,
                ),
                hostname: 'evilexample.com',
              } as ReturnType<typeof assessName>)
            : assessName(question, policy, zones),
      },
      /evilexample\.com accepted in example\.com, outside of it/,
    ],
    [
      'another answer for another spelling',
      {
        parseHostname: text =>
          text.endsWith('com.')
            ? { kind: 'invalid', message: 'There is a dot at the end of it.' }
            : parseHostname(text),
      },
      /with a trailing dot/,
    ],
  ])('finds %s', (_, broken, what) => {
    expect(found(broken)).toContainEqual(expect.stringMatching(what));
  });
});
