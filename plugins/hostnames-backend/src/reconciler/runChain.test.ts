import { Decision, Step, step } from './Step';
import { Left, Repair } from './Repair';
import { runChain } from './runChain';

type Memory = Record<string, string>;
type World = {
  log: string[];
  decisions: Record<string, Decision<string, Memory> | Error>;
  /** What is said of a thing that is fought over. */
  left?: Left;
};
type Subject = Memory;

function named(name: string): Step<Subject, World, Memory> {
  const part = (prefix: string) => ({
    observe: async (subject: Subject, world: World) => {
      world.log.push(
        `${prefix}observe ${name} ${Object.keys(subject).join()}`.trim(),
      );
      const decision = world.decisions[name] ?? {
        kind: 'satisfied',
        reason: 'Fine',
        message: 'fine',
      };
      if (decision instanceof Error) throw decision;
      return decision;
    },
    decide: (_subject: Subject, decision: Decision<string, Memory>) => decision,
    act: async (action: string, _subject: Subject, world: World) => {
      world.log.push(`act ${action}`);
      if (action === 'fail') throw new Error('it broke');
      if (action === 'conflict') throw new Error('look again');
    },
    repairs: (action: string): Repair[] => [
      {
        thing: action,
        name: action,
        wanted: '',
        isFresh: true,
        writer: async () => '',
      },
    ],
  });
  return step({
    name,
    condition: name.toUpperCase(),
    apply: part(''),
    release: part('release '),
  });
}

async function run(
  decisions: World['decisions'],
  direction: 'apply' | 'release' = 'apply',
  left?: Left,
) {
  const world: World = { log: [], decisions };
  const outcome = await runChain(
    [named('a'), named('b'), named('c')],
    {},
    world,
    {
      direction,
      now: () => 0,
      remember: (subject, memory) => ({ ...subject, ...memory }),
      beforeAct: async () => void world.log.push('before act'),
      fights: left && {
        left: async repairs => {
          world.log.push(`look at ${repairs.map(({ thing }) => thing)}`);
          return left.message ? left : undefined;
        },
        wrote: repairs =>
          void world.log.push(`wrote ${repairs.map(({ thing }) => thing)}`),
      },
      explain: error =>
        (error as Error).message === 'look again'
          ? undefined
          : { reason: 'Broken', message: (error as Error).message },
    },
  );
  const conditions = outcome.conditions.map(
    ({ type, status, reason }) => `${type} ${status} ${reason}`,
  );
  return { ...outcome, conditions, log: world.log };
}

describe('runChain', () => {
  it('goes to the end when every step is satisfied, and takes the earliest wake-up', async () => {
    const result = await run({
      a: { kind: 'satisfied', reason: 'Fine', message: '', checkAfter: 500 },
      b: { kind: 'satisfied', reason: 'Fine', message: '', checkAfter: 100 },
    });
    expect(result).toMatchObject({
      finished: true,
      ended: 'finished',
      checkAfter: 100,
      conditions: ['A True Fine', 'B True Fine', 'C True Fine'],
    });
  });

  it('stops after an act: its condition is False, later ones wait for it', async () => {
    const result = await run({
      b: { kind: 'act', action: 'write', reason: 'Doing', message: '' },
    });
    expect(result).toMatchObject({
      finished: false,
      ended: 'acted',
      conditions: ['A True Fine', 'B False Doing', 'C Unknown WaitingForB'],
    });
    expect(result.log).toEqual([
      'observe a',
      'observe b',
      'before act',
      'act write',
    ]);
  });

  it('stops at a wait and at a block, with what a block says besides', async () => {
    expect(
      await run({
        a: { kind: 'wait', reason: 'Soon', message: '', checkAfter: 7 },
      }),
    ).toMatchObject({ ended: 'waiting', checkAfter: 7 });
    const blocked = await run({
      a: {
        kind: 'blocked',
        reason: 'No',
        message: '',
        also: [
          { type: 'DENIED', status: 'True' },
          { type: 'C', status: 'False' },
        ],
      },
    });
    expect(blocked).toMatchObject({
      ended: 'blocked',
      conditions: [
        'A False No',
        'B Unknown WaitingForA',
        'DENIED True No',
        'C False No',
      ],
    });
  });

  it('makes a thrown error Unknown with its reason, and tells it', async () => {
    expect(await run({ b: new Error('gone') })).toMatchObject({
      ended: 'failed',
      error: new Error('gone'),
      conditions: ['A True Fine', 'B Unknown Broken', 'C Unknown WaitingForB'],
    });
    expect(
      await run({
        b: { kind: 'act', action: 'fail', reason: 'Doing', message: '' },
      }),
    ).toMatchObject({
      ended: 'failed',
      conditions: ['A True Fine', 'B Unknown Broken', 'C Unknown WaitingForB'],
    });
  });

  it('says nothing of the world when something only has to be looked at again', async () => {
    expect(await run({ b: new Error('look again') })).toMatchObject({
      ended: 'failed',
      conditions: [],
      error: expect.any(Error),
    });
    expect(
      await run({
        b: { kind: 'act', action: 'conflict', reason: 'Doing', message: '' },
      }),
    ).toMatchObject({
      ended: 'failed',
      conditions: ['A True Fine', 'B False Doing', 'C Unknown WaitingForB'],
    });
  });

  const doing: World['decisions'] = {
    b: {
      kind: 'act',
      action: 'it',
      reason: 'Doing',
      message: '',
      remember: { x: '1' },
    },
  };

  it('tells of an act before it and, when it went through, after it', async () => {
    const nothing = { message: '', checkAfter: 0, isOptional: false };
    const went = await run(doing, 'apply', nothing);
    expect(went.log.slice(2)).toEqual([
      'look at it',
      'before act',
      'act it',
      'wrote it',
    ]);

    const failed = await run(
      { b: { kind: 'act', action: 'fail', reason: 'Doing', message: '' } },
      'apply',
      nothing,
    );
    expect(failed.log).not.toContain('wrote fail');
  });

  it('does not do what is fought over: it is blocked, or goes on where the thing is not needed', async () => {
    const left = { message: 'Somebody undoes it.', checkAfter: 9 };
    const needed = await run(doing, 'apply', { ...left, isOptional: false });
    const optional = await run(doing, 'apply', { ...left, isOptional: true });

    expect(needed).toMatchObject({
      ended: 'blocked',
      checkAfter: 9,
      subject: { x: '1' },
      conditions: [
        'A True Fine',
        'B False FoughtOver',
        'C Unknown WaitingForB',
      ],
    });
    expect(needed.log).not.toContain('act it');
    expect(optional).toMatchObject({
      ended: 'finished',
      checkAfter: 9,
      subject: { x: '1' },
      conditions: ['A True Fine', 'B True FoughtOver', 'C True Fine'],
    });
    expect(optional.log).not.toContain('act it');
  });

  it('gives later steps what earlier ones remember, also of a step that stops', async () => {
    const result = await run({
      a: {
        kind: 'satisfied',
        reason: 'Fine',
        message: '',
        remember: { x: '1' },
      },
      b: {
        kind: 'wait',
        reason: 'Soon',
        message: '',
        remember: { y: '2' },
        checkAfter: 1,
      },
    });
    expect(result.log).toEqual(['observe a', 'observe b x']);
    expect(result.subject).toEqual({ x: '1', y: '2' });
  });

  it('in release calls the other three, says False for what is gone, and leaves what it did not reach', async () => {
    const result = await run(
      { b: { kind: 'act', action: 'remove', reason: 'Removing', message: '' } },
      'release',
    );
    expect(result.log).toEqual([
      'release observe a',
      'release observe b',
      'before act',
      'act remove',
    ]);
    expect(result.conditions).toEqual(['A False Fine', 'B False Removing']);
  });
});
