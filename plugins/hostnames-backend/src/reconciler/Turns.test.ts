import { Turns } from './Turns';

describe('Turns', () => {
  /** Work of `pieces` milliseconds each, with the order in which the pieces are done and the turns of the loop meanwhile. */
  function setUp() {
    let now = 0;
    const turns = new Turns({ monotonic: () => now });
    const done: string[] = [];
    const work = async (name: string, pieces: number) => {
      for (let piece = 0; piece < pieces; piece++) {
        await turns.next(piece === 0 ? 'fresh' : 'begun');
        now += 1;
        done.push(`${name}${piece}`);
      }
    };
    return { turns, done, work, pass: (ms: number) => (now += ms) };
  }

  it('does not keep the event loop for longer than a few milliseconds', async () => {
    const { done, work } = setUp();
    const lengths: number[] = [];
    let over = false;
    const look = () => {
      lengths.push(done.length);
      if (!over) setImmediate(look);
    };
    setImmediate(look);

    await Promise.all(
      Array.from({ length: 100 }, (_, index) => work(`w${index}-`, 3)),
    );
    over = true;

    const longest = Math.max(
      ...lengths.slice(1).map((each, index) => each - lengths[index]),
    );
    expect(done).toHaveLength(300);
    expect(longest).toBeLessThan(5 + 8 + 1);
  });

  it('brings to an end what has begun, in the order in which it came', async () => {
    const { done, work } = setUp();

    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        work(`w${String(index).padStart(2, '0')}-`, 2),
      ),
    );

    const begun = done.filter(each => each.endsWith('-0'));
    expect(begun).toEqual([...begun].sort());
    const open = done.map(
      (_, index) =>
        done.slice(0, index + 1).filter(each => each.endsWith('-0')).length -
        done.slice(0, index + 1).filter(each => each.endsWith('-1')).length,
    );
    expect(Math.max(...open)).toBeLessThanOrEqual(16);
  });

  it('lets go on at once while the turn is young', async () => {
    const { turns, pass } = setUp();
    await turns.next('fresh');

    expect(turns.next('fresh')).toBeUndefined();
    pass(5);
    expect(turns.next('fresh')).toBeInstanceOf(Promise);
  });
});
