import { systemClock } from '@hostmaster/kubernetes-runtime';

/** Looks until there is something to see. @throws Error that says what was waited for, after `patience` ms */
export async function until(
  what: string,
  look: () => Promise<unknown>,
  patience = 240_000,
  pause = 250,
): Promise<void> {
  const deadline = systemClock.monotonic() + patience;
  while (!(await look())) {
    if (systemClock.monotonic() > deadline)
      throw new Error(`waited ${patience / 1000} s in vain until ${what}`);
    await systemClock.sleep(pause);
  }
}
