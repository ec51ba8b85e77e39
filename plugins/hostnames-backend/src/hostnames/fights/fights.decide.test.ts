import {
  FLIPS,
  FightRecord,
  afterWrite,
  decideFight,
  isOver,
} from './fights.decide';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const times = { window: 6 * HOUR };
const NOW = 100 * HOUR;

/** Undone so many minutes ago each time, written again right after. */
function record(
  undoneMinutesAgo: number[],
  given: Partial<FightRecord> = {},
): FightRecord {
  return {
    wanted: 'ours',
    writtenAt: NOW - MINUTE,
    undone: undoneMinutesAgo.map(minutes => NOW - minutes * MINUTE),
    isCounted: false,
    ...given,
  };
}

const four = [50, 40, 30, 20];

describe('decideFight', () => {
  it.each<
    [string, FightRecord | undefined, { isFresh?: boolean }, object, number?]
  >([
    ['nothing was written yet', undefined, {}, { kind: 'write' }, 0],
    ['it was undone once', record([]), {}, { kind: 'write' }, 1],
    [
      'it was undone four times',
      record([40, 30, 20]),
      {},
      { kind: 'write' },
      4,
    ],
    [
      'it was undone five times',
      record(four),
      {},
      { kind: 'leave', for: HOUR },
      5,
    ],
    [
      'what is seen may be older than our write',
      record(four),
      { isFresh: false },
      { kind: 'write' },
      4,
    ],
    [
      'it has been counted, and our write has not gone through yet',
      record(four, { isCounted: true }),
      {},
      { kind: 'write' },
      4,
    ],
    [
      'our first write has not gone through yet',
      record([], { writtenAt: undefined }),
      {},
      { kind: 'write' },
      0,
    ],
    [
      'four times, the first of them just a window ago',
      record([360, 40, 30, 20]),
      {},
      { kind: 'write' },
      4,
    ],
    [
      'it was wanted otherwise before',
      record(four, { wanted: 'other' }),
      {},
      { kind: 'write' },
      0,
    ],
    [
      'four times, but three of them yesterday',
      record([1500, 1400, 1300, 20]),
      {},
      { kind: 'write' },
      2,
    ],
    [
      'four times, and then it stood for longer than the window',
      record([900, 800, 700, 600], { writtenAt: NOW - 7 * HOUR }),
      {},
      { kind: 'write' },
      1,
    ],
    [
      'it is left alone for another half hour',
      record([...four, 10], {
        isCounted: true,
        rest: { until: NOW + 30 * MINUTE, length: HOUR },
      }),
      {},
      { kind: 'leave', for: 30 * MINUTE },
      5,
    ],
    [
      'it was left alone for an hour: once more',
      record([200, 190, 180, 170, 160], {
        isCounted: true,
        rest: { until: NOW - MINUTE, length: HOUR },
      }),
      {},
      { kind: 'write' },
      5,
    ],
    [
      'it was left alone until now: once more',
      record([200, 190, 180, 170, 160], {
        isCounted: true,
        rest: { until: NOW, length: HOUR },
      }),
      {},
      { kind: 'write' },
      5,
    ],
    [
      'once more was undone too',
      record([200, 190, 180, 170, 160], {
        rest: { until: NOW - MINUTE, length: HOUR },
      }),
      {},
      { kind: 'leave', for: 2 * HOUR },
      5,
    ],
    [
      'and so on, not longer than a day',
      record([200, 190, 180, 170, 160], {
        rest: { until: NOW - MINUTE, length: 20 * HOUR },
      }),
      {},
      { kind: 'leave', for: 24 * HOUR },
      5,
    ],
    [
      'once more stood for just the window',
      record([900, 800, 700, 600, 500], {
        writtenAt: NOW - 6 * HOUR,
        rest: { until: NOW - 7 * HOUR, length: HOUR },
      }),
      {},
      { kind: 'leave', for: 2 * HOUR },
      5,
    ],
    [
      'once more stood for longer than the window',
      record([900, 800, 700, 600, 500], {
        writtenAt: NOW - 7 * HOUR,
        rest: { until: NOW - 8 * HOUR, length: HOUR },
      }),
      {},
      { kind: 'write' },
      1,
    ],
  ])('%s', (_sentence, known, found, decision, undone = 0) => {
    const decided = decideFight(
      known,
      { wanted: 'ours', isFresh: true, ...found },
      NOW,
      times,
    );

    expect(decided).toMatchObject(decision);
    expect(decided.record.undone).toHaveLength(undone);
  });

  it('begins with nothing counted', () => {
    const found = { wanted: 'ours', isFresh: true };
    expect(decideFight(undefined, found, NOW, times)).toEqual({
      kind: 'write',
      record: { wanted: 'ours', undone: [], isCounted: false },
    });
  });

  it.each<[string, FightRecord]>([
    ['a moment ago', record([])],
    ['longer ago than the window', record([], { writtenAt: NOW - 7 * HOUR })],
  ])(
    'counts a write of %s once, however often the next one fails',
    (_when, known) => {
      const found = { wanted: 'ours', isFresh: true };
      const first = decideFight(known, found, NOW, times);
      const second = decideFight(first.record, found, NOW + MINUTE, times);

      expect(second).toEqual({ kind: 'write', record: first.record });
    },
  );

  it('writes at most five times against somebody who undoes it every time, and then once per rest', () => {
    const writes: number[] = [];
    let known: FightRecord | undefined;
    for (let now = 0; now < 48 * HOUR; now += MINUTE) {
      const decision = decideFight(
        known,
        { wanted: 'ours', isFresh: true },
        now,
        times,
      );
      known = decision.record;
      if (decision.kind === 'leave') continue;
      writes.push(now);
      known = afterWrite(known, 'ours', now);
    }

    expect(writes.slice(0, FLIPS)).toEqual(
      [0, 1, 2, 3, 4].map(m => m * MINUTE),
    );
    const later = writes.slice(FLIPS).map(at => Math.floor(at / HOUR));
    // After 1, 2, 4, 8, 16 hours of rest.
    expect(later).toEqual([1, 3, 7, 15, 31]);
  });
});

describe('afterWrite', () => {
  it('keeps the count of the same thing wanted', () => {
    const known = record(four, { isCounted: true });

    expect(afterWrite(known, 'ours', NOW)).toEqual({
      ...known,
      writtenAt: NOW,
      isCounted: false,
    });
  });

  it.each([
    ['unknown', undefined],
    ['wanted otherwise', record(four, { wanted: 'other' })],
  ])('begins anew with what was %s', (_what, known) => {
    expect(afterWrite(known, 'ours', NOW)).toEqual({
      wanted: 'ours',
      writtenAt: NOW,
      undone: [],
      isCounted: false,
    });
  });
});

describe('isOver', () => {
  it('is true when nothing was written and nothing left alone within the window', () => {
    expect(isOver(record([]), NOW, times)).toBe(false);
    expect(isOver(record([], { writtenAt: undefined }), NOW, times)).toBe(true);
    expect(isOver(record([], { writtenAt: NOW - 7 * HOUR }), NOW, times)).toBe(
      true,
    );
    expect(isOver(record([], { writtenAt: NOW - 6 * HOUR }), NOW, times)).toBe(
      false,
    );
    expect(
      isOver(
        record([], {
          writtenAt: NOW - 7 * HOUR,
          rest: { until: NOW + HOUR, length: HOUR },
        }),
        NOW,
        times,
      ),
    ).toBe(false);
  });
});
