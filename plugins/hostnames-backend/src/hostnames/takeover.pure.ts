import type { NameOwnership } from './records/ownership.pure';
import type { Subject } from './Subject';

/** Names the cluster of this installation that the request takes its names over from. */
export const TAKEOVER_ANNOTATION = 'hostmaster.dev/takeover-from';

/**
 * Whether a name that a request of another cluster holds may be taken over: the request asks for exactly that cluster, and a
 * platform engineer has delegated the name to its namespace here. A tenant's annotation alone moves nothing.
 *
 * | annotation | TXT | delegation | takeover |
 * | --- | --- | --- | --- |
 * | blue | blue's | to us | yes |
 * | blue | blue's | none | no |
 * | blue | green's | to us | no |
 * | – | blue's | to us | no |
 * | blue | blue's, of another installation | to us | no |
 */
export function mayTakeOver(
  subject: Subject,
  ownership: NameOwnership,
  delegation: { namespaces: string[] } | undefined,
): boolean {
  const { identity, request } = subject;
  const from = request.metadata.annotations?.[TAKEOVER_ANNOTATION];
  return (
    ownership.kind === 'other' &&
    from !== undefined &&
    from !== identity.cluster &&
    ownership.ownership.cluster === from &&
    ownership.ownership.installation === identity.installation &&
    (delegation?.namespaces.includes(identity.namespace) ?? false)
  );
}
