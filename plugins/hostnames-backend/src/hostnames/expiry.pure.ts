import type { RequestObject } from '../gateways/kinds';

/** Labels and annotations that GitOps engines leave on what they apply, and would apply again. */
const APPLIED_BY = [
  'kustomize.toolkit.fluxcd.io/name',
  'helm.toolkit.fluxcd.io/name',
  'argocd.argoproj.io/instance',
  'argocd.argoproj.io/tracking-id',
  'app.kubernetes.io/instance',
];

/** Wall-clock ms at which the time of `spec.expiresAfter` (`72h`, `1h30m`) is over; undefined: it never is. */
export function expiresAt(
  request: Pick<RequestObject, 'spec' | 'metadata'>,
): number | undefined {
  const { spec, metadata } = request;
  const [, hours, minutes, seconds] =
    spec.expiresAfter?.match(/^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/) ?? [];
  const length =
    Number(hours ?? 0) * 3_600_000 +
    Number(minutes ?? 0) * 60_000 +
    Number(seconds ?? 0) * 1_000;
  const created = Date.parse(metadata.creationTimestamp ?? '');
  return length === 0 || Number.isNaN(created) ? undefined : created + length;
}

/**
 * Whether somebody would make the request anew if it deleted itself, with a new creation time and so for another while. Such
 * a request stays, with nothing to its name, until its manifest goes.
 */
export function isKeptByGitOps({
  metadata,
}: Pick<RequestObject, 'metadata'>): boolean {
  return APPLIED_BY.some(
    key =>
      metadata.labels?.[key] !== undefined ||
      metadata.annotations?.[key] !== undefined,
  );
}
