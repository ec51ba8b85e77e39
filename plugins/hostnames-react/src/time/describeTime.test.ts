import { describeDuration, describeRelativeTime } from './describeTime';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('describeRelativeTime', () => {
  it.each([
    [0, 'now'],
    [-30_000, 'now'],
    [-2 * MINUTE, '2 minutes ago'],
    [-119 * MINUTE, '1 hour ago'],
    [3 * DAY, 'in 3 days'],
    [-1 * DAY, 'yesterday'],
    [90 * DAY, 'in 2 months'],
  ])('says %d ms as "%s"', (difference, words) => {
    expect(
      describeRelativeTime(
        1_700_000_000_000 + difference,
        1_700_000_000_000,
        'en',
      ),
    ).toBe(words);
  });
});

it('says it shorter where there is little room', () => {
  expect(describeRelativeTime(0, 2 * MINUTE, 'en', 'short')).toBe('2 min. ago');
});

describe('describeDuration', () => {
  it.each([
    [900, '1 s'],
    [45_000, '45 s'],
    [4 * MINUTE + 10_000, '4 min'],
    [65 * MINUTE, '1 h 5 min'],
    [2 * HOUR, '2 h'],
    [3 * DAY + 2 * HOUR, '3 d 2 h'],
    [-5, '0 s'],
  ])('says %d ms as "%s"', (length, words) => {
    expect(describeDuration(length)).toBe(words);
  });
});
