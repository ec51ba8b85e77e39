import type { Ownership } from '@hostmaster/backstage-plugin-hostnames-common';
import type { RequestIdentity } from '@hostmaster/backstage-plugin-hostnames-node';
import type { NameOwnership } from './records/ownership.pure';
import type { Subject } from './Subject';
import { consentIn, isOfferedTo } from './transfer.pure';

/** Names the cluster of this installation that the request takes its names over from. */
export const TAKEOVER_ANNOTATION = 'hostmaster.dev/takeover-from';

/**
 * Whether a name that another request holds may be taken over: its holder has agreed (`transfer.pure.ts`), or the request
 * asks for exactly the cluster it is in and a platform engineer has delegated the name to its namespace here. A tenant's own
 * annotation moves nothing.
 *
 * | annotation | TXT | delegation | takeover |
 * | --- | --- | --- | --- |
 * | blue | blue's | to us | yes |
 * | blue | blue's | none | no |
 * | blue | green's | to us | no |
 * | – | blue's | to us | no |
 * | blue | blue's, of another installation | to us | no |
 * | – | anybody's of this installation, held, `to` us | | yes |
 * | – | the same, released | | no: it is free for us at once |
 */
export function mayTakeOver(
  subject: Subject,
  ownership: NameOwnership,
  delegation: { namespaces: string[] } | undefined,
): boolean {
  const { identity } = subject;
  if (ownership.kind !== 'other') return false;
  const { state } = ownership.ownership;
  if (state === 'held' && isOfferedTo(ownership.ownership, identity)) {
    return true;
  }
  return (
    isTakenFrom(subject, ownership.ownership) &&
    (delegation?.namespaces.includes(identity.namespace) ?? false)
  );
}

/** A released name that need not cool down for the request: it is its namespace's own, or was left to it. */
export function mayReturn(
  identity: RequestIdentity,
  ownership: Ownership,
): boolean {
  const { installation, cluster, owner, state } = ownership;
  const own =
    installation === identity.installation &&
    cluster === identity.cluster &&
    owner.namespace === identity.namespace;
  return state === 'released' && (own || isOfferedTo(ownership, identity));
}

/**
 * Whether what another request has beside a name need not be feared: it is of the same namespace, or on its way there
 * together with the name.
 */
export function goesTogether(subject: Subject, rival: Ownership): boolean {
  const { identity } = subject;
  const { installation, cluster, owner } = rival;
  if (installation !== identity.installation) return false;
  const home = `${identity.cluster}/${identity.namespace}/`;
  if (consentIn(rival)?.startsWith(home)) return true;
  if (owner.namespace !== identity.namespace) return false;
  return cluster === identity.cluster || isTakenFrom(subject, rival);
}

function isTakenFrom({ identity, request }: Subject, other: Ownership) {
  const from = request.metadata.annotations?.[TAKEOVER_ANNOTATION];
  return (
    from !== identity.cluster &&
    other.cluster === from &&
    other.installation === identity.installation
  );
}
