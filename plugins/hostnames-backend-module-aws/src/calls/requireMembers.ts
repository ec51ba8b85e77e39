import { ProviderError } from '@hostmaster/backstage-plugin-hostnames-node';

/**
 * An answer has to have the members that the API always sends. A proxy's page or an empty body with status 200 is read by the
 * SDK as an answer without members: it must not be taken for "there is nothing".
 *
 * @throws ProviderError `unavailable`
 */
export function requireMembers(
  answer: unknown,
  members: string[],
  call: { service: string; operation: string },
): void {
  const missing = members.filter(
    member => (answer as Record<string, unknown>)[member] === undefined,
  );
  if (missing.length === 0) return;
  throw new ProviderError(
    'unavailable',
    `${call.service} ${call.operation}: the answer has no ${missing.join(
      ' and no ',
    )}; something between here and AWS may have answered in its place`,
    call,
  );
}
