import { Clock, Random } from '@hostmaster/kubernetes-runtime';
import { AwsError, ConnectionLost } from './AwsError';
import { AwsService } from './CallLog';

/** Which calls a fault hits; what is left out matches all. @public */
export interface FaultTarget {
  service?: AwsService;
  operation?: string;
  region?: string;
  /** Calls whose short parameters contain this text in any value. */
  parameter?: string;
}

/** How long a fault lasts: a number of calls, a time, a share of the calls; for ever when nothing is given. @public */
export interface FaultSpan {
  times?: number;
  forMilliseconds?: number;
  /** 0 to 1; 1 when left out. */
  share?: number;
}

/**
 * What can go wrong with a call.
 * `throttle`: the service's own throttling error. `fail`: an error before anything is executed; status 400, or 500 and above
 * for an outage. `loseRequest`: the connection breaks before the call is executed. `loseAnswer`: it is executed, the answer
 * never arrives. `delay`: the answer comes later.
 *
 * @public
 */
export type FaultKind =
  | { kind: 'throttle' }
  | { kind: 'fail'; code: string; message?: string; status?: number }
  | { kind: 'loseRequest' }
  | { kind: 'loseAnswer' }
  | { kind: 'delay'; milliseconds: number };

/** @public */
export type Fault = FaultKind & {
  id: string;
  target: FaultTarget;
  span: FaultSpan;
  hits: number;
};

interface ActiveFault {
  fault: Fault;
  until?: number;
}

/** The faults that one call meets. @public */
export interface FaultVerdict {
  throttle: boolean;
  error?: Error;
  loseAnswer: boolean;
  delay: number;
}

/**
 * Things that break on purpose. The newest fault comes first.
 *
 * @public
 */
export class Faults {
  private active: ActiveFault[] = [];
  private sequence = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly onChange: () => void = () => {},
  ) {}

  /** A share of the calls is throttled; `faults.throttle({ service: 'route53' }, { share: 0.3 })`. */
  throttle(target: FaultTarget = {}, span: FaultSpan = {}): () => void {
    return this.add({ kind: 'throttle' }, target, span);
  }

  /** Calls fail with an error of this code, nothing is executed. */
  fail(
    target: FaultTarget,
    error: { code: string; message?: string; status?: number },
    span: FaultSpan = { times: 1 },
  ): () => void {
    return this.add({ kind: 'fail', ...error }, target, span);
  }

  /** The call is executed and its answer lost. */
  loseAnswer(target: FaultTarget, span: FaultSpan = { times: 1 }): () => void {
    return this.add({ kind: 'loseAnswer' }, target, span);
  }

  /** The call is lost before it is executed. */
  loseRequest(target: FaultTarget, span: FaultSpan = { times: 1 }): () => void {
    return this.add({ kind: 'loseRequest' }, target, span);
  }

  /** Answers come later by this much. */
  delay(
    target: FaultTarget,
    milliseconds: number,
    span: FaultSpan = {},
  ): () => void {
    return this.add({ kind: 'delay', milliseconds }, target, span);
  }

  list(): Fault[] {
    this.dropEnded();
    return this.active.map(({ fault }) => ({ ...fault }));
  }

  /** Ends one fault, or all. */
  clear(id?: string): void {
    this.active =
      id === undefined
        ? []
        : this.active.filter(({ fault }) => fault.id !== id);
    this.onChange();
  }

  /** What this call meets; counts as a hit of each fault that applies. */
  meet(call: {
    service: AwsService;
    operation: string;
    region: string;
    parameters: Record<string, string | number>;
  }): FaultVerdict {
    const verdict: FaultVerdict = {
      throttle: false,
      loseAnswer: false,
      delay: 0,
    };
    if (this.active.length === 0) return verdict;
    this.dropEnded();
    for (const { fault } of [...this.active].reverse()) {
      if (!hits(fault.target, call)) continue;
      if (fault.span.share !== undefined && this.random() >= fault.span.share)
        continue;
      fault.hits++;
      applyTo(verdict, fault);
      if (verdict.error || verdict.throttle) break;
    }
    this.dropEnded();
    return verdict;
  }

  private add(
    kind: FaultKind,
    target: FaultTarget,
    span: FaultSpan,
  ): () => void {
    const id = `fault-${++this.sequence}`;
    const until =
      span.forMilliseconds === undefined
        ? undefined
        : this.clock.monotonic() + span.forMilliseconds;
    this.active.push({ fault: { ...kind, id, target, span, hits: 0 }, until });
    this.onChange();
    return () => this.clear(id);
  }

  private dropEnded(): void {
    const now = this.clock.monotonic();
    this.active = this.active.filter(
      ({ fault, until }) =>
        (until === undefined || now < until) &&
        (fault.span.times === undefined || fault.hits < fault.span.times),
    );
  }
}

function applyTo(verdict: FaultVerdict, fault: Fault): void {
  switch (fault.kind) {
    case 'throttle':
      verdict.throttle = true;
      return;
    case 'fail':
      verdict.error = new AwsError(fault.code, fault.message ?? fault.code, {
        status: fault.status ?? 400,
      });
      return;
    case 'loseRequest':
      verdict.error = new ConnectionLost();
      return;
    case 'loseAnswer':
      verdict.loseAnswer = true;
      return;
    case 'delay':
      verdict.delay += fault.milliseconds;
      return;
    default:
      throw new Error(`unknown fault ${JSON.stringify(fault satisfies never)}`);
  }
}

function hits(
  target: FaultTarget,
  call: {
    service: AwsService;
    operation: string;
    region: string;
    parameters: Record<string, string | number>;
  },
): boolean {
  return (
    (target.service === undefined || target.service === call.service) &&
    (target.operation === undefined || target.operation === call.operation) &&
    (target.region === undefined || target.region === call.region) &&
    (target.parameter === undefined ||
      Object.values(call.parameters).some(value =>
        String(value).includes(target.parameter as string),
      ))
  );
}
