import { RetireFacts, decideRetire } from './retire.decide';

const DAY = 24 * 60 * 60_000;
const NOW = 100 * DAY;
const MINUTE = 60_000;

describe('decideRetire', () => {
  const facts: RetireFacts = {
    isEmpty: true,
    isSurplus: true,
    emptySince: NOW,
    isProtected: false,
    hasBase: true,
    ends: false,
  };
  const due = { ...facts, emptySince: NOW - 8 * DAY };

  it.each<[string, Partial<RetireFacts>, string | undefined]>([
    ['in use', { isEmpty: false, isSurplus: false }, undefined],
    ['in use again', { isEmpty: false, retiringSince: 1 }, 'keep'],
    [
      'in use again in the middle of its removal',
      { isEmpty: false, emptySince: 1, retiringSince: 1, hasBase: false },
      'keep',
    ],
    ['empty since now', {}, undefined],
    ['empty, a spare one', { isSurplus: false, emptySince: 1 }, undefined],
    ['for 6 days', { emptySince: NOW - 6 * DAY }, undefined],
    ['for 7 days', { emptySince: NOW - 7 * DAY }, 'markRetiring'],
    [
      'needed as a spare one again',
      { ...due, isSurplus: false, retiringSince: NOW - DAY },
      'keep',
    ],
    ['a moment after the mark', { ...due, retiringSince: NOW }, undefined],
    [
      'protected',
      { ...due, retiringSince: NOW, isProtected: true },
      'unprotect',
    ],
    [
      'protected again by somebody, long after',
      { ...due, retiringSince: NOW - DAY, isProtected: true },
      'unprotect',
    ],
    [
      'three minutes after the mark',
      { ...due, retiringSince: NOW - 3 * MINUTE },
      'deleteBase',
    ],
    [
      'without its base',
      { ...due, retiringSince: NOW - 4 * MINUTE, hasBase: false },
      'deleteGateway',
    ],
    ['being deleted by somebody', { ends: true }, 'deleteBase'],
    [
      'being deleted, protected',
      { ends: true, isProtected: true },
      'unprotect',
    ],
    [
      'being deleted, without its base',
      { ends: true, hasBase: false },
      undefined,
    ],
    ['being deleted, in use', { ends: true, isEmpty: false }, undefined],
  ])('%s', (_sentence, given, action) => {
    expect(
      decideRetire({ ...facts, ...given }, NOW, { emptyGateway: 7 * DAY }),
    ).toBe(action);
  });
});
