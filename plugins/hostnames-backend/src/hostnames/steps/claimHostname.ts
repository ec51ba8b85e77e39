import { claimName } from '@hostmaster/backstage-plugin-hostnames-common';
import { ZoneView } from '@hostmaster/backstage-plugin-hostnames-node';
import { StepPart, step } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { adoptableTypes, delegationOver } from '../claims';
import { holderOfClaim, holderOfOwnership } from '../holders';
import { ForeignRecord, foreignRecords } from '../records/foreignRecords.pure';
import { grantRepair, ownershipRepair } from '../fights/repairs';
import {
  ALIAS_MARKS,
  NameOwnership,
  ownershipIn,
} from '../records/ownership.pure';
import { viewOf } from '../records/zoneAccess';
import { Memory, NamePlace, Subject, visibilityOf } from '../Subject';
import { actOnClaim } from './claimHostname.act';
import { rivalViews, rivalsIn } from './claimHostname.rivals';
import { mayTakeOver } from '../takeover.pure';
import { consentOf } from '../transfer.pure';
import {
  ClaimAction,
  ClaimFacts,
  NameFacts,
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
      grantedNames: granted,
      consent: consentOf(subject.request, identity),
      namespaceEnds:
        namespaces.get({ name: identity.namespace })?.metadata
          .deletionTimestamp !== undefined,
    };
  },
  decide: decideClaim,
  act: actOnClaim,
  repairs(action, subject, deps) {
    switch (action.kind) {
      case 'createOwnership':
        return ownershipRepair(action.place, 'present', subject, deps);
      case 'withdraw':
        return ownershipRepair(action.place, 'absent', subject, deps);
      case 'grant':
        return [grantRepair(action.hostnames, subject, deps)];
      default:
        return [];
    }
  },
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
  const isPending =
    ownership.kind === 'own' && ownership.ownership.state === 'pending';
  if (isPending) {
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
  const delegation = delegationOver(cluster, hostname);
  const adoptable = adoptableTypes(claim, subject.identity);
  return {
    place,
    claim,
    claimHolder: claim && holderOfClaim(claim, deps),
    delegation,
    ownership,
    ownershipHolder:
      ownership.kind === 'other'
        ? holderOfOwnership(ownership.ownership, hostname, deps)
        : undefined,
    foreign: [
      ...foreignRecords(view, hostname, owns, adoptable),
      ...(aliasView
        ? foreignRecords(
            aliasView,
            hostname,
            ownedInAliasZone(aliasView, subject, hostname, ownership),
            adoptable,
          )
        : []),
    ].filter(record => !isExternallyWritten(record, subject)),
    rivals: rivalsIn(
      await rivalViews(subject, deps, { place, view, ownership, isPending }),
      subject,
      deps,
      hostname,
    ),
    lostMarks,
    formerPlace: mayTakeOver(subject, ownership, delegation)
      ? formerPlace(subject, deps, ownership)
      : undefined,
  };
}

/** Where the present holder is, when the name and its ListenerSet only change hands within one pool. */
function formerPlace(
  subject: Subject,
  { cluster }: ChainDeps,
  ownership: NameOwnership,
): NameFacts['formerPlace'] {
  if (ownership.kind !== 'other') return undefined;
  if (ownership.ownership.cluster !== cluster.name) return undefined;
  const holder = cluster.stores.requests.get(ownership.ownership.owner);
  const isSamePool =
    holder?.spec.gatewayClass === subject.request.spec.gatewayClass &&
    holder.spec.hostname === subject.request.spec.hostname &&
    visibilityOf(holder) === visibilityOf(subject.request);
  return isSamePool ? holder.status?.assignedGateway : undefined;
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

/** What fences the alias's zone follows whoever holds the name: what a former holder wrote there is not foreign to the next. */
function ownedInAliasZone(
  view: ZoneView,
  { identity }: Subject,
  hostname: string,
  held: NameOwnership,
): string[] {
  const fence = ownershipIn(view, hostname, identity);
  if (fence.kind === 'own') return fence.ownership.owns;
  const follows =
    held.kind === 'own' &&
    fence.kind === 'other' &&
    fence.ownership.installation === identity.installation;
  return follows ? fence.ownership.owns : [];
}

/** What external-dns marks as its own is what a profile with `dns: external-dns` wants there. */
function isExternallyWritten(record: ForeignRecord, subject: Subject): boolean {
  const written = record.by?.startsWith('external-dns') ?? false;
  return written && subject.profile?.dns === 'external-dns';
}
