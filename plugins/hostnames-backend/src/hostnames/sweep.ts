import { claimName } from '@hostmaster/backstage-plugin-hostnames-common';
import { ClaimObject, RequestObject } from '../gateways/kinds';
import { indexes } from '../reconciler/ClusterWorld';
import { runChain } from '../reconciler/runChain';
import { releaseChain } from './chain';
import { ChainDeps } from './ChainDeps';
import { RETAINED_ANNOTATION, removeClaim } from './claims';
import { explainError } from './errors';
import { collectOrphanCertificates } from './orphanCertificates';
import { placeOf, placesForRelease } from './placesForRelease';
import { subjectOf } from './subjectOf';
import { ownershipIn, ownershipsIn } from './records/ownership.pure';
import { submitChanges, viewOrGone } from './records/zoneAccess';
import { Memory, Subject, subjectKey, withMemory } from './Subject';

/** What a request that is gone would have in its status, by key: its clean-up takes several sweeps. */
export type GhostMemory = Map<string, NonNullable<RequestObject['status']>>;

/**
 * Removes from one cluster what nobody will come for: names whose cool-down has ended, and what belonged to requests that are
 * gone without having been cleaned up (a finalizer removed by hand). Only what this process itself has seen without its
 * request for as long as configured, with ownership proved anew by each release.
 */
export async function sweep(
  deps: ChainDeps,
  remembered: GhostMemory,
): Promise<void> {
  const { stores } = deps.cluster;
  const synced = [stores.requests, stores.claims].every(store =>
    store.hasSynced(),
  );
  if (!synced) return;
  for (const claim of stores.claims.list()) {
    if (claim.spec.state === 'released') await reap(claim, deps);
    else if (claim.spec.owner) await collect(claim, deps, remembered);
  }
  await reapRecords(deps);
  await collectOrphanCertificates(deps);
}

async function reap(claim: ClaimObject, deps: ChainDeps): Promise<void> {
  const until = Date.parse(claim.spec.releasedUntil ?? '');
  if (until > deps.clock.now()) return;
  const subject = ghostOf(claim, deps);
  if (!subject) return;
  const { zones } = await deps.providers.dns(subject.profile!).zones();
  const place = placeOf(subject, claim.spec.hostname, claim.spec.zoneId, zones);
  const { hostname, validationZone: zone } = place;
  const view = await viewOrGone(subject, deps, zone.id);
  const ownership = view && ownershipIn(view, hostname, subject.identity);
  if (ownership?.kind === 'own' && ownership.ownership.state === 'released') {
    await submitChanges(subject, deps, zone.id, [
      { action: 'DELETE', record: ownership.record },
    ]);
  }
  await removeClaim(deps.cluster, claim);
}

/** Everything a request left behind, in the order of any deletion. */
async function collect(
  claim: ClaimObject,
  deps: ChainDeps,
  remembered: GhostMemory,
): Promise<void> {
  const { owner } = claim.spec;
  if (claim.metadata.annotations?.[RETAINED_ANNOTATION]) return;
  const request = owner && deps.cluster.stores.requests.get(owner);
  const key = `orphan ${deps.cluster.name}/${claim.metadata.name}`;
  const orphaned = deps.notes.lasting(
    key,
    claim.metadata.uid ?? '',
    request === undefined,
  );
  if (request || orphaned < deps.config.reconciler.waits.orphan) return;
  const ghost = ghostOf(claim, deps);
  if (!ghost) return;
  const known = remembered.get(subjectKey(ghost.identity)) ?? {};
  const subject = withMemory(
    { ...ghost, names: await placesForRelease(ghost, deps) },
    { status: known },
  );
  const outcome = await runChain<Subject, ChainDeps, Memory>(
    releaseChain,
    subject,
    deps,
    {
      direction: 'release',
      now: () => deps.clock.now(),
      remember: withMemory,
      beforeAct: async () => {},
      explain: explainError,
    },
  );
  if (outcome.finished) {
    remembered.delete(subjectKey(ghost.identity));
    deps.brake.released(subject);
  } else {
    remembered.set(
      subjectKey(ghost.identity),
      outcome.subject.request.status ?? {},
    );
  }
  const last = outcome.conditions[outcome.conditions.length - 1];
  deps.logger.info(
    `${subjectKey(
      ghost.identity,
    )} has no request any more and is being cleaned up: ${last?.message}`,
  );
}

/** TXT records whose cool-down has ended and whose claim is gone. */
async function reapRecords(deps: ChainDeps): Promise<void> {
  const inUse = zonesInUse(deps);
  for (const provider of deps.providers.allDns()) {
    const { zones } = await provider.zones();
    const used = zones.filter(({ id }) => inUse.has(id));
    for (const { id } of used) {
      const view = await provider.view(id);
      for (const found of ownershipsIn(view)) {
        await reapRecord(found, id, deps);
      }
    }
  }
}

/** Listing a zone costs calls; zones nobody has a name in are left alone. */
function zonesInUse({ cluster }: ChainDeps): Set<string> {
  const { requests, claims } = cluster.stores;
  return new Set([
    ...requests
      .list()
      .flatMap(({ status }) => status?.validationZone?.id ?? []),
    ...claims.list().flatMap(({ spec }) => spec.zoneId ?? []),
  ]);
}

async function reapRecord(
  found: ReturnType<typeof ownershipsIn> extends Iterable<infer T> ? T : never,
  zoneId: string,
  deps: ChainDeps,
): Promise<void> {
  const { ownership, hostname, record } = found;
  const isOurs =
    ownership.installation === deps.config.installation &&
    ownership.cluster === deps.cluster.name;
  const until = Date.parse(ownership.until ?? '');
  if (!isOurs || ownership.state !== 'released') return;
  if (!(until <= deps.clock.now())) return;
  const name = claimName(hostname);
  if (deps.cluster.stores.claims.get({ name })) return;
  const profile = deps.config.profiles[0];
  const { namespace, name: requestName } = ownership.owner;
  const subject: Subject = {
    ...emptySubject(namespace, requestName, '', hostname, deps),
    profile,
  };
  await submitChanges(subject, deps, zoneId, [{ action: 'DELETE', record }]);
}

/** A request that is gone, as far as its claims still tell. */
function ghostOf(claim: ClaimObject, deps: ChainDeps): Subject | undefined {
  const { owner, hostname } = claim.spec;
  if (!owner) return undefined;
  const key = `${owner.namespace}/${owner.name}`;
  const claims = deps.cluster.stores.claims.byIndex(indexes.claimsByOwner, key);
  const [first] = claims.map(({ spec }) => spec.hostname);
  const profile =
    deps.config.profiles.find(({ placement }) => placement === 'pool') ??
    deps.config.profiles[0];
  if (!profile) return undefined;
  return {
    ...emptySubject(
      owner.namespace,
      owner.name,
      owner.uid,
      first ?? hostname,
      deps,
    ),
    profile,
  };
}

function emptySubject(
  namespace: string,
  name: string,
  uid: string,
  hostname: string,
  deps: ChainDeps,
): Subject {
  const request: RequestObject = {
    apiVersion: '',
    kind: '',
    metadata: { namespace, name, uid },
    spec: { hostname, environment: '', gatewayClass: '' },
    // As if an alias had been served: resolvers are given time.
    status: { assignedLoadBalancer: {} },
  };
  return { ...subjectOf(request, deps), hostname };
}
