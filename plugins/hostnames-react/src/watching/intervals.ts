import type { HostnameSummary } from '@hostmaster/backstage-plugin-hostnames-common';

/** Between reads while something is on its way, in ms. */
const SOON = 10_000;
/** Between reads while nothing is expected to change, in ms. */
const LATER = 60_000;

/** Often while a hostname waits or is being deleted, seldom otherwise. */
export function intervalFor(
  hostnames: Array<Pick<HostnameSummary, 'verdict' | 'deleting'>> | undefined,
): number {
  const moving = hostnames?.some(
    ({ verdict, deleting }) => deleting || verdict.level === 'waiting',
  );
  return moving ? SOON : LATER;
}
