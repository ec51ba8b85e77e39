import type { HostnameSummary } from '@hostmaster/backstage-plugin-hostnames-common';

/** Down, then at risk, then the others; by the certificate's end within each. */
export function atRiskFirst(items: HostnameSummary[]): HostnameSummary[] {
  return [...items].sort(
    (a, b) => rankOf(a) - rankOf(b) || endOf(a) - endOf(b),
  );
}

function rankOf({ verdict }: HostnameSummary): number {
  return ['down', 'at-risk', 'none'].indexOf(verdict.impact);
}

function endOf({ certificateExpiresAt }: HostnameSummary): number {
  const end = Date.parse(certificateExpiresAt ?? '');
  return Number.isNaN(end) ? Number.MAX_SAFE_INTEGER : end;
}
