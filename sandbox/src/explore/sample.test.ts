import { Point } from './parts/Part';
import { sample } from './sample';

const points = (count: number, world: string): Point[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `R1:${world}:request:${index}`,
    run: async () => ({ kind: 'ok' }),
  }));
const both = [...points(900, 'memory'), ...points(100, 'emulated')];
const ids = (chosen: Point[]) => chosen.map(({ id }) => id);

describe('sample', () => {
  it('is all there is when that is no more than wanted', () => {
    expect(new Set(ids(sample(both, 1_000, 1)))).toEqual(new Set(ids(both)));
  });

  it('is the same for the same seed, and another for another', () => {
    expect(ids(sample(both, 50, 1))).toEqual(ids(sample(both, 50, 1)));
    expect(ids(sample(both, 50, 1))).not.toEqual(ids(sample(both, 50, 2)));
  });

  it('takes each point once, and few of the slow ones', () => {
    const chosen = ids(sample(both, 100, 1));
    expect(new Set(chosen).size).toBe(100);
    expect(chosen.filter(id => id.includes(':emulated:'))).toHaveLength(2);
  });

  it('takes slow ones where there are no others', () => {
    expect(sample(points(100, 'emulated'), 40, 1)).toHaveLength(40);
  });
});
