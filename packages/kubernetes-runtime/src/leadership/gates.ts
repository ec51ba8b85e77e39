import { KubernetesError } from '../client/errors';
import { WriteGate } from './types';

/** A gate that somebody opens and closes. @public */
export interface SwitchGate extends WriteGate {
  open(): void;
  /** Aborts the writes in flight with a `GateClosed` of this reason. */
  close(reason: string): void;
}

/**
 * A gate with a switch, closed at first. `mayPass` is asked at the very moment of each write on top of that, for what cannot
 * wait for a timer: a deadline.
 *
 * @public
 */
export function createSwitchGate(
  options: { mayPass?: () => boolean; closedReason?: string } = {},
): SwitchGate {
  const { mayPass = () => true } = options;
  let reason = options.closedReason ?? 'this process may not write';
  let controller: AbortController | undefined;
  let inFlight = 0;
  let waiting: Array<() => void> = [];

  function settled() {
    inFlight--;
    if (inFlight > 0) return;
    const resolvers = waiting;
    waiting = [];
    resolvers.forEach(resolve => resolve());
  }

  return {
    isOpen: () => controller !== undefined && mayPass(),
    open() {
      controller ??= new AbortController();
    },
    close(why) {
      reason = why;
      const closing = controller;
      controller = undefined;
      closing?.abort(new KubernetesError('GateClosed', why));
    },
    async pass(write) {
      if (!controller || !mayPass()) {
        throw new KubernetesError('GateClosed', reason);
      }
      inFlight++;
      try {
        return await write(controller.signal);
      } finally {
        settled();
      }
    },
    drained() {
      return inFlight === 0
        ? Promise.resolve()
        : new Promise(resolve => waiting.push(resolve));
    },
  };
}

/** A gate that is always open: for tests, and for a process that is the only one by construction. @public */
export function openGate(): WriteGate {
  const gate = createSwitchGate();
  gate.open();
  return gate;
}

/**
 * A gate that is open while all of the given gates are: leadership and a brake, for instance. A write is in flight in each of
 * them, and the signal of whichever closes first aborts it.
 *
 * @public
 */
export function combineGates(...gates: WriteGate[]): WriteGate {
  return {
    isOpen: () => gates.every(gate => gate.isOpen()),
    pass: write => passAll(gates, write, []),
    drained: async () => {
      await Promise.all(gates.map(gate => gate.drained()));
    },
  };
}

function passAll<T>(
  [first, ...others]: WriteGate[],
  write: (signal: AbortSignal) => Promise<T>,
  signals: AbortSignal[],
): Promise<T> {
  if (!first) {
    return write(AbortSignal.any(signals));
  }
  return first.pass(signal => passAll(others, write, [...signals, signal]));
}
