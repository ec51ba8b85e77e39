import {
  createClusterClient,
  createLeaseElector,
  LeaseElector,
  secretKind,
  Transport,
} from '@hostmaster/kubernetes-runtime';
import {
  FaultServer,
  seededRandom,
  VirtualClock,
} from '@hostmaster/kubernetes-runtime/testUtils';
import { Machine } from './Machine';

/** One replica: a machine, an elector on it, and work that writes as often as it may. */
export interface Replica {
  machine: Machine;
  elector: LeaseElector;
  /** Shuts it down in good order. */
  stop: AbortController;
  done: Promise<void>;
}

const LEASE = { namespace: 'system', name: 'leader' };
/** How often each replica tries to write, by its own clock. */
const WRITE_EVERY = 250;
/** No replica may ask more of the API server than this, per second of true time, on the average of ten. */
const MOST_REQUESTS = 8;

/** Several replicas over one API server and one true time, and what must hold of them at every instant. */
export class ClockWorld {
  readonly time = new VirtualClock();
  readonly server = new FaultServer({ clock: this.time });
  readonly replicas: Replica[] = [];
  readonly violations: string[] = [];
  /** Who wrote when, by the true time, as the target saw it. */
  readonly writes: Array<{ at: number; by: string }> = [];
  /** Renewals and takings of the lease that have left a machine. */
  private sent = 0;
  private readonly requests: Array<{ at: number; by: string }> = [];
  private readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** `electorOptions`: for tests of the oracle. */
  add(
    name: string,
    rate = 1,
    electorOptions: { renewDeadline?: number; leaseDuration?: number } = {},
  ): Replica {
    const machine = new Machine(name, this.time, rate);
    const wire = machine.connect(this.observed(name));
    const connected: Transport = request => {
      if (request.method === 'PUT') this.sent++;
      return wire(request);
    };
    const client = (gate?: LeaseElector['gate']) =>
      createClusterClient({
        name: 'home',
        clock: machine,
        transport: connected,
        baseUrl: 'http://home',
        ...(gate ? { gate } : {}),
      });
    const elector = createLeaseElector({
      client: client(),
      ...LEASE,
      identity: name,
      clock: machine,
      random: seededRandom(`${this.seed} ${name}`),
      ...electorOptions,
    });
    const stop = new AbortController();
    const replica = {
      machine,
      elector,
      stop,
      done: elector.run(stop.signal),
    };
    this.replicas.push(replica);
    this.work(replica, client(elector.gate));
    return replica;
  }

  /** The replica whose gate is open. */
  leader(): Replica | undefined {
    return this.open()[0];
  }

  async untilLed(limitMs = 60_000): Promise<Replica> {
    const end = this.time.monotonic() + limitMs;
    while (!this.leader() && this.time.monotonic() < end)
      await this.advance(100);
    const leader = this.leader();
    if (!leader) throw new Error(`nobody leads after ${limitMs / 1000} s`);
    return leader;
  }

  /** Lets time pass in small steps and looks at each that at most one gate is open. */
  async advance(milliseconds: number, step = 100): Promise<void> {
    const end = this.time.monotonic() + milliseconds;
    while (this.time.monotonic() < end) {
      await this.time.advance(Math.min(step, end - this.time.monotonic()));
      const open = this.open();
      if (open.length > 1)
        this.violation(
          `the gates of ${open
            .map(({ machine }) => machine.name)
            .join(' and ')} are open`,
        );
    }
  }

  /** Until so long after the holder has sent a renewal. */
  async untilPhase(afterSending: number): Promise<void> {
    const before = this.sent;
    const end = this.time.monotonic() + 10_000;
    while (this.sent === before && this.time.monotonic() < end)
      await this.advance(5, 5);
    await this.advance(afterSending, 5);
  }

  violation(what: string): void {
    if (this.violations.length < 5)
      this.violations.push(`at ${this.time.monotonic() / 1000} s: ${what}`);
  }

  /** What holds of a whole run. */
  judge(): void {
    const perSecond = new Map<string, number>();
    for (const { at, by } of this.requests) {
      const bucket = `${by} in the ten seconds from ${
        Math.floor(at / 10_000) * 10
      } s`;
      perSecond.set(bucket, (perSecond.get(bucket) ?? 0) + 1);
    }
    for (const [bucket, count] of perSecond) {
      if (count > MOST_REQUESTS * 10)
        this.violation(`${count} requests of ${bucket}`);
    }
  }

  async close(): Promise<void> {
    this.replicas.forEach(({ stop }) => stop.abort());
    await this.time.advance(60_000);
  }

  private open(): Replica[] {
    return this.replicas.filter(
      ({ machine, elector }) => !machine.isDead() && elector.gate.isOpen(),
    );
  }

  /** The target of the writes: it notes who wrote, and whether somebody else might have. */
  private observed(name: string): Transport {
    return async request => {
      this.requests.push({ at: this.time.monotonic(), by: name });
      const isWork = request.url.includes('/secrets');
      if (isWork) {
        const other = this.open().find(({ machine }) => machine.name !== name);
        if (other)
          this.violation(`${name} wrote while ${other.machine.name} leads`);
        this.writes.push({ at: this.time.monotonic(), by: name });
      }
      return this.server.transport(request);
    };
  }

  private async work(
    { machine, stop }: Replica,
    client: ReturnType<typeof createClusterClient>,
  ): Promise<void> {
    const ref = { namespace: 'system', name: `work-of-${machine.name}` };
    while (!stop.signal.aborted) {
      await machine.sleep(WRITE_EVERY);
      await client
        .patch(secretKind, ref, { type: 'merge', body: { data: {} } })
        .catch(() => {});
    }
  }
}
