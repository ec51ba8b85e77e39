import fc from 'fast-check';
import { anyText } from '../testing/anyText';
import { parseHostname } from './parseHostname';

const LDH =
  /^(?:\*\.)?(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

describe('parseHostname, for any text', () => {
  const label = fc.oneof(
    { weight: 200, arbitrary: fc.stringMatching(/^[a-zA-Z0-9-]{1,12}$/) },
    {
      weight: 2,
      arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
    },
    { weight: 2, arbitrary: fc.stringMatching(/^[xX]n--[a-z0-9-]{1,10}$/) },
    { weight: 2, arbitrary: fc.stringMatching(/^[a-zäöüßéœ]{1,8}$/) },
    { weight: 1, arbitrary: fc.stringMatching(/^[αβγабв食の]{1,4}$/) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '',
        '*',
        'com',
        'co',
        'uk',
        'test',
        '_x',
        '１',
      ),
    },
  );
  const name = fc
    .tuple(
      fc.constantFrom('', '', '', '', '*.', '＊.'),
      fc.array(label, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(...'.........', '。', '．'),
      fc.constantFrom('', '', '.', '.example.com'),
    )
    .map(([star, labels, dot, end]) => `${star}${labels.join(dot)}${end}`);

  // `./dev explore --part R19` compares 100,000 names of more kinds with another reading of the standards.
  it('gives one canonical form for 20,000 names: LDH, at most 253, the same when read again', () => {
    let accepted = 0;

    fc.assert(
      fc.property(name, text => {
        const parsed = parseHostname(text);
        if (parsed.kind === 'invalid') {
          if (parsed.message.length < 20) throw new Error(parsed.message);
          return;
        }
        accepted += 1;
        if (!LDH.test(parsed.hostname)) throw new Error(parsed.hostname);
        const again = parseHostname(parsed.hostname);
        const shown = parseHostname(parsed.display);
        if (
          again.kind !== 'hostname' ||
          again.hostname !== parsed.hostname ||
          again.changed ||
          shown.kind !== 'hostname' ||
          shown.hostname !== parsed.hostname
        ) {
          throw new Error(JSON.stringify({ text, parsed, again, shown }));
        }
      }),
      { numRuns: 20_000 },
    );

    expect(accepted).toBeGreaterThan(2_000);
  }, 60_000);

  it('answers for any text at all', () => {
    let accepted = 0;

    fc.assert(
      fc.property(
        fc.oneof(
          anyText({ maxLength: 400 }),
          fc.string({ unit: 'grapheme' }),
          fc.webUrl(),
          fc.ipV4(),
          fc.ipV6(),
          fc.emailAddress(),
        ),
        text => {
          const parsed = parseHostname(text);
          if (parsed.kind === 'invalid') return;
          accepted += 1;
          if (!LDH.test(parsed.hostname)) throw new Error(parsed.hostname);
        },
      ),
      { numRuns: 10_000 },
    );

    expect(accepted).toBeLessThan(10_000);
  }, 60_000);
});
