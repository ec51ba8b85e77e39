import fc from 'fast-check';
import { parseHostname } from './parseHostname';

const LDH =
  /^(?:\*\.)?(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

describe('parseHostname', () => {
  it.each([
    ['shop.example.com', 'shop.example.com', 'shop.example.com'],
    ['Shop.EXAMPLE.Com', 'shop.example.com', 'shop.example.com'],
    ['shop.example.com.', 'shop.example.com', 'shop.example.com'],
    ['example.com', 'example.com', 'example.com'],
    ['*.shop.example.com', '*.shop.example.com', '*.shop.example.com'],
    ['＊.shop.example.com', '*.shop.example.com', '*.shop.example.com'],
    ['shop．example。com｡', 'shop.example.com', 'shop.example.com'],
    ['Bücher.example.com', 'xn--bcher-kva.example.com', 'bücher.example.com'],
    [
      'XN--BCHER-KVA.example.com',
      'xn--bcher-kva.example.com',
      'bücher.example.com',
    ],
    [
      'bu\u0308cher.example.com',
      'xn--bcher-kva.example.com',
      'bücher.example.com',
    ],
    ['straße.example.com', 'xn--strae-oqa.example.com', 'straße.example.com'],
    ['ｓｈｏｐ.example.com', 'shop.example.com', 'shop.example.com'],
    [
      '*.Bücher.example.com',
      '*.xn--bcher-kva.example.com',
      '*.bücher.example.com',
    ],
    ['食狮.公司.cn', 'xn--85x722f.xn--55qx5d.cn', '食狮.公司.cn'],
    ['shop食.example.com', 'xn--shop-th3n.example.com', 'shop食.example.com'],
    ['example.test', 'example.test', 'example.test'],
    ['shop.corp.internal', 'shop.corp.internal', 'shop.corp.internal'],
    ['shop.example', 'shop.example', 'shop.example'],
    ['*.example.test', '*.example.test', '*.example.test'],
    ['1.example.com', '1.example.com', '1.example.com'],
    ['shop.co.uk', 'shop.co.uk', 'shop.co.uk'],
    ['acme.github.io', 'acme.github.io', 'acme.github.io'],
    ['*.acme.github.io', '*.acme.github.io', '*.acme.github.io'],
    ['a--b.example.com', 'a--b.example.com', 'a--b.example.com'],
  ])('reads %j as %s', (input, hostname, display) => {
    const parsed = parseHostname(input);

    expect(parsed).toEqual({
      kind: 'hostname',
      hostname,
      display,
      wildcard: hostname.startsWith('*.'),
      changed: hostname !== input,
    });
  });

  it.each([
    ['', /is empty\. Write one/],
    [
      ' shop.example.com',
      /white space \(U\+0020\).*without: shop\.example\.com\./,
    ],
    ['shop .example.com', /white space/],
    ['shop\t.example.com', /white space \(U\+0009\)/],
    ['shop.example.com\n', /white space \(U\+000A\)/],
    ['shop\u0000.example.com', /invisible character \(U\+0000\)/],
    ['shop\u200b.example.com', /invisible character \(U\+200B\)/],
    ['\ufeffshop.example.com', /invisible character \(U\+FEFF\)/],
    ['sh\u00adop.example.com', /invisible character \(U\+00AD\)/],
    ['shop\u202e.example.com', /invisible character \(U\+202E\)/],
    [
      'shop\u200d.example.com',
      /not allowed in an internationalised name|cannot be part/,
    ],
    ['shop\ud800.example.com', /invisible character \(U\+D800\)/],
    ['*', /"\*" alone/],
    ['*.', /"\*" alone/],
    ['*.*.example.com', /Write "\*\." once/],
    ['shop.*.example.com', /elsewhere than/],
    ['*shop.example.com', /elsewhere than/],
    ['sh*p.example.com', /elsewhere than/],
    ['shop.example.*', /elsewhere than/],
    ['a..example.com', /empty label/],
    ['.example.com', /empty label/],
    ['shop.example.com..', /empty label/],
    ['*..example.com', /empty label/],
    ['.', /empty label/],
    ['-a.example.com', /"-a" starts with a hyphen\. Write "a"/],
    ['a-.example.com', /"a-" ends with a hyphen\. Write "a"/],
    ['-.example.com', /starts with a hyphen\. Write letters or digits/],
    [`${'a'.repeat(64)}.example.com`, /is 64 characters long; at most 63/],
    [`${'ü'.repeat(60)}.example.com`, /characters long; at most 63/],
    [`${'a.'.repeat(125)}abcd`, /is 254 characters long; at most 253/],
    ['a'.repeat(5000), /is 5000 characters long; at most 253/],
    ['my_shop.example.com', /underscore.*Write "my-shop"/],
    ['192.0.2.1', /IPv4 address/],
    ['0x7f.1', /IPv4 address/],
    ['2130706433', /IPv4 address/],
    ['0x7f000001', /IPv4 address/],
    ['017700000001', /IPv4 address/],
    ['１２７.0.0.1', /IPv4 address/],
    ['shop.example.123', /IPv4 address/],
    ['2001:db8::1', /IPv6 address/],
    ['[2001:db8::1]', /IPv6 address/],
    ['[::1]:8443', /IPv6 address/],
    ['::ffff:192.0.2.1', /IPv6 address/],
    ['fe80::1%eth0', /IPv6 address/],
    ['localhost', /machine itself/],
    ['shop.localhost', /machine itself/],
    ['shop', /single label.*shop\.example\.com/],
    ['com', /single label/],
    ['*.test', /whole top-level domain/],
    [
      'https://Shop.Example.com/cart?x=1',
      /is a URL\. Write only the hostname: shop\.example\.com\./,
    ],
    [
      '//shop.example.com',
      /has a path\. Write only the hostname: shop\.example\.com\./,
    ],
    [
      'shop.example.com:443',
      /has a port\. Write only the hostname: shop\.example\.com\./,
    ],
    [
      'shop.example.com/cart',
      /has a path\. Write only the hostname: shop\.example\.com\./,
    ],
    ['shop.example.com?x', /Write only the hostname: shop\.example\.com\./],
    ['me@example.com', /user name.*example\.com/],
    ['https://', /is a URL\. Write only the hostname, such as/],
    ['shop\\example.com', /has a path/],
    ['shop%2eexample.com', /characters of a URL/],
    ['xn--a.example.com', /"xn--a" is not a valid internationalised label/],
    ['xn--.example.com', /"xn--" is not a valid|ends with a hyphen/],
    ['xn--bücher.example.com', /is not a valid internationalised label/],
    ['ab--cd.example.com', /third and fourth/],
    ['sh!op.example.com', /"!" \(U\+0021\) cannot be part/],
    ['shop,example.com', /"," \(U\+002C\)/],
    ['"shop".example.com', /U\+0022/],
    ['{{ host }}', /white space/],
    ['p\u0430ypal.example.com', /mixes Latin and Cyrillic/],
    ['xn--pypal-4ve.example.com', /mixes Latin and Cyrillic/],
    ['ελλada.example.com', /mixes Latin and Greek/],
    ['אaב.example.com', /label "אaב" is not allowed/],
    ['co.uk', /"co\.uk" is a public suffix.*shop\.co\.uk/],
    ['github.io', /public suffix/],
    ['s3.amazonaws.com', /public suffix/],
    ['*.co.uk', /public suffix.*"\*\.co\.uk" cannot be held.*\*\.shop\.co\.uk/],
    ['公司.cn', /public suffix/],
    ['foo.ck', /public suffix/],
  ])('refuses %j and says why', (input, message) => {
    const parsed = parseHostname(input);

    expect(parsed).toEqual({ kind: 'invalid', message: expect.any(String) });
    expect(parsed.kind === 'invalid' && parsed.message).toMatch(message);
  });

  it('takes a public suffix that the platform team names', () => {
    const parsed = parseHostname('github.io', {
      allowedSuffixes: ['github.io'],
    });

    expect(parsed).toMatchObject({ kind: 'hostname', hostname: 'github.io' });
  });

  it('says nothing twice as long as a sentence about huge input', () => {
    for (const text of [
      'a'.repeat(1_000_000),
      `${'a.'.repeat(1000)}com`,
      `https://${'*'.repeat(1000)}`,
      `${'\u0430a'.repeat(1000)}`,
    ]) {
      const parsed = parseHostname(text);

      expect(parsed.kind === 'invalid' && parsed.message.length).toBeLessThan(
        600,
      );
    }
  });

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

  it('gives one canonical form for 100,000 names: LDH, at most 253, the same when read again', () => {
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
      { numRuns: 100_000 },
    );

    expect(accepted).toBeGreaterThan(10_000);
  }, 60_000);

  it('answers for any text at all', () => {
    let accepted = 0;

    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 400 }),
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
