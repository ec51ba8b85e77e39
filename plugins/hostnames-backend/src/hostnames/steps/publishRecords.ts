import { claimName } from '@hostmaster/backstage-plugin-hostnames-common';
import { ZoneView } from '@hostmaster/backstage-plugin-hostnames-node';
import { StepPart, step } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { adoptableTypes, delegationOver } from '../claims';
import { recordRepairs } from '../fights/repairs';
import { mayTakeOver } from '../takeover.pure';
import { ALIAS_SETTLED } from '../records/aliasTargets';
import { answeredElsewhere } from '../records/answeredElsewhere';
import { ownershipIn } from '../records/ownership.pure';
import { profileOf, submitChanges, viewOf } from '../records/zoneAccess';
import { acceptedRoutes } from '../routes';
import { Memory, NamePlace, Subject, subjectKey } from '../Subject';
import { addressOf } from './attachCertificate';
import {
  AliasFacts,
  RecordAction,
  RecordFacts,
  decideRecords,
} from './publishRecords.decide';
import { releaseRecords } from './publishRecords.release';

const apply: StepPart<Subject, ChainDeps, RecordFacts, RecordAction, Memory> = {
  async observe(subject, deps) {
    const assigned = subject.request.status?.assignedGateway;
    const gateway = assigned && deps.cluster.stores.gateways.get(assigned);
    const address = addressOf(gateway);
    const found = address
      ? await deps.providers.loadBalancer(address)
      : undefined;
    const external = profileOf(subject).dns === 'external-dns';
    const elsewhere = external ? [] : await answeredElsewhere(subject, deps);
    const names: AliasFacts[] = [];
    for (const place of subject.names) {
      const view = await viewOf(subject, deps, place.zone.id);
      const facts = aliasFacts(subject, place, view, elsewhere);
      names.push({ ...facts, ...(await takeoverFacts(subject, deps, facts)) });
    }
    return {
      target: found?.balancer,
      external,
      types: subject.request.spec.dns?.records ?? ['A', 'AAAA'],
      names,
      hasRoute: acceptedRoutes(subject, deps).length > 0,
    };
  },
  decide: decideRecords,
  act({ zone, changes }, subject, deps) {
    deps.notes.lasting(subjectKey(subject.identity), ALIAS_SETTLED, false);
    return submitChanges(subject, deps, zone.id, changes);
  },
  repairs: ({ zone, changes }, subject, deps) =>
    recordRepairs(changes, zone, subject, deps),
};

export const publishRecords = step({
  name: 'publishRecords',
  condition: 'DnsAliasReady',
  apply,
  release: releaseRecords,
});

/** Whether the name is taken over from another request, and what was said of hand-made records. */
async function takeoverFacts(
  subject: Subject,
  deps: ChainDeps,
  { place, ownership }: AliasFacts,
): Promise<Pick<AliasFacts, 'takeover' | 'claimed' | 'adoptable'>> {
  const { hostname, zone, validationZone } = place;
  const { cluster } = deps;
  const delegation = delegationOver(cluster, hostname);
  const claim = cluster.stores.claims.get({ name: claimName(hostname) });
  const adoptable = adoptableTypes(claim, subject.identity);
  if (zone.id === validationZone.id) {
    const takeover = mayTakeOver(subject, ownership, delegation);
    return { takeover, adoptable };
  }
  const view = await viewOf(subject, deps, validationZone.id);
  const claimed = ownershipIn(view, hostname, subject.identity);
  const isComing = mayTakeOver(subject, claimed, delegation);
  return {
    // What fences the alias's zone follows whoever holds the name.
    takeover:
      ownership.kind === 'other' &&
      ownership.ownership.installation === subject.identity.installation &&
      (claimed.kind === 'own' || isComing),
    claimed: isComing && claimed.kind === 'other' ? claimed : undefined,
    adoptable,
  };
}

export function aliasFacts(
  subject: Subject,
  place: NamePlace,
  view: ZoneView,
  elsewhere: string[],
): AliasFacts {
  const present = view
    .records(place.hostname)
    .filter(({ type }) => ['A', 'AAAA', 'CNAME'].includes(type));
  return {
    place,
    ownership: ownershipIn(view, place.hostname, subject.identity),
    present,
    published: present
      .map(({ type }) => type)
      .filter(type =>
        view.isPublished(place.hostname, type, { trustFirstListing: true }),
      ),
    elsewhere: elsewhere.includes(place.hostname),
  };
}
