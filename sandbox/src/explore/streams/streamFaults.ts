import {
  ListFault,
  WatchFault,
} from '@hostmaster/kubernetes-runtime/testUtils';
import { PAGE, StreamWorld } from './StreamWorld';
import { FIRST, thingKind, TraceChange } from './trace';

/** Where a fault strikes: before change number `index` of the trace. */
export interface Moment {
  index: number;
  trace: readonly TraceChange[];
}

/**
 * Makes the fault happen, and says with `world.heal…` when it is over. Answers false where it cannot happen (an event can only
 * be hidden where a later one makes up for it).
 */
export type Strike = (
  world: StreamWorld,
  moment: Moment,
) => boolean | void | Promise<void>;

/** One way in which a kind of fault shows itself. */
export interface FaultVariant {
  strike: Strike;
  /** The same while the first objects are read: after so many of them (of pages, for a list). Called before the start. */
  atStart?: (world: StreamWorld, index: number) => boolean | void;
}

/** One of the 15 kinds of stream faults: the rows B1 to B15 of the failure catalogue. */
export interface StreamFault {
  id: string;
  title: string;
  variants: Record<string, FaultVariant>;
}

/** The first objects come in so many pages. */
const PAGES_AT_START = Math.ceil(FIRST.length / PAGE);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The 15 kinds, in the order of the catalogue. */
export const streamFaults: readonly StreamFault[] = [
  {
    id: 'B1',
    title: 'stale cache after an own write: events come late',
    variants: {
      '5-seconds': delayed(5_000),
      '120-seconds': delayed(120_000),
    },
  },
  {
    id: 'B2',
    title: 'time travel: a server that is behind',
    variants: {
      'stream-by-1': reconnectedTo({ kind: 'lagging', versions: 1 }),
      'stream-by-50': reconnectedTo({ kind: 'lagging', versions: 50 }),
      'list-by-1': relisted({ kind: 'lagging', versions: 1 }),
      'list-by-5': relisted({ kind: 'lagging', versions: 5 }),
      'list-by-20-thrice': relisted(
        ...Array<ListFault>(3).fill({ kind: 'lagging', versions: 20 }),
      ),
    },
  },
  {
    id: 'B3',
    title: 'unobserved states: events that later ones make up for',
    variants: {
      'an-event': { strike: hideOneEvent },
      'a-life': { strike: hideLife },
    },
  },
  {
    id: 'B4',
    title: 'half-open stream',
    variants: {
      'in-the-middle': noticed(onStream({ kind: 'silent' })),
      'after-one-event': onStream({ kind: 'silent', after: 1 }),
      'from-its-opening': reconnectedTo({ kind: 'silent' }),
    },
  },
  {
    id: 'B5',
    title: '410 in each form',
    variants: {
      'on-connect': reconnectedTo({ kind: 'expired', how: 'onConnect' }),
      'as-event': onStream({ kind: 'expired', how: 'asEvent' }),
      'as-event-left-open': onStream({
        kind: 'expired',
        how: 'asEventLeftOpen',
      }),
      'on-a-continue-page': relisted(
        { kind: 'lagging', versions: 0 },
        { kind: 'expiredPage' },
      ),
      'on-continue-pages-twice': relisted(
        { kind: 'lagging', versions: 0 },
        { kind: 'expiredPage' },
        { kind: 'lagging', versions: 0 },
        { kind: 'expiredPage' },
      ),
      'compacted-while-away': {
        strike(world) {
          world.server.endWatches(thingKind);
          world.server.compact();
          world.heal();
        },
      },
      'compacted-while-cut-off': {
        strike(world) {
          const busy: WatchFault = { kind: 'status', status: 503 };
          world.server.next('watch', busy, busy);
          world.server.endWatches(thingKind);
          world.clock.schedule(1_500, () => world.server.compact());
          world.healWhenTaken();
        },
      },
    },
  },
  {
    id: 'B6',
    title: '429, 503, refused, reset',
    variants: {
      'watch-429-once': reconnectedTo({
        kind: 'status',
        status: 429,
        reason: 'TooManyRequests',
        retryAfter: '7',
      }),
      'watch-503-ten-times': reconnectedTo(
        ...Array<WatchFault>(10).fill({ kind: 'status', status: 503 }),
      ),
      'watch-refused-for-10-minutes': refused('watch', 10 * MINUTE),
      'stream-reset': onStream({ kind: 'reset' }),
      'list-429-once': relisted({
        kind: 'status',
        status: 429,
        reason: 'TooManyRequests',
        retryAfter: '7',
      }),
      'list-500-ten-times': relisted(
        ...Array<ListFault>(10).fill({ kind: 'status', status: 500 }),
      ),
      'all-refused-for-10-minutes': refused('all', 10 * MINUTE),
      'error-event-500': onStream({ kind: 'errorEvent', code: 500 }),
      'error-event-500-left-open': onStream({
        kind: 'errorEvent',
        code: 500,
        leftOpen: true,
      }),
    },
  },
  {
    id: 'B7',
    title: 'watch denied, list allowed',
    variants: { 'for-5-minutes': { strike: denyWatch } },
  },
  {
    id: 'B8',
    title: 'rights taken away midway',
    variants: {
      '403-on-everything': { strike: denyAll },
      '401-on-everything': lasting(3 * MINUTE, {
        kind: 'status',
        status: 401,
        reason: 'Unauthorized',
      }),
    },
  },
  {
    id: 'B9',
    title: 'the kind is not served',
    variants: {
      'page-not-found': lasting(3 * MINUTE, {
        kind: 'status',
        status: 404,
        message: '404 page not found',
      }),
      'status-not-found': lasting(3 * MINUTE, {
        kind: 'status',
        status: 404,
        reason: 'NotFound',
      }),
    },
  },
  {
    id: 'B10',
    title: 'a list that is wrongly empty or no list',
    variants: {
      // Nobody can tell that the first list of all is wrongly empty.
      empty: { strike: relisted({ kind: 'empty' }).strike },
      'empty-four-times': {
        strike: relisted(...Array<ListFault>(4).fill({ kind: 'empty' })).strike,
      },
      html: relisted({ kind: 'html' }),
      truncated: relisted({ kind: 'truncated' }),
      'truncated-second-page': relisted(
        { kind: 'lagging', versions: 0 },
        { kind: 'truncated' },
      ),
      'without-items': relisted({ kind: 'withoutItems' }),
    },
  },
  {
    id: 'B11',
    title: 'a handler throws, or takes its time',
    variants: {
      'listener-throws': { strike: listenerFails(false) },
      'listener-rejects': { strike: listenerFails(true) },
      'worker-throws': { strike: workerThrows },
      'worker-takes-8-seconds': {
        strike(world) {
          world.workTakes = 8_000;
          world.clock.schedule(30_000, () => {
            world.workTakes = 0;
            world.heal();
          });
        },
      },
    },
  },
  {
    id: 'B12',
    title: 'a broken or huge event',
    variants: {
      'half-line': onStream({ kind: 'halfLine' }),
      'broken-line': onStream({ kind: 'brokenLine' }),
      'unknown-type': onStream({ kind: 'unknownType' }),
      'huge-event': onStream({ kind: 'hugeEvent', bytes: 5_000_000 }),
      'html-for-a-stream': reconnectedTo({ kind: 'html' }),
    },
  },
  {
    id: 'B13',
    title: 'started twice, stopped while it retries',
    variants: {
      'started-twice': {
        strike(world) {
          world.run();
          world.run();
          world.heal();
        },
      },
      'stopped-and-started': { strike: restart },
      'stopped-while-it-retries': {
        async strike(world, moment) {
          await breakLists(world);
          await restart(world, moment);
        },
      },
      'started-twice-while-it-retries': {
        async strike(world) {
          await breakLists(world);
          world.run();
          world.heal();
        },
      },
    },
  },
  {
    id: 'B14',
    title: 'an answer that never comes',
    variants: {
      'hung-list': relisted({ kind: 'hang' }),
      'hung-second-page': relisted(
        { kind: 'lagging', versions: 0 },
        { kind: 'hang' },
      ),
      'hung-watch': reconnectedTo({ kind: 'hang' }),
    },
  },
  {
    id: 'B15',
    title: 'one cluster of two is down for an hour',
    variants: { 'for-an-hour': lasting(HOUR, { kind: 'network' }) },
  },
];

/** The open stream fails. */
function onStream(fault: WatchFault): FaultVariant {
  return {
    strike(world) {
      world.server.strike(thingKind, fault);
      world.heal();
    },
    atStart(world, index) {
      world.server.next('watch', { ...fault, after: index } as WatchFault);
      world.healWhenTaken();
    },
  };
}

/** A half-open stream is replaced within 45 s. */
function noticed({ strike, atStart }: FaultVariant): FaultVariant {
  return {
    atStart,
    strike(world, moment) {
      world.expectNewStream(45_000);
      return strike(world, moment);
    },
  };
}

/** The stream ends in good order, and the next ones fail. */
function reconnectedTo(...faults: WatchFault[]): FaultVariant {
  return {
    strike(world) {
      world.server.next('watch', ...faults);
      world.server.endWatches(thingKind);
      world.healWhenTaken();
    },
  };
}

/** The stream expires, and the lists that follow fail; where the first objects come as a stream, that is refused at first. */
function relisted(...faults: ListFault[]): FaultVariant {
  return {
    strike(world) {
      preferPages(world);
      world.server.next('list', ...faults);
      world.server.strike(thingKind, { kind: 'expired', how: 'asEvent' });
      world.healWhenTaken();
    },
    atStart(world, index) {
      if (faults.length > 1 || index >= PAGES_AT_START) return false;
      preferPages(world);
      const before = Array<ListFault>(index).fill({
        kind: 'lagging',
        versions: 0,
      });
      world.server.next('list', ...before, ...faults);
      world.healWhenTaken();
      return true;
    },
  };
}

function preferPages(world: StreamWorld): void {
  if (world.mode === 'streaming')
    world.server.next('watch', {
      kind: 'status',
      status: 422,
      reason: 'Invalid',
    });
}

function delayed(milliseconds: number): FaultVariant {
  return {
    async strike(world) {
      world.server.next('watch', { kind: 'delayed', milliseconds });
      world.server.endWatches(thingKind);
      world.atEnd(() => world.healAfter(milliseconds, () => {}));
      await world.clock.advance(10_000);
      await world.writeOwn();
    },
  };
}

function lasting(
  milliseconds: number,
  fault: WatchFault & ListFault,
): FaultVariant {
  return {
    strike(world) {
      const ends = [
        world.server.during('watch', fault),
        world.server.during('list', fault),
      ];
      world.server.strike(thingKind, { kind: 'reset' });
      world.healAfter(milliseconds, () => ends.forEach(end => end()));
      world.expectUnready();
    },
  };
}

function refused(what: 'watch' | 'all', milliseconds: number): FaultVariant {
  return {
    strike(world) {
      const ends = [world.server.during('watch', { kind: 'network' })];
      if (what === 'all')
        ends.push(world.server.during('list', { kind: 'network' }));
      world.server.strike(thingKind, { kind: 'reset' });
      world.healAfter(milliseconds, () => ends.forEach(end => end()));
    },
  };
}

function hideOneEvent(world: StreamWorld, { index, trace }: Moment): boolean {
  const hidden = trace[index];
  const madeUpFor = trace
    .slice(index + 1)
    .some(({ name }) => name === hidden.name);
  if (!madeUpFor) return false;
  let left = 1;
  world.server.strike(thingKind, {
    kind: 'hides',
    event: (_, object) => object.metadata.name === hidden.name && left-- > 0,
  });
  world.healAtChange(nextOf(trace, index, hidden.name));
  return true;
}

/** A whole life, from create to delete. */
function hideLife(world: StreamWorld, { index, trace }: Moment): boolean {
  const { name, what } = trace[index];
  const born =
    what === 'put' &&
    !world.server
      .objects(thingKind)
      .some(({ metadata }) => metadata.name === name);
  const death = trace.findIndex(
    (change, place) =>
      place > index && change.name === name && change.what === 'delete',
  );
  if (!born || death < 0) return false;
  let over = false;
  world.server.strike(thingKind, {
    kind: 'hides',
    event: (type, object) => {
      const hides = !over && object.metadata.name === name;
      if (hides && type === 'DELETED') over = true;
      return hides;
    },
  });
  world.healAtChange(death);
  return true;
}

function nextOf(
  trace: readonly TraceChange[],
  index: number,
  name: string,
): number {
  return trace.findIndex(
    (change, place) => place > index && change.name === name,
  );
}

/** An API server asks for rights when a stream is opened: the open one lives on until it ends. */
function denyWatch(world: StreamWorld): void {
  world.forbidden.add('watch things');
  world.server.endWatches(thingKind);
  world.healAfter(5 * MINUTE, () => world.forbidden.delete('watch things'));
  world.expectUnready();
  world.expectPolled();
}

function denyAll(world: StreamWorld): void {
  const verbs = ['watch things', 'list things'];
  verbs.forEach(verb => world.forbidden.add(verb));
  world.server.endWatches(thingKind);
  world.healAfter(3 * MINUTE, () =>
    verbs.forEach(verb => world.forbidden.delete(verb)),
  );
  world.expectUnready();
}

function listenerFails(later: boolean): Strike {
  return world => {
    let failures = 0;
    world.onChange = () => {
      if (failures++ > 0) return undefined;
      const error = new Error('the listener fails');
      if (later) return Promise.reject(error);
      throw error;
    };
    world.atEnd(() => {
      if (failures > 0 && world.reflector.state().handlerErrors !== 1)
        world.violation('the error of the listener was not counted');
    });
    world.heal();
  };
}

function workerThrows(world: StreamWorld): void {
  let failures = 0;
  world.onWork = () => {
    if (failures++ < 3) throw new Error('the worker fails');
  };
  world.heal();
}

async function restart(world: StreamWorld, _: Moment): Promise<void> {
  world.halt();
  await world.clock.advance(3_000);
  await world.runAgain();
  world.heal();
}

/** The reflector waits for its next attempt afterwards. */
async function breakLists(world: StreamWorld): Promise<void> {
  preferPages(world);
  world.server.next('list', { kind: 'status', status: 500 });
  world.server.strike(thingKind, { kind: 'expired', how: 'asEvent' });
  await world.clock.advance(2_000);
}
