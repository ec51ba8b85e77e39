import {
  HOSTMASTER_API_VERSION,
  MANAGED_BY,
  MANAGED_BY_LABEL,
  claimName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { RequestIdentity } from '@hostmaster/backstage-plugin-hostnames-node';
import { ClaimObject, claimKind } from '../gateways/kinds';
import { ClusterWorld, indexes } from '../reconciler/ClusterWorld';

/** Keeps a delegation while a request holds the delegated name. */
const DELEGATE_ANNOTATION = 'hostmaster.dev/delegate';

/**
 * On a claim, which only the platform team and the controller may write (RBAC, and `deploy/policies`): record types at the
 * hostname, like `A+AAAA` or `CNAME`, that were written by hand and may be exchanged for the alias.
 */
export const ADOPT_ANNOTATION = 'hostmaster.dev/adopt-records';

/** On a claim whose request was deleted with `deletionPolicy: Retain`: nothing of it is ever collected. */
export const RETAINED_ANNOTATION = 'hostmaster.dev/retained';

type Delegate = NonNullable<ClaimObject['spec']['delegate']>;

/** What a delegation was like before a request took the name. */
interface KeptDelegation {
  zoneId?: string;
  delegate: Delegate;
}

/** First come, first served: throws `AlreadyExists` when somebody else was first. */
export async function createClaim(
  cluster: ClusterWorld,
  claim: {
    hostname: string;
    zoneId: string;
    identity: RequestIdentity;
    uid: string;
    claimedAt: string;
  },
): Promise<void> {
  const { hostname, zoneId, identity, uid, claimedAt } = claim;
  const created = await cluster.client.create(claimKind, {
    apiVersion: HOSTMASTER_API_VERSION,
    kind: 'DomainClaim',
    metadata: {
      name: claimName(hostname),
      labels: { [MANAGED_BY_LABEL]: MANAGED_BY },
    },
    spec: {
      hostname,
      zoneId,
      state: 'held',
      owner: { namespace: identity.namespace, name: identity.name, uid },
      claimedAt,
    },
  });
  expected(cluster, created);
}

/** Takes a claim that is ours from before, released by us, or delegated to us; refused when it has changed since. */
export async function takeClaim(
  cluster: ClusterWorld,
  claim: ClaimObject,
  owner: { identity: RequestIdentity; uid: string; claimedAt: string },
): Promise<void> {
  const { delegate, ...spec } = claim.spec;
  const { releasedUntil: _, ...held } = spec;
  const { [RETAINED_ANNOTATION]: __, ...annotations } =
    claim.metadata.annotations ?? {};
  const wasOurs =
    claim.spec.owner?.namespace === owner.identity.namespace &&
    claim.spec.owner.name === owner.identity.name;
  const taken = await cluster.client.replace(claimKind, {
    ...claim,
    metadata: {
      ...claim.metadata,
      annotations: {
        ...annotations,
        ...(delegate
          ? {
              [DELEGATE_ANNOTATION]: JSON.stringify({
                zoneId: spec.zoneId,
                delegate,
              } satisfies KeptDelegation),
            }
          : {}),
      },
    },
    spec: {
      ...held,
      state: 'held',
      owner: {
        namespace: owner.identity.namespace,
        name: owner.identity.name,
        uid: owner.uid,
      },
      claimedAt: wasOurs ? held.claimedAt ?? owner.claimedAt : owner.claimedAt,
    },
  });
  expected(cluster, taken);
}

/** What is kept of a request that goes stays its namespace's, until a request of the same name comes back. */
export async function retainClaims(
  cluster: ClusterWorld,
  identity: Pick<RequestIdentity, 'namespace' | 'name'>,
): Promise<void> {
  const claims = cluster.stores.claims.byIndex(
    indexes.claimsByOwner,
    `${identity.namespace}/${identity.name}`,
  );
  for (const claim of claims) {
    const { annotations } = claim.metadata;
    if (annotations?.[RETAINED_ANNOTATION]) continue;
    const written = await cluster.client.replace(claimKind, {
      ...claim,
      metadata: {
        ...claim.metadata,
        annotations: { ...annotations, [RETAINED_ANNOTATION]: 'true' },
      },
    });
    expected(cluster, written);
  }
}

/** Gives the name up: a delegation becomes one again, else the claim cools down, or goes when there is no `until`. */
export async function giveUpClaim(
  cluster: ClusterWorld,
  claim: ClaimObject,
  until: string | undefined,
): Promise<void> {
  const kept = keptDelegation(claim);
  if (!kept && until === undefined) {
    await removeClaim(cluster, claim);
    return;
  }
  const { [DELEGATE_ANNOTATION]: _, ...annotations } =
    claim.metadata.annotations ?? {};
  const { hostname } = claim.spec;
  const written = await cluster.client.replace(claimKind, {
    ...claim,
    metadata: { ...claim.metadata, annotations },
    spec: kept
      ? { hostname, ...kept }
      : { ...claim.spec, state: 'released', releasedUntil: until },
  });
  expected(cluster, written);
}

/**
 * The record types at the hostname that may be taken in, as a platform engineer said on the claim; none on a claim that is
 * another request's, or delegated to other namespaces.
 */
export function adoptableTypes(
  claim: ClaimObject | undefined,
  identity: Pick<RequestIdentity, 'namespace' | 'name'>,
): string[] {
  const text = claim?.metadata.annotations?.[ADOPT_ANNOTATION];
  if (!claim || !text) return [];
  const { owner, delegate } = claim.spec;
  const isOurs = owner
    ? owner.namespace === identity.namespace && owner.name === identity.name
    : delegate?.namespaces.includes(identity.namespace) === true;
  if (!isOurs) return [];
  const named = text.toUpperCase().split(/[\s,+]+/);
  return ['A', 'AAAA', 'CNAME'].filter(type => named.includes(type));
}

/** Only the very object that was seen. */
export async function removeClaim(
  cluster: ClusterWorld,
  claim: ClaimObject,
): Promise<void> {
  const { name, uid, resourceVersion } = claim.metadata;
  await cluster.client.delete(claimKind, { name }, { uid, resourceVersion });
}

/** The closest delegation that covers the hostname: of the name itself, or of a name above it with `suffix`. */
export function delegationOver(
  cluster: ClusterWorld,
  hostname: string,
): { hostname: string; namespaces: string[] } | undefined {
  const exact = delegateOf(cluster, hostname);
  if (exact) return { hostname, namespaces: exact.namespaces };
  let above = hostname.startsWith('*.') ? hostname.slice(2) : parent(hostname);
  while (above.includes('.')) {
    const delegate = delegateOf(cluster, above);
    if (delegate?.suffix)
      return { hostname: above, namespaces: delegate.namespaces };
    above = parent(above);
  }
  return undefined;
}

function delegateOf(
  cluster: ClusterWorld,
  hostname: string,
): Delegate | undefined {
  const claim = cluster.stores.claims.get({ name: claimName(hostname) });
  if (!claim || claim.spec.hostname !== hostname) return undefined;
  return claim.spec.delegate ?? keptDelegation(claim)?.delegate;
}

function keptDelegation(claim: ClaimObject): KeptDelegation | undefined {
  const text = claim.metadata.annotations?.[DELEGATE_ANNOTATION];
  if (!text) return undefined;
  try {
    const kept = JSON.parse(text) as KeptDelegation;
    return Array.isArray(kept.delegate?.namespaces) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function parent(hostname: string): string {
  const dot = hostname.indexOf('.');
  return dot < 0 ? '' : hostname.slice(dot + 1);
}

function expected(cluster: ClusterWorld, claim: ClaimObject): void {
  const { name, resourceVersion } = claim.metadata;
  if (resourceVersion) cluster.stores.claims.expect({ name }, resourceVersion);
}
