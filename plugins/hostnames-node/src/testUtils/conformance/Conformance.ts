/* eslint-disable jest/no-export, jest/no-standalone-expect, jest/expect-expect, jest/valid-title, jest/no-disabled-tests --
 * a suite for others to run: its tests are declared by functions */
/** What every harness offers: a provider against some service, and a way to let time pass there. @public */
export interface ProviderHarness<P> {
  provider: P;
  /** A process of its own on the same account: shares nothing with the first one but the service. */
  another(): P;
  /** Waits for work; under a virtual clock it moves time on meanwhile. */
  done<T>(work: Promise<T>): Promise<T>;
  /** Lets time pass, in ms; waits in earnest where time is real. */
  pass(milliseconds: number): Promise<void>;
  /** Monotonic ms of the provider's clock. */
  monotonic(): number;
  stop(): void | Promise<void>;
}

/** @public */
export interface ConformanceOptions {
  /**
   * Cases that the service behind the harness does not behave like, by title, each with its reason. They are skipped and
   * show the reason.
   */
  differs?: Record<string, string>;
  /** For services over a network. */
  timeoutMs?: number;
}

/** `it`, or a skipped one that says why. */
export function casesFor(options: ConformanceOptions = {}) {
  const open = new Set(Object.keys(options.differs ?? {}));
  const run = (title: string, test: () => Promise<void>) => {
    const reason = options.differs?.[title];
    open.delete(title);
    if (reason === undefined) it(title, test, options.timeoutMs);
    else it.skip(`${title} (differs: ${reason})`, test);
  };
  /** A reason for a case that does not exist would hide a renamed one. */
  const finish = () => {
    if (open.size > 0) {
      throw new Error(`no conformance case is called: ${[...open].join('; ')}`);
    }
  };
  return { run, finish };
}

/** Asks again, letting time pass in between, until the answer is as wanted. @throws Error after `limitMs` */
export async function eventually<T>(
  harness: Pick<ProviderHarness<unknown>, 'done' | 'pass'>,
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  options: { limitMs: number; everyMs: number },
): Promise<T> {
  for (let waited = 0; ; waited += options.everyMs) {
    const answer = await harness.done(ask());
    if (isWanted(answer)) return answer;
    if (waited >= options.limitMs) {
      throw new Error(
        `not as wanted within ${
          options.limitMs
        } ms; the last answer was ${JSON.stringify(answer)}`,
      );
    }
    await harness.pass(options.everyMs);
  }
}
