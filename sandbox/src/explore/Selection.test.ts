import { isEnough, isSelected } from './Selection';

describe('isSelected', () => {
  it.each([
    ['R1:memory:request:17:after', { prefix: 'R1:memory:' }, true],
    ['R1:memory:request:17:after', { prefix: 'R1:emulated:' }, false],
    ['R8:memory:remove:5:busy', { prefix: 'R8:memory:*:5:busy' }, true],
    ['R8:memory:remove:5:busy', { prefix: 'R8:*:5:busy' }, false],
    ['R17:list a.b:empty:once', { prefix: 'R17:list a.b:*:once' }, true],
    ['R17:list aab:empty:once', { prefix: 'R17:list a.b:*:once' }, false],
    ['R1:memory:request:1', { only: 'R1:memory:request:1' }, true],
    ['R1:memory:request:17', { only: 'R1:memory:request:1' }, false],
    ['R1:memory:request:17', {}, true],
  ])('%s by %j: %s', (id, selection, expected) => {
    expect(isSelected(id, selection)).toBe(expected);
  });
});

describe('isEnough', () => {
  const result = (points: number, failures: number) => ({
    part: 'R1',
    trace: 0,
    points,
    failures: Array.from({ length: failures }, () => ({ id: '', ok: false })),
  });

  it.each([
    [result(3, 0), {}, false],
    [result(3, 1), {}, false],
    [result(3, 1), { stopAtFailure: true }, true],
    [result(3, 0), { stopAtFailure: true, most: 4 }, false],
    [result(4, 0), { most: 4 }, true],
  ])('%j by %j: %s', (seen, selection, expected) => {
    expect(isEnough(seen, selection)).toBe(expected);
  });
});
