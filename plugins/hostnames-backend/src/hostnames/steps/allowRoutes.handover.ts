import { ChainDeps } from '../ChainDeps';
import { delegationOver } from '../claims';
import { ownershipIn } from '../records/ownership.pure';
import { viewOrGone } from '../records/zoneAccess';
import { Subject } from '../Subject';
import { mayTakeOver } from '../takeover.pure';
import { consentOf } from '../transfer.pure';

/**
 * Whether the hostname changes hands within the cluster: `coming` from the request that holds it, or `gone` to another, which
 * then has the ListenerSet too.
 */
export async function handover(
  subject: Subject,
  deps: ChainDeps,
): Promise<'coming' | 'gone' | undefined> {
  const [main] = subject.names;
  if (!main) return undefined;
  const { hostname, validationZone } = main;
  const view = await viewOrGone(subject, deps, validationZone.id, {
    fresh: false,
  });
  const ownership = view && ownershipIn(view, hostname, subject.identity);
  if (ownership?.kind !== 'other') return undefined;
  const { installation, cluster, state } = ownership.ownership;
  const isHere =
    installation === subject.identity.installation &&
    cluster === subject.identity.cluster &&
    state === 'held';
  if (!isHere) return undefined;
  const delegation = delegationOver(deps.cluster, hostname);
  return mayTakeOver(subject, ownership, delegation) ? 'coming' : 'gone';
}

/** Namespaces of this cluster to which the holder agreed to hand the hostname over, once somebody there asks for it. */
export function receiversOf(
  subject: Subject,
  { cluster }: ChainDeps,
): string[] {
  const consent = consentOf(subject.request, subject.identity);
  if (consent.kind !== 'to') return [];
  const [target, namespace, name] = consent.target.split('/');
  if (target !== cluster.name) return [];
  const receiver = cluster.stores.requests.get({ namespace, name });
  const isAsking =
    receiver?.spec.hostname === subject.request.spec.hostname &&
    !receiver.metadata.deletionTimestamp;
  return isAsking ? [namespace] : [];
}
