import { coalesce } from './coalesce';

describe('coalesce', () => {
  it('writes changes of one moment together, in order, one write at a time per key', async () => {
    const log: string[] = [];
    let release = () => {};
    const writer = coalesce<string>(async (key, changes) => {
      log.push(`${key} ${changes.join()}`);
      await new Promise<void>(resolve => (release = resolve));
      log.push(`${key} done`);
    });
    const first = [writer.add('a', '1'), writer.add('a', '2')];
    await tick();
    const second = [writer.add('a', '3'), writer.add('a', '4')];
    await tick();
    expect(log).toEqual(['a 1,2']);
    release();
    await Promise.all(first);
    await tick();
    release();
    await Promise.all(second);
    expect(log).toEqual(['a 1,2', 'a done', 'a 3,4', 'a done']);
  });

  it('tells a failure to those whose change was in it, and goes on', async () => {
    let fails = true;
    const writer = coalesce<string>(async () => {
      if (fails) throw new Error('no');
    });
    await expect(writer.add('a', '1')).rejects.toThrow('no');
    fails = false;
    await expect(writer.add('a', '2')).resolves.toBeUndefined();
  });
});

async function tick() {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}
