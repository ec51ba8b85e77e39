import { Clock, sleepOn, Transport } from '@hostmaster/kubernetes-runtime';
import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';

/** What a process finds first when it goes on after it was frozen. */
export type ThawOrder = 'timers-first' | 'answers-first';

/** One way of a message on the network, in milliseconds. */
const LATENCY = 40;

/**
 * A machine of its own over the one true time: its clocks run at their own rate, its wall clock may be stepped, it may be frozen
 * (nothing of it runs, while its clocks go on and what it has sent arrives), be cut off, or die.
 */
export class Machine implements Clock {
  private wallOffset = 0;
  private frozen = false;
  private cutOff = false;
  private dead = false;
  private readonly start: number;
  private readonly wallStart: number;
  private waitingTimers: Array<() => void> = [];
  private waitingAnswers: Array<() => void> = [];

  constructor(
    readonly name: string,
    private readonly time: VirtualClock,
    /** How fast its clocks run. */
    readonly rate = 1,
  ) {
    this.start = time.monotonic();
    this.wallStart = time.now();
  }

  now(): number {
    return this.wallStart + this.elapsed() + this.wallOffset;
  }

  monotonic(): number {
    return this.elapsed();
  }

  schedule(milliseconds: number, run: () => void): () => void {
    let cancelled = false;
    const cancel = this.time.schedule(milliseconds / this.rate, () =>
      this.whenAwake(this.waitingTimers, () => {
        if (!cancelled) run();
      }),
    );
    return () => {
      cancelled = true;
      cancel();
    };
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, milliseconds, signal);
  }

  stepWallClock(milliseconds: number): void {
    this.wallOffset += milliseconds;
  }

  /** For so long by the true time. */
  freeze(milliseconds: number, order: ThawOrder): void {
    this.frozen = true;
    this.time.schedule(milliseconds, () => this.thaw(order));
  }

  /** No message leaves or arrives any more. */
  partition(milliseconds: number): void {
    this.cutOff = true;
    this.time.schedule(milliseconds, () => {
      this.cutOff = false;
    });
  }

  isDead(): boolean {
    return this.dead;
  }

  die(): void {
    this.dead = true;
  }

  /** This machine's way to a server: what has left is done there, whatever becomes of this machine. */
  connect(server: Transport): Transport {
    return async request => {
      const { cutOff } = this;
      await this.time.sleep(LATENCY);
      if (cutOff) {
        await this.time.sleep(3_000);
        await this.awake();
        throw new TypeError('fetch failed');
      }
      const answer = server(new Request(request, { signal: null }));
      await answer.catch(() => {});
      await this.time.sleep(LATENCY);
      await this.awake();
      if (this.cutOff) throw new TypeError('fetch failed');
      return answer;
    };
  }

  private elapsed(): number {
    return (this.time.monotonic() - this.start) * this.rate;
  }

  private awake(): Promise<void> {
    return new Promise(resolve => this.whenAwake(this.waitingAnswers, resolve));
  }

  private whenAwake(waiting: Array<() => void>, run: () => void): void {
    if (this.dead) return;
    if (this.frozen) waiting.push(run);
    else run();
  }

  private thaw(order: ThawOrder): void {
    this.frozen = false;
    const [timers, answers] = [this.waitingTimers, this.waitingAnswers];
    this.waitingTimers = [];
    this.waitingAnswers = [];
    const all =
      order === 'timers-first'
        ? [...timers, ...answers]
        : [...answers, ...timers];
    all.forEach(run => this.whenAwake([], run));
  }
}
