import {
  HOSTMASTER_API_VERSION,
  MANAGED_BY,
  MANAGED_BY_LABEL,
  claimName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { RequestIdentity } from '@hostmaster/backstage-plugin-hostnames-node';
import { ClaimObject, claimKind } from '../gateways/kinds';
import { ClusterWorld } from '../reconciler/ClusterWorld';

/** Keeps a delegation while a request holds the delegated name. */
const DELEGATE_ANNOTATION = 'hostmaster.dev/delegate';

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
  const wasOurs = claim.spec.owner !== undefined;
  const taken = await cluster.client.replace(claimKind, {
    ...claim,
    metadata: {
      ...claim.metadata,
      annotations: {
        ...claim.metadata.annotations,
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
