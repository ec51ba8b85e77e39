import {
  ClusterClient,
  createClusterClient,
  createReflector,
  createWatchdog,
  createWorkQueue,
  objectKey,
  parseObjectKey,
  StoreChange,
  Transport,
  WorkResult,
} from '@hostmaster/kubernetes-runtime';
import {
  FaultServer,
  seededRandom,
  VirtualClock,
} from '@hostmaster/kubernetes-runtime/testUtils';
import { FIRST, Thing, thingKind, TraceChange } from './trace';

/** How the server hands out the first objects. */
export type ListMode = 'paged' | 'streaming';

export interface StreamWorldOptions {
  mode: ListMode;
  seed: number;
  clock?: VirtualClock;
  /** Between the client and the server: for tests of the oracle. */
  meddle?: (transport: Transport) => Transport;
}

/** After a fault is over, all must be known again within this time. */
export const RECOVERY = 60_000;
/** Objects in a page of a list. */
export const PAGE = 2;
const LONGEST = 2 * 60 * 60_000;

/**
 * One API server, a reflector on it and a small controller behind that, which notes down what it was shown. Whatever is not as
 * it must be is a violation, remembered with its time.
 */
export class StreamWorld {
  readonly clock: VirtualClock;
  readonly forbidden = new Set<string>();
  readonly server: FaultServer;
  readonly violations: string[] = [];
  readonly client: ClusterClient;
  readonly reflector;
  readonly watchdog;
  readonly changes: string[] = [];
  /** Handed to every listener call and worker run first. */
  onChange: (change: StoreChange<Thing>) => void | Promise<void> = () => {};
  onWork: (key: string) => void = () => {};
  /** Milliseconds that the worker needs with a key, after it has looked at the object. */
  workTakes = 0;
  stop = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private readonly mirror = new Map<string, Thing>();
  private readonly reconciled = new Map<string, string>();
  private readonly ownWrites = new Map<string, number>();
  private readonly busy = new Set<string>();
  private readonly queue;
  private readonly working = new AbortController();
  private worked: Promise<void> = Promise.resolve();
  private listing = 0;

  readonly mode: ListMode;
  private healedAt: number | undefined;
  private healsWhenTaken = false;
  private healsAtChange: number | undefined;
  private checked = false;
  private polled = false;
  private readonly ending: Array<() => void> = [];
  private readonly writtenAt = new Map<string, number>();

  constructor(options: StreamWorldOptions) {
    const { mode, seed, meddle = transport => transport } = options;
    this.mode = mode;
    this.clock = options.clock ?? new VirtualClock();
    const { clock } = this;
    this.server = new FaultServer({
      clock,
      kinds: [thingKind],
      forbidden: this.forbidden,
      streamingList: mode === 'streaming',
      largestPage: PAGE,
    });
    this.client = createClusterClient({
      name: 'explored',
      clock,
      baseUrl: 'http://explored',
      transport: meddle(request => this.observed(request)),
    });
    this.reflector = createReflector({
      client: this.client,
      kind: thingKind,
      clock,
      random: seededRandom(seed),
    });
    this.queue = createWorkQueue({ clock });
    this.watchdog = createWatchdog({ clock });
    this.watchdog.watchReflector(this.reflector);
    this.reflector.store.subscribe(change => this.changed(change));
    FIRST.forEach(place =>
      this.server.put(thingKind, thing({ ...place, step: 0 })),
    );
  }

  start(): void {
    this.run();
    this.worked = this.queue.run(key => this.work(key), {
      concurrency: 2,
      signal: this.working.signal,
    });
  }

  /** Starts the reflector, as somebody would who does not know that it runs. */
  run(): void {
    this.running = this.reflector.start(this.stop.signal);
  }

  /** Ends the reflector; nothing may be heard of it afterwards. */
  halt(): void {
    this.stop.abort(new Error('halted'));
  }

  /** After `halt`. */
  async runAgain(): Promise<void> {
    await this.clock.waitFor(this.running);
    this.stop = new AbortController();
    this.run();
  }

  apply({ what, namespace, name, step }: TraceChange): void {
    this.writtenAt.set(objectKey({ namespace, name }), this.clock.monotonic());
    const before = this.server
      .objects(thingKind)
      .find(({ metadata }) => metadata.name === name);
    if (what === 'delete') {
      this.server.remove(thingKind, { namespace, name });
    } else {
      const next = thing({ namespace, name, step });
      const deletionTimestamp =
        what === 'terminate'
          ? new Date(this.clock.now()).toISOString()
          : before?.metadata.deletionTimestamp;
      this.server.put(thingKind, {
        ...next,
        metadata: {
          ...next.metadata,
          ...(deletionTimestamp ? { deletionTimestamp } : {}),
        },
      });
    }
  }

  /** The controller's own write: from now on it must not decide on anything older. */
  async writeOwn(): Promise<void> {
    const [object] = this.server.objects(thingKind);
    if (!object) return;
    const { namespace, name } = object.metadata;
    const ref = { namespace, name };
    const written = await this.client.patch(thingKind, ref, {
      type: 'merge',
      body: { metadata: { labels: { own: 'yes' } } },
    });
    const version = written.metadata.resourceVersion as string;
    this.reflector.store.expect(ref, version);
    this.ownWrites.set(objectKey(ref), Number(version));
    this.queue.add(objectKey(ref));
  }

  /** The fault is over. */
  heal(): void {
    this.healedAt ??= this.clock.monotonic();
  }

  /** The fault is over when requests have met all that was prepared for them. */
  healWhenTaken(): void {
    this.healsWhenTaken = true;
  }

  healAfter(milliseconds: number, undo: () => void): void {
    this.clock.schedule(milliseconds, () => {
      undo();
      this.heal();
    });
  }

  /** What was hidden is made up for by that change. */
  healAtChange(index: number): void {
    this.healsAtChange = index;
  }

  /** Runs when the trace has ended. */
  atEnd(run: () => void): void {
    this.ending.push(run);
  }

  /** Within a minute the watchdog must say that something is wrong, and go on saying so until it is over. */
  expectUnready(): void {
    this.clock.schedule(RECOVERY, () => {
      // A stream that lists can take the place of is told of at once, one that is silent after two minutes.
      const { problems } = this.watchdog.snapshot();
      const { failures, watchAllowed } = this.reflector.state();
      if (this.healedAt === undefined && failures === 0 && watchAllowed)
        this.violation(`nothing is said to be wrong: ${problems.join('; ')}`);
    });
  }

  expectNewStream(within: number): void {
    const watches = () =>
      this.server.requests.filter(({ target }) => target === 'watch').length;
    const before = watches();
    this.clock.schedule(within, () => {
      if (watches() === before && !this.stop.signal.aborted)
        this.violation(`no new stream within ${within / 1000} s`);
    });
  }

  /** While it may not watch, nothing in the store is older than a minute. */
  expectPolled(): void {
    this.polled = true;
  }

  /** Lets time pass, and looks at everything a minute after the fault was over. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.clock.monotonic() + milliseconds;
    if (!this.checked && this.healedAt !== undefined) {
      const due = this.healedAt + RECOVERY;
      if (due <= end) {
        await this.clock.advance(Math.max(0, due - this.clock.monotonic()));
        this.checked = true;
        const difference = this.difference();
        if (difference)
          this.violation(`a minute after the fault was over ${difference}`);
      }
    }
    await this.clock.advance(Math.max(0, end - this.clock.monotonic()));
    if (this.polled && this.healedAt === undefined) {
      const [late] = this.staleFor(RECOVERY + 1_000);
      if (late) this.violation(`${late} is older than a minute`);
    }
  }

  applied(index: number, change: TraceChange): void {
    this.apply(change);
    if (index === this.healsAtChange) this.heal();
  }

  traceEnded(): void {
    this.ending.forEach(run => run());
  }

  async untilHealed(): Promise<void> {
    await this.clock.runUntil(() => this.healedAt !== undefined, {
      limitMs: LONGEST,
    });
  }

  violation(what: string): void {
    if (this.violations.length < 5)
      this.violations.push(`at ${this.clock.monotonic() / 1000} s: ${what}`);
  }

  /** Whether store, listener and worker know exactly what the server holds. */
  difference(): string | undefined {
    const wanted = new Map(
      this.server
        .objects(thingKind)
        .map(object => [objectKey(object), stampOf(object)]),
    );
    const stored = new Map(
      this.reflector.store
        .list()
        .map(object => [objectKey(object), stampOf(object)]),
    );
    const told = new Map(
      [...this.mirror].map(([key, object]) => [key, stampOf(object)]),
    );
    return (
      compare('the store', stored, wanted) ??
      compare('what the listener was told', told, wanted) ??
      compare('what the worker has seen', this.reconciled, wanted)
    );
  }

  /** Objects whose state on the server is older than `age` and not what the store has. */
  private staleFor(age: number): string[] {
    const now = this.clock.monotonic();
    return this.server
      .objects(thingKind)
      .filter(object => {
        const since = this.writtenAt.get(objectKey(object)) ?? 0;
        const known = this.reflector.store.get(object.metadata);
        return (
          now - since > age && (!known || stampOf(known) !== stampOf(object))
        );
      })
      .map(objectKey);
  }

  /** Ends everything, and sees to it that it has ended. */
  async close(): Promise<void> {
    this.halt();
    this.working.abort(new Error('closed'));
    await this.clock.waitFor(Promise.all([this.running, this.worked]));
    const open = this.server.openWatches(thingKind);
    if (open) this.violation(`${open} streams are open after the stop`);
    this.server.put(
      thingKind,
      thing({ namespace: 'shop', name: 'late', step: 0 }),
    );
    await this.clock.settle();
    const pending = this.clock.pending().length;
    if (pending) this.violation(`${pending} timers are left after the stop`);
  }

  private changed(change: StoreChange<Thing>): void | Promise<void> {
    const { object } = change;
    const key = objectKey(object);
    const known = this.mirror.get(key);
    this.changes.push(`${change.kind} ${key} ${stampOf(object)}`);
    if (this.stop.signal.aborted)
      this.violation(
        `a listener was called after the stop: ${change.kind} ${key}`,
      );
    if (change.kind === 'added' && known)
      this.violation(`${key} was added twice`);
    if (change.kind !== 'added' && !known)
      this.violation(`${key} was ${change.kind} but never added`);
    if (known && known.metadata.uid !== object.metadata.uid)
      this.violation(`${key} became another object without a delete`);
    if (known && Number(object.metadata.resourceVersion) < versionOf(known))
      this.violation(`${key} went back in time`);
    if (change.kind === 'deleted' && this.isThere(object))
      this.violation(`${key} was said to be deleted and is there`);
    if (change.kind === 'deleted') this.mirror.delete(key);
    else this.mirror.set(key, object);
    this.queue.add(key);
    return this.onChange(change);
  }

  private async work(key: string): Promise<WorkResult> {
    if (this.busy.has(key)) this.violation(`two workers are at ${key}`);
    this.busy.add(key);
    try {
      return await this.workOn(key);
    } finally {
      this.busy.delete(key);
    }
  }

  private async workOn(key: string): Promise<WorkResult> {
    this.onWork(key);
    const ref = parseObjectKey(key);
    if (!this.reflector.store.isCurrent(ref)) return { againAfter: 1_000 };
    const object = this.reflector.store.get(ref);
    const own = this.ownWrites.get(key);
    if (object && own !== undefined && versionOf(object) < own)
      this.violation(`${key} was decided on without its own write`);
    if (this.workTakes > 0) await this.clock.sleep(this.workTakes);
    if (object) this.reconciled.set(key, stampOf(object));
    else this.reconciled.delete(key);
    return undefined;
  }

  private isThere({ metadata }: Thing): boolean {
    return this.server
      .objects(thingKind)
      .some(({ metadata: { uid } }) => uid === metadata.uid);
  }

  /** One life of the reflector does one thing at a time. */
  private async observed(request: Request): Promise<Response> {
    if (request.method !== 'GET') return this.server.transport(request);
    const isWatch = request.url.includes('watch=true');
    const open = this.server.openWatches(thingKind);
    if (open > 0 || this.listing > 0)
      this.violation(
        `a ${isWatch ? 'watch' : 'list'} was begun beside ${open} streams and ${
          this.listing
        } requests`,
      );
    this.listing++;
    const end = once(() => this.listing--);
    request.signal.addEventListener('abort', end, { once: true });
    const answer = this.server.transport(request);
    if (this.healsWhenTaken && this.server.pendingFaults() === 0) this.heal();
    try {
      return await answer;
    } finally {
      end();
    }
  }
}

function thing(of: { namespace: string; name: string; step: number }): Thing {
  const { namespace, name, step } = of;
  return {
    apiVersion: 'example.org/v1',
    kind: 'Thing',
    metadata: { namespace, name },
    spec: { step },
  };
}

function versionOf({ metadata }: Thing): number {
  return Number(metadata.resourceVersion);
}

function stampOf({ metadata, spec }: Thing): string {
  return `${metadata.uid}@${metadata.resourceVersion}#${spec.step}${
    metadata.deletionTimestamp ? '!' : ''
  }`;
}

function compare(
  whose: string,
  is: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): string | undefined {
  for (const key of new Set([...is.keys(), ...wanted.keys()])) {
    if (is.get(key) !== wanted.get(key))
      return `${whose} has ${key} ${is.get(key) ?? 'missing'}, the server ${
        wanted.get(key) ?? 'nothing'
      }`;
  }
  return undefined;
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}
