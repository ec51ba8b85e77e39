import {
  TestWorld,
  worldKinds,
} from '@hostmaster/backstage-plugin-hostnames-backend/testUtils';
import {
  FIRST_SPEC,
  Slot,
  SlotOutcome,
  SlotSpec,
  VALUES,
  manifestSpec,
  outcomeOf,
  wish,
} from './Slot';
import { leftoversOf, snapshotOf } from './snapshot';
import { Edit, SLOTS, Walk, stepsOf } from './Walk';

const MINUTE = 60_000;
/** Nothing written for so long: the world has come to rest. Longer than any wait between two acts. */
const REST = 5 * MINUTE;
/** Longest until a request is as its manifest says, virtual time. */
const LONGEST = 90 * MINUTE;
/** At the end of a walk nothing is written for so long, resyncs included. */
const IDLE = 40 * MINUTE;

const { requestKind } = worldKinds;

/** A request on its walk. */
interface Walker {
  slot: Slot;
  spec: SlotSpec;
  /** Specs before the last changes. */
  history: SlotSpec[];
  exists: boolean;
  /** What the world had for it when its manifest was last one that is allowed: a refused one takes nothing of it away. */
  live?: string[];
}

/**
 * Walks through a new world, and finds whether it comes to rest as the manifests say after every round: live, refused with a
 * reason, or gone; with what the world has for a manifest always the same, whatever there was before.
 *
 * @param wishes what the world had for each wish when it was met first, by this walk or an earlier one; added to
 * @returns what is wrong; undefined when all is well
 */
export async function runWalk(
  walk: Walk,
  wishes: Map<string, string[]>,
): Promise<string | undefined> {
  const world = new TestWorld({ config: WORLD });
  const walkers = Array.from({ length: SLOTS }, (_, at) => walkerOf(at));
  const used = walkers.filter((_, at) =>
    walk.some(round => round[at] && round[at].kind !== 'nothing'),
  );
  try {
    world.start();
    world.request(
      { hostname: 'held.example.com' },
      { namespace: 'other', name: 'held' },
    );
    await world.untilReady('held', 'other');
    for (const walker of used) {
      world.route(walker.slot.hostname, walker.slot);
      create(world, walker);
    }
    const first = await roundProblem(world, used, wishes);
    if (first) return `at the start: ${first}`;
    const before = leftoversOf(world, slotsOf(used));
    for (const [at, round] of walk.entries()) {
      if (stepsOf([round]) === 0) continue;
      used.forEach(walker =>
        apply(world, walker, round[walkers.indexOf(walker)]),
      );
      const problem =
        (await roundProblem(world, used, wishes)) ??
        difference(before, leftoversOf(world, slotsOf(used)));
      if (problem) return `in round ${at}: ${problem}`;
    }
    return await idleProblem(world);
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  } finally {
    await world.close();
  }
}

const PROFILE = { certificates: 'acm', dns: 'route53', placement: 'pool' };
const WORLD = {
  profiles: {
    'alb-public': PROFILE,
    'alb-other': { ...PROFILE, limits: { certificates: 3 } },
    'alb-dev': { ...PROFILE, environments: ['dev'] },
  },
  reserved: ['admin.*'],
  // Walkers delete more at once than people do.
  brake: { share: 1, count: 10_000 },
};

function walkerOf(at: number): Walker {
  const name = `s${at}`;
  const namespace = at % 2 ? 'other' : 'shop';
  return {
    slot: { name, namespace, hostname: `${name}.example.com` },
    spec: FIRST_SPEC,
    history: [],
    exists: true,
  };
}

function slotsOf(walkers: Walker[]): Slot[] {
  return walkers.map(({ slot }) => slot);
}

function apply(world: TestWorld, walker: Walker, edit: Edit): void {
  switch (edit.kind) {
    case 'nothing':
      return;
    case 'set':
      walker.history.push(walker.spec);
      walker.spec = {
        ...walker.spec,
        [edit.field]: VALUES[edit.field][edit.value],
      };
      break;
    case 'undo':
      walker.spec = walker.history.pop() ?? walker.spec;
      break;
    default:
      if (walker.exists) world.delete(walker.slot.name, walker.slot.namespace);
      walker.exists = edit.kind === 'recreate';
      if (walker.spec.deletionPolicy !== 'Retain') walker.live = undefined;
      return;
  }
  if (!walker.exists) {
    walker.exists = true;
    return;
  }
  const current = world.api.read(requestKind, walker.slot);
  if (!current) {
    create(world, walker);
    return;
  }
  world.api.replace(requestKind, manifestOf(walker, current));
}

function create(world: TestWorld, walker: Walker): void {
  world.api.create(requestKind, manifestOf(walker));
}

function manifestOf(
  { slot, spec }: Walker,
  current?: worldKinds.RequestObject,
): worldKinds.RequestObject {
  return {
    ...current,
    apiVersion: 'hostmaster.dev/v1alpha1',
    kind: 'GatewayHostnameRequest',
    metadata: {
      ...current?.metadata,
      namespace: slot.namespace,
      name: slot.name,
      labels: spec.label ? { team: spec.label } : {},
      annotations: spec.note ? { note: spec.note } : {},
    },
    spec: manifestSpec(slot, spec),
  };
}

async function roundProblem(
  world: TestWorld,
  walkers: Walker[],
  wishes: Map<string, string[]>,
): Promise<string | undefined> {
  const late = await settle(world, walkers);
  if (late) return late;
  for (const walker of walkers) {
    const problem = walkerProblem(world, walker, wishes);
    if (problem) return `${walker.slot.name}: ${problem}`;
  }
  return undefined;
}

/** Moves time on until every request is as its manifest says and nothing is written any more; what is missing if it never is. */
async function settle(
  world: TestWorld,
  walkers: Walker[],
): Promise<string | undefined> {
  const end = world.clock.monotonic() + LONGEST;
  let quietSince = world.clock.monotonic();
  let writes = -1;
  while (world.clock.monotonic() < end) {
    await world.clock.advance(15_000);
    for (const walker of walkers) {
      // Created again as soon as the one before it is gone, as a GitOps engine does.
      if (walker.exists && !world.api.read(requestKind, walker.slot)) {
        create(world, walker);
      }
    }
    if (world.writeCount() !== writes) {
      writes = world.writeCount();
      quietSince = world.clock.monotonic();
    }
    const rested = world.clock.monotonic() - quietSince >= REST;
    if (rested && walkers.every(walker => !missing(world, walker))) {
      return undefined;
    }
  }
  const unmet = walkers
    .map(walker => [walker.slot.name, missing(world, walker)])
    .find(([, what]) => what);
  return unmet
    ? `${unmet[0]}: not within ${LONGEST / MINUTE} minutes: ${unmet[1]}`
    : `writes every ${REST / MINUTE} minutes: ${world
        .history(world.clock.now() - REST)
        .slice(0, 4)}`;
}

/** What keeps a request from being as its manifest says. */
function missing(world: TestWorld, walker: Walker): string | undefined {
  const { name, namespace } = walker.slot;
  const request = world.get(name, namespace);
  if (!walker.exists) return request ? 'it is to be gone' : undefined;
  if (!request || request.metadata.deletionTimestamp) {
    return 'it is to be there';
  }
  if (request.status?.observedGeneration !== request.metadata.generation) {
    return `generation ${request.metadata.generation} is not observed`;
  }
  const ready = world.ready(name, namespace);
  const wanted = readyAs(outcomeOf(walker.spec));
  return wanted.includes(ready)
    ? undefined
    : `Ready is ${ready}, to be ${wanted.join(' or ')}`;
}

/** What Ready may be in the end. */
function readyAs(outcome: SlotOutcome): string[] {
  switch (outcome.kind) {
    case 'live':
      return ['True Live'];
    case 'disabled':
      return ['False DisabledByPolicy'];
    default:
      return outcome.reasons.map(reason => `False ${reason}`);
  }
}

function walkerProblem(
  world: TestWorld,
  walker: Walker,
  wishes: Map<string, string[]>,
): string | undefined {
  const seen = snapshotOf(world, walker.slot);
  if (!walker.exists) {
    return walker.live ? undefined : difference([], seen);
  }
  const outcome = outcomeOf(walker.spec);
  if (outcome.kind === 'refused') {
    return walker.live && lostIn(walker.live, seen);
  }
  walker.live = seen;
  // Whether the alias is there depends on whether it was before.
  if (outcome.kind === 'disabled') return undefined;
  const key = wish(walker.slot, walker.spec);
  const known = wishes.get(key);
  if (!known) wishes.set(key, seen);
  return known && difference(known, seen);
}

/** A refused spec changes conditions, and takes away nothing that serves. */
function lostIn(live: string[], seen: string[]): string | undefined {
  const lost = live.filter(
    line => !line.startsWith('condition ') && !seen.includes(line),
  );
  return lost.length > 0
    ? `a refused spec took away: ${lost.join(' | ')}`
    : undefined;
}

async function idleProblem(world: TestWorld): Promise<string | undefined> {
  const writes = world.writeCount();
  const since = world.clock.now();
  await world.clock.advance(IDLE);
  return world.writeCount() === writes
    ? undefined
    : `idle, and written: ${world.history(since).slice(0, 6).join(' | ')}${
        world.history(since).length ? '' : 'a status'
      }`;
}

function difference(before: string[], after: string[]): string | undefined {
  const gone = before.filter(line => !after.includes(line));
  const added = after.filter(line => !before.includes(line));
  return gone.length + added.length > 0
    ? `before: ${gone.join(' | ') || 'nothing'}; now: ${
        added.join(' | ') || 'nothing'
      }`
    : undefined;
}
