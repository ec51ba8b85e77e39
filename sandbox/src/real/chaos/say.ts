import { systemClock } from '@hostmaster/kubernetes-runtime';

/** Prints what was measured as one line of JSON, past jest's console. */
export function say(suite: string, measured: object): void {
  process.stdout.write(
    `HOSTMASTER_CHAOS ${JSON.stringify({ suite, ...measured })}\n`,
  );
}

/** Prints how far it is, with `HOSTMASTER_TRACE=1`. */
export function trace(line: string): void {
  if (process.env.HOSTMASTER_TRACE)
    process.stderr.write(
      `${new Date(systemClock.now()).toISOString()} ${line}\n`,
    );
}
