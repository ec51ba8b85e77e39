import { assessName } from './assessName';
import { NamePolicy, NameQuestion, NameZone } from './NamePolicy';

const ZONES: NameZone[] = [
  { id: 'Z1', name: 'example.com', visibility: 'public' },
  { id: 'Z2', name: 'github.io', visibility: 'public' },
];

function assess(
  question: Partial<NameQuestion>,
  policy: Partial<NamePolicy> = {},
  zones = ZONES,
) {
  return assessName(
    {
      hostname: 'shop.example.com',
      environment: 'prod',
      profile: 'alb-public',
      visibility: 'internet-facing',
      ...question,
    },
    {
      domains: [],
      reserved: [],
      profiles: [{ name: 'alb-public' }],
      ...policy,
    },
    zones,
  );
}

describe('assessName, where its rules end', () => {
  it.each([
    [' www.example.com ', 'www.example.com'],
    ['www.example.com.', 'www.example.com'],
    ['bücher.example.com', 'xn--bcher-kva.example.com'],
  ])('reads the reserved name %j as %s', (pattern, hostname) => {
    expect(assess({ hostname }, { reserved: [pattern] })).toMatchObject({
      reason: 'HostnameReserved',
      message: `"${hostname}" is reserved by the platform team. Choose another hostname.`,
    });
  });

  it('allows nine additional names, and not ten', () => {
    const names = Array.from({ length: 10 }, (_, at) => `n${at}.example.com`);

    expect(assess({ additionalNames: names.slice(0, 9) }).kind).toBe(
      'accepted',
    );
    expect(assess({ additionalNames: names })).toMatchObject({
      reason: 'HostnameInvalid',
      message: expect.stringMatching(/^There are 10 additional names/),
    });
  });

  it('takes a public suffix that is a domain of the policy, as an additional name too', () => {
    const domains = [{ suffix: 'github.io' }, { suffix: 'example.com' }];
    const question = { additionalNames: ['github.io'] };

    expect(assess(question, { domains }).kind).toBe('accepted');
    expect(assess(question)).toMatchObject({ reason: 'HostnameInvalid' });
  });

  it('refuses an additional name for which it is not clear in which private zone it goes', () => {
    const twins = ['P1', 'P2'].map(id => ({
      id,
      name: 'in.example.com',
      visibility: 'private' as const,
    }));
    const question = { additionalNames: ['a.in.example.com'] };
    const zones = [...ZONES, ...twins];

    expect(assess(question, {}, zones).kind).toBe('accepted');
    expect(
      assess({ ...question, visibility: 'internal' }, {}, zones),
    ).toMatchObject({
      reason: 'ZoneAmbiguous',
      message: expect.stringMatching(/^Additional name 1: .*P1 and P2/),
    });
  });

  it('refuses an additional name that is too long for its ownership record', () => {
    const long = `${'a.'.repeat(115)}a.example.com`;

    expect(assess({ additionalNames: [long] })).toMatchObject({
      reason: 'HostnameInvalid',
      message: expect.stringMatching(/^Additional name 1: .* is too long/),
    });
  });

  it('says that only private zones contain the name, also where others do not', () => {
    const zones: NameZone[] = [
      { id: 'P1', name: 'example.com', visibility: 'private' },
      { id: 'Z2', name: 'other.net', visibility: 'public' },
    ];

    expect(assess({}, {}, zones)).toMatchObject({
      message:
        'No public zone contains "shop.example.com", so its certificate could not be validated. Choose a hostname within other.net.',
    });
    expect(assess({}, {}, [])).toMatchObject({
      message:
        'No zone contains "shop.example.com". There is no public zone at all: ask the platform team to add one.',
    });
  });

  it('says when no profile is configured', () => {
    expect(assess({}, { profiles: [] })).toMatchObject({
      reason: 'ProfileUnknown',
      message:
        'There is no profile "alb-public": none is configured. Ask the platform team to configure one.',
    });
  });
});
