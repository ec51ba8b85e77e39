import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkerTask } from '../explore/worker';
import { WorkerPool } from './WorkerPool';

/**
 * A worker that answers its process, `PLANT` and how many tasks it had in the failures of the result. The tasks `loud`, `large`
 * and `wrong`: it ends with words, has grown too large, can try nothing.
 */
const PROGRAM = `
let tasks = 0;
process.on('message', ({ part }) => {
  tasks++;
  if (part === 'loud') { process.stderr.write('I give up', () => process.exit(3)); return; }
  if (part === 'wrong') { process.send({ reply: { kind: 'broken', what: 'no trace' } }); return; }
  const failures = [{ id: String(process.pid), ok: false, what: (process.env.PLANT || 'nothing') + ' ' + tasks }];
  process.send({ type: 'watch' });
  setTimeout(() => process.send({ reply: {
    kind: 'done', seconds: 1, megabytes: part === 'large' ? 5000 : 10,
    result: { part, trace: 1, points: 1, failures },
  } }), 50);
});
process.on('disconnect', () => process.exit(0));
`;

const task = (part: string): WorkerTask => ({
  part,
  level: 'test',
  seed: 1,
  share: 0,
  of: 1,
});

describe('WorkerPool', () => {
  let folder: string;
  let pool: WorkerPool;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'worker-pool-'));
    await writeFile(join(folder, 'program.cjs'), PROGRAM);
    pool = new WorkerPool(2, () => [join(folder, 'program.cjs')]);
  });
  afterEach(async () => {
    await pool.close();
    await rm(folder, { recursive: true });
  });

  /** The process that ran it, and what it had to say. */
  async function run(part: string, env?: NodeJS.ProcessEnv) {
    const { result, broken } = await pool.run(task(part), env);
    const [{ id, what }] = result.failures;
    return { id, what, broken };
  }

  it('gives all tasks to as many processes as it has', async () => {
    const parts = ['a', 'b', 'c', 'd', 'e', 'f'];

    const results = await Promise.all(
      parts.map(part => pool.run(task(part)).then(({ result }) => result)),
    );

    expect(results.map(({ part }) => part)).toEqual(parts);
    expect(new Set(results.map(({ failures }) => failures[0].id)).size).toBe(2);
    const had = results.map(({ failures }) => failures[0].what);
    expect(had.filter(what => what === 'nothing 1')).toHaveLength(2);
  });

  it('says what a worker said that ended, and goes on with another', async () => {
    const first = await run('a');

    const lost = await run('loud');
    const next = await run('b');

    expect(lost.broken).toBe('the worker ended with status 3: I give up');
    expect(lost.id).toBe('loud:worker-0');
    expect(next).toMatchObject({ what: 'nothing 1', broken: undefined });
    expect(next.id).not.toBe(first.id);
  });

  it('reports a task that could try nothing as failed', async () => {
    const { result, broken } = await pool.run(task('wrong'));

    expect(broken).toBe('no trace');
    expect(result).toEqual({
      part: 'wrong',
      trace: 0,
      points: 1,
      failures: [{ id: 'wrong:worker-0', ok: false, what: 'no trace' }],
    });
  });

  it('replaces a worker that has grown large', async () => {
    const large = await run('large');
    const next = await run('a');

    expect(next.id).not.toBe(large.id);
    expect(next.what).toBe('nothing 1');
  });

  it('gives a task with variables a process of its own', async () => {
    const shared = await run('a');
    const own = await run('b', { PLANT: 'a bug' });
    const again = await run('c');

    expect(own.what).toBe('a bug 1');
    expect(own.id).not.toBe(shared.id);
    expect(again).toMatchObject({ id: shared.id, what: 'nothing 2' });
  });
});
