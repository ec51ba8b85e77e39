import { PartResult, PointResult } from '../PartResult';
import { isEnough, isSelected, Selection } from '../Selection';
import { ClockWorld, Replica } from './ClockWorld';
import { ThawOrder } from './Machine';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const YEAR = 365 * DAY;
/** Where in the two seconds between two renewals something happens; the first two while a renewal is on its way. */
const PHASES = {
  'renewal-on-its-way': 20,
  'answer-on-its-way': 60,
  'just-renewed': 200,
  between: 1_000,
  'about-to-renew': 1_900,
} as const;
type Phase = keyof typeof PHASES;
const phases = Object.keys(PHASES) as Phase[];
const thawOrders: ThawOrder[] = ['timers-first', 'answers-first'];
/** A lease of 15 s and a gate that closes after 10 s bear clocks that differ in rate by this. */
const TOLERATED = 15 / 10;
/** By the true time, after a leader has died without a word: 15 s by the slowest clock that waits, and two attempts. */
const TAKE_OVER = 25 * SECOND;

export interface ClockPoint {
  id: string;
  /** Rates of the clocks: the leader's, the others'. */
  rates?: { leader?: number; follower?: number };
  phase?: Phase;
  happens: (world: ClockWorld, of: Roles) => void | Promise<void>;
  /** Left out: somebody must lead all the time. */
  leaderMayChange?: boolean;
}

interface Roles {
  leader: Replica;
  followers: Replica[];
}

/**
 * Part R15: wall clocks that are stepped, clocks that run at different rates, and processes that are frozen, at each phase of the
 * lease, on three replicas over one API server. At every instant at most one gate is open; nothing is written by anybody while
 * another leads; nobody floods the API server; and in the end somebody leads again, also after the leader has died.
 */
export async function exploreClocks(
  options: Selection & {
    seed: number;
    onPoint?(result: PointResult): void;
  },
): Promise<PartResult> {
  const only = /^R15\/(\d+)\/(.+)$/.exec(options.only ?? '');
  const seed = only ? Number(only[1]) : options.seed;
  const points = clockPoints();
  const result: PartResult = { part: 'R15', trace: 0, points: 0, failures: [] };
  result.trace = phases.length;
  for (const point of points) {
    const id = `R15/${seed}/${point.id}`;
    if (!isSelected(id, options)) continue;
    const what = await runClockPoint(point, seed);
    const outcome = { id, ok: what === undefined, ...(what ? { what } : {}) };
    result.points++;
    if (what) result.failures.push(outcome);
    options.onPoint?.(outcome);
    if (isEnough(result, options)) break;
  }
  return result;
}

/** What was wrong; `undefined`: nothing. `durations`: for tests of the oracle. */
export async function runClockPoint(
  point: ClockPoint,
  seed: number,
  durations: { renewDeadline?: number; leaseDuration?: number } = {},
): Promise<string | undefined> {
  const world = new ClockWorld(seed);
  try {
    const leader = world.add('first', point.rates?.leader, durations);
    await world.untilLed();
    const followers = ['second', 'third'].map(name =>
      world.add(name, name === 'second' ? point.rates?.follower : 1, durations),
    );
    await world.advance(7 * SECOND);
    if (point.phase) await world.untilPhase(PHASES[point.phase]);
    const before = world.writes.length;
    await point.happens(world, { leader, followers });
    await world.untilLed();
    await world.advance(20 * SECOND);
    if (world.writes.length === before)
      world.violation('nobody has written since');
    if (!point.leaderMayChange && world.leader() !== leader)
      world.violation(
        `the leader was changed for ${
          world.leader()?.machine.name ?? 'nobody'
        }`,
      );
    await failOver(world);
    world.judge();
    await world.close();
    return world.violations[0];
  } catch (error) {
    return `${(error as Error).stack ?? error}`;
  }
}

/** Whatever has become of the clocks: when the leader dies, another must take over in time, and not too early. */
async function failOver(world: ClockWorld): Promise<void> {
  const dying = await world.untilLed();
  dying.machine.die();
  const diedAt = world.time.monotonic();
  while (world.leader() === dying) await world.advance(100);
  const next = await world.untilLed();
  const took = world.time.monotonic() - diedAt;
  const slowest = Math.min(
    1,
    ...world.replicas.map(({ machine }) => machine.rate),
  );
  if (took > TAKE_OVER / slowest)
    world.violation(
      `${next.machine.name} took over only ${
        took / SECOND
      } s after the leader had died`,
    );
  await world.advance(5 * SECOND);
}

export function clockPoints(): ClockPoint[] {
  return [
    ...wallSteps(),
    ...ntpSteps(),
    ...rates(),
    ...pauses(),
    ...pausesWithSteps(),
  ];
}

function wallSteps(): ClockPoint[] {
  const steps = {
    '+1-day': DAY,
    '-1-day': -DAY,
    '+5-years': 5 * YEAR,
    '-5-years': -5 * YEAR,
  };
  const machines = {
    leader: ({ leader }: Roles) => [leader],
    follower: ({ followers }: Roles) => [followers[0]],
    all: ({ leader, followers }: Roles) => [leader, ...followers],
  };
  return Object.entries(steps).flatMap(([step, milliseconds]) =>
    Object.entries(machines).flatMap(([who, whose]) =>
      phases.map(phase => ({
        id: `wall/${step}/${who}/${phase}`,
        phase,
        happens: (_: ClockWorld, roles: Roles) =>
          whose(roles).forEach(({ machine }) =>
            machine.stepWallClock(milliseconds),
          ),
      })),
    ),
  );
}

/** A daemon that sets the clock again and again. */
function ntpSteps(): ClockPoint[] {
  return [-2_000, -500, -50, 50, 500, 2_000].flatMap(step =>
    (['leader', 'follower'] as const).map(who => ({
      id: `ntp/${step > 0 ? '+' : ''}${step}-ms-every-5-s/${who}`,
      async happens(world: ClockWorld, { leader, followers }: Roles) {
        const { machine } = who === 'leader' ? leader : followers[0];
        for (let count = 0; count < 12; count++) {
          machine.stepWallClock(step);
          await world.advance(5 * SECOND);
        }
      },
    })),
  );
}

function rates(): ClockPoint[] {
  const events: Array<{
    name: string;
    /** Only safe within what a lease tolerates. */
    needsTolerance?: boolean;
    happens: ClockPoint['happens'];
    leaderMayChange?: boolean;
  }> = [
    { name: 'two-minutes', happens: world => world.advance(120 * SECOND) },
    {
      name: 'leader-hands-over',
      leaderMayChange: true,
      happens: (_, { leader }) => leader.stop.abort(),
    },
    {
      name: 'leader-dies',
      leaderMayChange: true,
      async happens(world, { leader }) {
        leader.machine.die();
        await world.advance(40 * SECOND);
      },
    },
    {
      name: 'leader-cut-off-for-30-s',
      needsTolerance: true,
      leaderMayChange: true,
      async happens(world, { leader }) {
        leader.machine.partition(30 * SECOND);
        await world.advance(40 * SECOND);
      },
    },
    {
      name: 'leader-frozen-for-20-s',
      needsTolerance: true,
      leaderMayChange: true,
      async happens(world, { leader }) {
        leader.machine.freeze(20 * SECOND, 'answers-first');
        await world.advance(40 * SECOND);
      },
    },
  ];
  return [0.5, 0.7, 0.8, 0.9, 1.1, 1.25, 1.4].flatMap(rate =>
    (['leader', 'follower'] as const).flatMap(who =>
      events
        .filter(({ needsTolerance }) => {
          const ratio = who === 'leader' ? 1 / rate : rate;
          return !needsTolerance || ratio <= TOLERATED;
        })
        .map(({ name, happens, leaderMayChange }) => ({
          id: `rate/${rate}/${who}/${name}`,
          rates: { [who]: rate },
          happens,
          leaderMayChange,
        })),
    ),
  );
}

/** SIGSTOP, a blocked event loop, a machine under water. */
function pauses(): ClockPoint[] {
  const seconds = [1, 2, 5, 9, 9.9, 10, 11, 14, 15, 16, 17.5, 20, 30, 60, 120];
  const ofLeader = seconds.flatMap(pause =>
    phases.flatMap(phase =>
      thawOrders.map(order => ({
        id: `pause/${pause}-s/leader/${phase}/${order}`,
        phase,
        leaderMayChange: pause >= 9,
        async happens(world: ClockWorld, { leader }: Roles) {
          leader.machine.freeze(pause * SECOND, order);
          await world.advance(pause * SECOND + 5 * SECOND, 50);
        },
      })),
    ),
  );
  const ofOthers = seconds.flatMap(pause => [
    {
      id: `pause/${pause}-s/followers`,
      async happens(world: ClockWorld, { followers }: Roles) {
        followers.forEach(({ machine }) =>
          machine.freeze(pause * SECOND, 'answers-first'),
        );
        await world.advance(pause * SECOND + 5 * SECOND);
      },
    },
    {
      id: `pause/${pause}-s/all`,
      leaderMayChange: pause >= 9,
      async happens(world: ClockWorld, { leader, followers }: Roles) {
        [leader, ...followers].forEach(({ machine }) =>
          machine.freeze(pause * SECOND, 'answers-first'),
        );
        await world.advance(pause * SECOND + 5 * SECOND);
      },
    },
  ]);
  return [...ofLeader, ...ofOthers];
}

/** A machine that was under water, and whose wall clock is set when it comes up. */
function pausesWithSteps(): ClockPoint[] {
  return [5, 12, 20, 60].flatMap(pause =>
    [-5 * YEAR, -DAY, DAY, 5 * YEAR].map(step => ({
      id: `pause-and-step/${pause}-s/${step / DAY}-days`,
      leaderMayChange: pause >= 9,
      async happens(world: ClockWorld, { leader }: Roles) {
        leader.machine.freeze(pause * SECOND, 'answers-first');
        leader.machine.stepWallClock(step);
        await world.advance(pause * SECOND + 5 * SECOND, 50);
      },
    })),
  );
}
