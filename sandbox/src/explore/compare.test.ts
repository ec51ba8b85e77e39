import { difference } from './compare';
import { Outcome } from './runScenario';

const plain: Outcome = {
  calls: [],
  state: ['A shop', 'request shop'],
  ledger: ['A shop: +1 -0'],
  violations: [],
};

describe('difference', () => {
  it('is nothing between runs that ended and wrote alike', () => {
    expect(difference(plain, { ...plain, calls: [] })).toBeUndefined();
  });

  it.each<[string, Partial<Outcome>, string]>([
    ['something is missing', { state: ['A shop'] }, 'end state lacks request'],
    [
      'something is left over',
      { state: [...plain.state, 'CNAME _x'] },
      'end state has CNAME _x',
    ],
    [
      'something was made twice and repaired',
      { ledger: ['A shop: +2 -1'] },
      'writes has A shop: +2 -1',
    ],
    ['an invariant broke', { violations: ['I3 two'] }, 'I3 two'],
  ])('tells that %s', (_what, fields, words) => {
    expect(difference(plain, { ...plain, ...fields })).toContain(words);
  });
});
