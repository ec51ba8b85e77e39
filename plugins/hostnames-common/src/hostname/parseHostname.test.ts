import { parseHostname } from './parseHostname';

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
    ['shop.example.a1', 'shop.example.a1', 'shop.example.a1'],
    ['shop.example.1a', 'shop.example.1a', 'shop.example.1a'],
    [
      `${'a'.repeat(63)}.example.com`,
      `${'a'.repeat(63)}.example.com`,
      `${'a'.repeat(63)}.example.com`,
    ],
    [
      `${'u\u0308'.repeat(35)}.example.com`,
      `xn--td${'a'.repeat(35)}.example.com`,
      `${'ü'.repeat(35)}.example.com`,
    ],
    [
      `${'a.'.repeat(120)}a.example.com`,
      `${'a.'.repeat(120)}a.example.com`,
      `${'a.'.repeat(120)}a.example.com`,
    ],
    ['ελλάδα.example', 'xn--hxakic4aa.example', 'ελλάδα.example'],
    ['шоп.example', 'xn--n1acz.example', 'шоп.example'],
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
    ['食狮', /^"xn--85x722f" is a single label\. .*such as xn--85x722f\./],
    ['shop.my_shop.example.com', /^The label "my_shop" has an underscore/],
    ['my__shop.example.com', /Write "my-shop" instead/],
    ['--a--b--.example.com', /starts with a hyphen\. Write "a--b" instead/],
    ['a--.example.com', /ends with a hyphen\. Write "a" instead/],
    ['a‥b.example.com', /^"‥" \(U\+2025\) cannot be part/],
    ['-ü.example.com', /"-ü" is not allowed in an internationalised name/],
    ['ü-.example.com', /"ü-" is not allowed in an internationalised name/],
    ['shop.xn--a.example.com', /^"xn--a" is not a valid internationalised/],
    ['bücher.xn--a.example.com', /^"xn--a" is not a valid internationalised/],
    ['axn--!.example.com', /^"!" \(U\+0021\) cannot be part/],
    ['abc--!.example.com', /^"!" \(U\+0021\) cannot be part/],
    ['\u0308a.example.com', /^The label "\u0308a" is not allowed in/],
    ['א1.9shop.example.com', /^"א1\.9shop.*mixes writing directions/],
    ['shop＊.example.com', /^"shop＊\.example\.com" has a "\*" elsewhere/],
    ['github.io', /so it cannot be held itself\. Write/],
    [`${'a'.repeat(64)}.com`, /^The label "a{20}…" is 64 characters long/],
    [
      `https://shop.example.com/${'a'.repeat(2023)}`,
      /is a URL\. Write only the hostname: shop\.example\.com\./,
    ],
    [
      `https://shop.example.com/${'a'.repeat(2024)}`,
      /^The hostname is 2049 characters long; at most 253/,
    ],
    [` ${'a'.repeat(253)}`, /Write it without: a{253}\.$/],
    [` ${'a'.repeat(254)}`, /Write it without\.$/],
    ['   ', /Write it without\.$/],
    ['sh\u200bop .example.com', /Write it without\.$/],
    ['a[::1]', /^"a\[::1\]" has characters of a URL/],
    ['[a]b.example.com', /^"\[" \(U\+005B\) cannot be part/],
    ['https://shop.example.com:8443', /is a URL\. .*: shop\.example\.com\./],
    ['fe80:1:xyz', /has characters of a URL/],
    ['me@https://shop.example.com', /the hostname, such as shop\.example\.com/],
    ['shop.acme.com//cart', /Write only the hostname: shop\.acme\.com\./],
    ['me@example.com', /^"me@.*Write only the hostname: example\.com\.$/],
    ['shop.acme.com/?to=https://x.net', /has a path\. .*: shop\.acme\.com\./],
    ['shop.acme.com:https', /has characters of a URL\. .*: shop\.acme\.com/],
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
});
