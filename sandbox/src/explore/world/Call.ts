/** Who is called. */
export type Service = 'kubernetes' | 'route53' | 'acm' | 'elasticloadbalancing';

/** One request of the product to the outside, as faults see it. */
export interface Call {
  /** Counts the calls of a run from 1, leases left out (those are 0). */
  number: number;
  /** Counts the product's processes from 1. */
  process: number;
  service: Service;
  /** Of Kubernetes: the cluster. */
  cluster?: string;
  /** `create`, `patch`, `list`, `watch` …; of AWS the operation. */
  operation: string;
  /** What it is about: `domainclaims /shop.example.test`, a zone, names. */
  target: string;
  /** `lease`: renewals, which come all the time. */
  kind: 'write' | 'read' | 'watch' | 'lease' | 'event';
}

/**
 * What happens to one call. `before`: the process dies and nothing is sent. `after`: it is executed and the process dies.
 * `loseRequest` and `loseAnswer`: the connection breaks, the process lives on. `error`: nothing is executed; the label is one
 * of the world's for this call. `stale`: a read answers what the same read answered last time.
 */
export type CallFault =
  | {
      kind: 'crash';
      when: 'before' | 'after';
      /** Milliseconds until the next process starts; left out: a second. */
      downFor?: number;
    }
  | { kind: 'loseRequest' }
  | { kind: 'loseAnswer' }
  | { kind: 'error'; label: string }
  | { kind: 'stale' }
  /** Executed, and the answer replaced by a wrong one; the label is one of `wrongNothings`. */
  | { kind: 'rewrite'; label: string }
  /** The process stands still for that long, before or after the call is executed. */
  | { kind: 'freeze'; when: 'before' | 'after'; milliseconds: number }
  | { kind: 'delay'; milliseconds: number };

/** Decides call by call. */
export type CallPlan = (call: Call) => CallFault | undefined;

/** One line for people: `#12 kubernetes patch gatewayhostnamerequests shop/shop/status`. */
export function callLine(call: Call): string {
  const { number, service, cluster, operation, target } = call;
  return `#${number} ${service}${
    cluster ? ` ${cluster}` : ''
  } ${operation} ${target}`;
}
