import { BrakeRequest, assessBrake } from './brake.decide';

const limits = { share: 0.2, count: 50 };

function requests(
  count: number,
  given: Partial<BrakeRequest> & { from?: number } = {},
): BrakeRequest[] {
  const { from = 0, ...more } = given;
  return Array.from({ length: count }, (_, index) => ({
    key: `prod/shop/n${from + index}`,
    cluster: 'prod',
    zone: { id: 'Z1', name: 'example.com' },
    names: 1,
    records: 2,
    deleting: false,
    served: true,
    confirmed: false,
    retained: false,
    ...more,
  }));
}

const going = (count: number, given: Partial<BrakeRequest> = {}) =>
  requests(count, { deleting: true, ...given });

describe('assessBrake', () => {
  it.each<[string, BrakeRequest[], number]>([
    ['one of one', going(1), 0],
    ['two of two', going(2), 0],
    ['three of three: everything of a cluster', going(3), 3],
    ['three of a hundred', [...going(3), ...requests(97, { from: 3 })], 0],
    [
      'thirty of a thousand: 60 records',
      [...going(30), ...requests(970, { from: 30 })],
      30,
    ],
    [
      'twenty-five of a thousand: 50 records',
      [...going(25), ...requests(975, { from: 25 })],
      0,
    ],
    [
      'five of twenty: more than a fifth',
      [...going(5), ...requests(15, { from: 5 })],
      5,
    ],
    ['four of twenty: a fifth', [...going(4), ...requests(16, { from: 4 })], 0],
    [
      'five of nineteen: too few for shares',
      [...going(5), ...requests(14, { from: 5 })],
      0,
    ],
    [
      'thirty that were confirmed',
      [...going(30, { confirmed: true }), ...requests(970, { from: 30 })],
      0,
    ],
    [
      'one that was never served goes with everything',
      [...going(3, { served: false }), ...requests(1, { from: 3 })],
      0,
    ],
    [
      'thirty that are kept',
      [...going(30, { retained: true }), ...requests(970, { from: 30 })],
      0,
    ],
    [
      'all of one cluster beside another',
      [...going(3), ...requests(50, { from: 9, cluster: 'green' })],
      3,
    ],
    [
      'the rest when some were confirmed',
      [
        ...going(1, { confirmed: true }),
        ...requests(3, { from: 1, deleting: true }),
      ],
      3,
    ],
  ])('%s', (_sentence, all, held) => {
    const result = assessBrake(all, limits);
    expect(result.size).toBe(held);
    for (const message of result.values())
      expect(message).toContain('hostmaster.dev/confirm-deletion=true');
  });
});
