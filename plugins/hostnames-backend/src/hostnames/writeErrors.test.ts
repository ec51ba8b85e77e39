import { faultAtEveryWrite } from './testWorld/faultAtEveryWrite';

jest.setTimeout(600_000);

describe('a process that gets an error at a write', () => {
  it('leaves nothing twice and nothing behind, wherever it is', async () => {
    const { writes, failures } = await faultAtEveryWrite('gets an error');

    expect(writes).toBeGreaterThan(30);
    expect(failures).toEqual([]);
  });
});
