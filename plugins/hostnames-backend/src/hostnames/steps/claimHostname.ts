import {
  claimName,
  relativeName,
  wildcardOf,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { ZoneView } from '@hostmaster/backstage-plugin-hostnames-node';
import { StepPart, step } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { createClaim, delegationOver, removeClaim, takeClaim } from '../claims';
import { holderOfClaim, holderOfOwnership } from '../holders';
import { ForeignRecord, foreignRecords } from '../records/foreignRecords.pure';
import {
  ALIAS_MARKS,
  NameOwnership,
  firstOwnership,
  moveOwnership,
  ownershipFrom,
  ownershipIn,
  ownershipRecord,
} from '../records/ownership.pure';
import { submitChanges, viewOf } from '../records/zoneAccess';
import { Memory, NamePlace, Subject } from '../Subject';
import {
  ClaimAction,
  ClaimFacts,
  NameFacts,
  Rival,
  decideClaim,
} from './claimHostname.decide';
import { releaseHostname } from './claimHostname.release';

const apply: StepPart<Subject, ChainDeps, ClaimFacts, ClaimAction, Memory> = {
  async observe(subject, deps) {
    const { identity, names } = subject;
    const { namespaces } = deps.cluster.stores;
    const granted = deps.grants.granted(identity.namespace, identity.name);
    const facts = [];
    for (const place of names)
      facts.push(await observeName(subject, deps, place));
    return {
      names: facts,
      granted:
        granted.length === names.length &&
        names.every(({ hostname }) => granted.includes(hostname)),
      namespaceEnds:
        namespaces.get({ name: identity.namespace })?.metadata
          .deletionTimestamp !== undefined,
    };
  },
  decide: decideClaim,
  act,
};

export const claimHostname = step({
  name: 'claimHostname',
  condition: 'Claimed',
  apply,
  release: releaseHostname,
});

async function observeName(
  subject: Subject,
  deps: ChainDeps,
  place: NamePlace,
): Promise<NameFacts> {
  const { hostname, zone, validationZone } = place;
  const { cluster } = deps;
  const claim = cluster.stores.claims.get({ name: claimName(hostname) });
  let view = await viewOf(subject, deps, validationZone.id);
  let ownership = ownershipIn(view, hostname, subject.identity);
  if (ownership.kind === 'own' && ownership.ownership.state === 'pending') {
    // Whether somebody else was there first is told by a listing made after ours was written.
    view = await viewOf(subject, deps, validationZone.id, { fresh: true });
    ownership = ownershipIn(view, hostname, subject.identity);
  }
  const aliasView =
    zone.id === validationZone.id
      ? undefined
      : await viewOf(subject, deps, zone.id);
  const isOurs =
    claim?.spec.owner?.namespace === subject.identity.namespace &&
    claim.spec.owner.name === subject.identity.name;
  const lostMarks =
    ownership.kind === 'none' && isOurs
      ? rememberedMarks(subject, view, place)
      : [];
  const owns = ownership.kind === 'own' ? ownership.ownership.owns : lostMarks;
  return {
    place,
    claim,
    claimHolder: claim && holderOfClaim(claim, deps),
    delegation: delegationOver(cluster, hostname),
    ownership,
    ownershipHolder:
      ownership.kind === 'other'
        ? holderOfOwnership(ownership.ownership, hostname, deps)
        : undefined,
    foreign: [
      ...foreignRecords(view, hostname, owns),
      ...(aliasView ? foreignInAliasZone(aliasView, subject, hostname) : []),
    ].filter(record => !isExternallyWritten(record, subject)),
    rivals: rivalsOf(view, ownership, subject, deps, hostname),
    lostMarks,
  };
}

/** Records that are what was remembered to have been written, of a name whose TXT somebody removed. */
function rememberedMarks(
  subject: Subject,
  view: ZoneView,
  { hostname }: NamePlace,
): string[] {
  const dnsName = subject.request.status?.assignedLoadBalancer?.dnsName;
  return ALIAS_MARKS.filter(type =>
    view
      .records(hostname, type)
      .some(({ alias }) => dnsName !== undefined && alias?.dnsName === dnsName),
  );
}

function foreignInAliasZone(
  view: ZoneView,
  subject: Subject,
  hostname: string,
) {
  const ownership = ownershipIn(view, hostname, subject.identity);
  const owns = ownership.kind === 'own' ? ownership.ownership.owns : [];
  return foreignRecords(view, hostname, owns);
}

/** What external-dns marks as its own is what a profile with `dns: external-dns` wants there. */
function isExternallyWritten(record: ForeignRecord, subject: Subject): boolean {
  const written = record.by?.startsWith('external-dns') ?? false;
  return written && subject.profile?.dns === 'external-dns';
}

/** The wildcard over a name, or the names one label below a wildcard, where somebody else claims them. */
function rivalsOf(
  view: ZoneView,
  ownership: NameOwnership,
  subject: Subject,
  deps: ChainDeps,
  hostname: string,
): Rival[] {
  if (ownership.kind === 'own' && ownership.ownership.state === 'held')
    return [];
  const zoneName = view.zone.name;
  const candidates = hostname.startsWith('*.')
    ? view.below(recordsBelow(hostname.slice(2), zoneName))
    : view.records(
        `${relativeName(wildcardOf(hostname), zoneName).replace(
          /^\*/,
          'any--',
        )}._hostmaster.${zoneName}`,
        'TXT',
      );
  return candidates.flatMap((record): Rival[] => {
    const found = ownershipFrom(record, zoneName);
    if (!found || found.hostname === hostname) return [];
    if (hostname.startsWith('*.') && wildcardOf(found.hostname) !== hostname) {
      return [];
    }
    const { installation, cluster, owner, state } = found.ownership;
    const same =
      installation === subject.identity.installation &&
      cluster === subject.identity.cluster &&
      owner.namespace === subject.identity.namespace;
    if (same) return [];
    return [
      {
        hostname: found.hostname,
        state,
        holder: holderOfOwnership(found.ownership, found.hostname, deps),
      },
    ];
  });
}

function recordsBelow(base: string, zoneName: string): string {
  return base === zoneName
    ? `_hostmaster.${zoneName}`
    : `${relativeName(base, zoneName)}._hostmaster.${zoneName}`;
}

async function act(
  action: ClaimAction,
  subject: Subject,
  deps: ChainDeps,
): Promise<void> {
  const { identity, uid } = subject;
  const { cluster } = deps;
  const claimedAt = new Date(deps.clock.now()).toISOString();
  switch (action.kind) {
    case 'createClaim': {
      const { hostname, validationZone } = action.place;
      const zoneId = validationZone.id;
      return createClaim(cluster, {
        hostname,
        zoneId,
        identity,
        uid,
        claimedAt,
      });
    }
    case 'takeClaim':
      return takeClaim(cluster, action.claim, { identity, uid, claimedAt });
    case 'removeClaim':
      return removeClaim(cluster, action.claim);
    case 'grant':
      return deps.grants.set(identity.namespace, {
        request: identity.name,
        hostnames: subject.names.map(({ hostname }) => hostname),
        since: claimedAt,
      });
    default:
      return actOnOwnership(action, subject, deps);
  }
}

async function actOnOwnership(
  action: Exclude<
    ClaimAction,
    { kind: 'createClaim' | 'takeClaim' | 'removeClaim' | 'grant' }
  >,
  subject: Subject,
  deps: ChainDeps,
): Promise<void> {
  const { hostname, validationZone: zone } = action.place;
  switch (action.kind) {
    case 'createOwnership': {
      const { owns } = action;
      const first = firstOwnership(subject.identity, { owns });
      const record = ownershipRecord(hostname, zone.name, first);
      return submitChanges(subject, deps, zone.id, [
        { action: 'CREATE', record },
      ]);
    }
    case 'replaceOwnership': {
      const seq = action.current.ownership.seq + 1;
      const next = firstOwnership(subject.identity, { seq });
      const record = ownershipRecord(hostname, zone.name, next);
      return submitChanges(subject, deps, zone.id, [
        { action: 'DELETE', record: action.current.record },
        { action: 'CREATE', record },
      ]);
    }
    case 'moveOwnership': {
      const { state } = action;
      return submitChanges(
        subject,
        deps,
        zone.id,
        moveOwnership(action.current, hostname, zone.name, { state }),
      );
    }
    case 'withdraw': {
      await submitChanges(subject, deps, zone.id, [
        { action: 'DELETE', record: action.current.record },
      ]);
      const name = claimName(hostname);
      const claim = deps.cluster.stores.claims.get({ name });
      const { namespace, name: request } = subject.identity;
      const owner = claim?.spec.owner;
      if (claim && owner?.namespace === namespace && owner.name === request) {
        await removeClaim(deps.cluster, claim);
      }
      return undefined;
    }
    default:
      throw new Error(
        `unknown action ${JSON.stringify(action satisfies never)}`,
      );
  }
}
