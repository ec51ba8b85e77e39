import { withWords } from '../../__testUtils__/withWords';
import { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
import {
  changeTexts,
  foreignOwnership,
  ownership,
  subject,
  zone,
} from '../testWorld/builders';
import {
  ReleaseValidationFacts,
  decideReleaseValidation,
} from './publishValidation.release.decide';

const cname: DnsRecord = {
  name: '_1.shop.example.com',
  type: 'CNAME',
  ttl: 300,
  values: ['_2.acm.'],
};
const marked = ownership({ state: 'held', owns: ['CNAME'] });

function facts(
  given: Partial<ReleaseValidationFacts> = {},
): ReleaseValidationFacts {
  return {
    hostname: 'shop.example.com',
    zone,
    ownership: marked,
    present: [cname],
    ...given,
  };
}

describe('decideReleaseValidation', () => {
  it.each<[string, Partial<ReleaseValidationFacts>, string[]]>([
    [
      'nobody else needs it: it goes with the mark',
      {},
      ['-TXT owns=CNAME', '+TXT owns=', '-CNAME'],
    ],
    [
      'somebody else needs it: only the mark goes',
      { usedBy: '*.shop.example.com' },
      ['-TXT owns=CNAME', '+TXT owns='],
    ],
    [
      'it is gone: the mark goes',
      { present: [] },
      ['-TXT owns=CNAME', '+TXT owns='],
    ],
    [
      'the other marks stay',
      { ownership: ownership({ state: 'held', owns: ['copy-MX', 'CNAME'] }) },
      ['-TXT owns=CNAME+copy-MX', '+TXT owns=copy-MX', '-CNAME'],
    ],
  ])('%s', (_sentence, given, changes) => {
    const decision = decideReleaseValidation(subject(), [facts(given)]);

    expect(decision).toMatchObject(
      withWords({ kind: 'act', reason: 'Releasing' }),
    );
    expect(changeTexts(decision)).toEqual(changes);
  });

  it.each<[string, string | undefined, string]>([
    ['nobody else', undefined, 'removed'],
    ['the wildcard', '*.shop.example.com', 'left to *.shop.example.com'],
  ])('says what becomes of a record that %s uses', (_user, usedBy, what) => {
    expect(
      decideReleaseValidation(subject(), [facts({ usedBy })]).message,
    ).toBe(`The validation record of shop.example.com is being ${what}.`);
  });

  it.each<[string, Partial<ReleaseValidationFacts>, string]>([
    ['no mark', { ownership: ownership({ state: 'held' }) }, 'Released'],
    ['a foreign TXT', { ownership: foreignOwnership }, 'Released'],
    ['no TXT', { ownership: { kind: 'none' } }, 'Released'],
    [
      "another's TXT",
      { ownership: ownership({ cluster: 'old', owns: ['CNAME'] }) },
      'Released',
    ],
    [
      'no mark any more, and somebody else who uses it',
      {
        ownership: ownership({ state: 'held' }),
        usedBy: '*.shop.example.com',
      },
      'SharedWithOthers',
    ],
  ])('leaves what has %s', (_what, given, reason) => {
    expect(decideReleaseValidation(subject(), [facts(given)])).toMatchObject(
      withWords({ kind: 'satisfied', reason }),
    );
  });

  it('goes name by name, and is done without any', () => {
    const done = facts({ ownership: ownership({ state: 'held' }) });
    const second = facts({ hostname: 'www.example.com' });

    expect(decideReleaseValidation(subject(), [done, second])).toMatchObject({
      kind: 'act',
      action: { hostname: 'www.example.com' },
    });
    expect(decideReleaseValidation(subject(), [])).toMatchObject({
      kind: 'satisfied',
      reason: 'Released',
    });
  });
});
