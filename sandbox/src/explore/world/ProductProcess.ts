import { LoggerService } from '@backstage/backend-plugin-api';
import {
  HostnameReport,
  Reconciler,
} from '@hostmaster/backstage-plugin-hostnames-backend/embedded';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { Call, CallFault } from './Call';
import { FreezableClock } from './FreezableClock';

export type UnnumberedCall = Omit<Call, 'number' | 'process'>;

export interface ProductProcessOptions {
  /** Counts processes. */
  number: number;
  clock: Clock;
  /** Makes the reconciler, whose clients send everything through the process. */
  make: (process: ProductProcess) => Reconciler;
  /** Asked before every call. */
  meet: (call: Omit<Call, 'number'>) => CallFault | undefined;
  /** Told when a call has been executed. */
  executed: (call: Omit<Call, 'number'>) => void;
  onDeath: (process: ProductProcess, downFor?: number) => void;
}

/** How faults look to the client that meets them. */
export interface Ways<T> {
  /** The error of a connection that broke. */
  broken: () => Error;
  /** Answers or throws what the label stands for. */
  error: (label: string) => T | Promise<T>;
  /** What the same read answered last time; undefined: it was never asked. */
  stale?: () => T | undefined;
  rewrite?: (label: string, answer: T) => T | Promise<T>;
}

/** The product in one process: the real reconciler; every call to the outside can be interfered with. */
export class ProductProcess {
  readonly reports = new Map<string, HostnameReport>();
  readonly clock: FreezableClock;
  readonly reconciler: Reconciler;
  private readonly stopped = new AbortController();
  private dead = false;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: ProductProcessOptions) {
    this.clock = new FreezableClock(options.clock);
    this.reconciler = options.make(this);
  }

  get number(): number {
    return this.options.number;
  }

  get isDead(): boolean {
    return this.dead;
  }

  start(): void {
    this.running = this.reconciler.start(this.stopped.signal);
    this.running.catch(() => undefined);
  }

  /** At once: nothing is finished, nothing handed over. */
  kill(downFor?: number): void {
    if (this.dead) return;
    this.dead = true;
    this.stopped.abort();
    this.options.onDeath(this, downFor);
  }

  /** In good order. */
  stop(): Promise<void> {
    this.stopped.abort();
    return this.running.catch(() => undefined);
  }

  /** Takes a call through the plan. */
  async send<T>(
    what: UnnumberedCall,
    execute: () => Promise<T> | T,
    ways: Ways<T>,
  ): Promise<T> {
    const call = { process: this.number, ...what };
    const requireAlive = () => {
      if (this.dead) throw ways.broken();
    };
    requireAlive();
    await this.clock.thawed();
    const fault = this.options.meet(call);
    if (fault) return this.sendFaulty(call, fault, execute, ways);
    const answer = await execute();
    this.options.executed(call);
    await this.clock.thawed();
    requireAlive();
    return answer;
  }

  private async sendFaulty<T>(
    call: Omit<Call, 'number'>,
    fault: CallFault,
    execute: () => Promise<T> | T,
    ways: Ways<T>,
  ): Promise<T> {
    if (fault.kind === 'crash' && fault.when === 'before')
      this.kill(fault.downFor);
    if (fault.kind === 'freeze' && fault.when === 'before')
      await this.clock.freeze(fault.milliseconds);
    if (this.dead || fault.kind === 'loseRequest') throw ways.broken();
    if (fault.kind === 'error') return ways.error(fault.label);
    if (fault.kind === 'delay') await this.clock.sleep(fault.milliseconds);
    const old = fault.kind === 'stale' ? ways.stale?.() : undefined;
    if (old !== undefined) return old;
    const answer = await execute();
    this.options.executed(call);
    if (fault.kind === 'crash') this.kill(fault.downFor);
    if (fault.kind === 'freeze' && fault.when === 'after')
      await this.clock.freeze(fault.milliseconds);
    if (fault.kind === 'loseAnswer') throw ways.broken();
    await this.clock.thawed();
    if (this.dead) throw ways.broken();
    return fault.kind === 'rewrite' && ways.rewrite
      ? ways.rewrite(fault.label, answer)
      : answer;
  }
}

const trace = process.env.HOSTMASTER_TRACE;
const say = (level: string) => (message: string, meta?: unknown) => {
  const error = meta instanceof Error ? meta : (meta as any)?.error;
  if (trace)
    process.stderr.write(`    [${level}] ${message} ${error?.stack ?? ''}\n`);
};

/** Says nothing, unless HOSTMASTER_TRACE is set. */
export const quietLogger: LoggerService = {
  error: say('error'),
  warn: say('warn'),
  info: say('info'),
  debug: trace === 'debug' ? say('debug') : () => {},
  child: () => quietLogger,
};
