import { claimName } from '@hostmaster/backstage-plugin-hostnames-common';
import { StepPart } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { formerPlaces } from '../records/formerZones';
import { ownershipIn } from '../records/ownership.pure';
import { profileOf, submitChanges, viewOrGone } from '../records/zoneAccess';
import { Memory, NamePlace, Subject, subjectKey } from '../Subject';
import {
  WithdrawAction,
  WithdrawFacts,
  WithdrawObservation,
  decideWithdraw,
} from './publishRecords.release.decide';

/** Takes the names away from the gateway, before anything of the gateway is taken away from the names. */
export const releaseRecords: StepPart<
  Subject,
  ChainDeps,
  WithdrawObservation,
  WithdrawAction,
  Memory
> = {
  async observe(subject, deps) {
    const external = profileOf(subject).dns === 'external-dns';
    const places = external
      ? []
      : [...subject.names, ...(await formerPlaces(subject, deps))];
    return observeWithdrawal(subject, deps, places, 'no name points here');
  },
  decide: decideWithdraw,
  act: ({ zone, changes }, subject, deps) =>
    submitChanges(subject, deps, zone.id, changes),
};

/** `fact`: under which it is noted since when everything has been gone. */
export async function observeWithdrawal(
  subject: Subject,
  deps: ChainDeps,
  places: NamePlace[],
  fact: string,
): Promise<WithdrawObservation> {
  const names: WithdrawFacts[] = [];
  for (const place of places) {
    const facts = await observeName(subject, deps, place);
    if (facts) names.push(facts);
  }
  const isGone = names.every(({ ownership, isPublished }) => {
    // Handed over: until all name servers have the new holder's alias, visitors are sent here.
    if (ownership.kind === 'other') return isPublished;
    if (ownership.kind !== 'own') return true;
    return isPublished && onlyValidation(ownership.ownership.owns);
  });
  return {
    names,
    wasServed: subject.request.status?.assignedLoadBalancer !== undefined,
    brake: deps.brake.holds(subject),
    dueFor: deps.notes.lasting(
      subjectKey(subject.identity),
      `to be taken away: ${names.map(({ place }) => place.hostname)}`,
      names.some(({ present }) => present.length > 0),
    ),
    goneFor: deps.notes.lasting(subjectKey(subject.identity), fact, isGone),
    aliasDrain: deps.config.reconciler.waits.aliasDrain,
  };
}

function onlyValidation(owns: string[]): boolean {
  return owns.every(mark => mark === 'CNAME');
}

async function observeName(
  subject: Subject,
  deps: ChainDeps,
  place: NamePlace,
): Promise<WithdrawFacts | undefined> {
  const { hostname, zone } = place;
  const view = await viewOrGone(subject, deps, zone.id);
  if (!view) return undefined;
  const ownership = ownershipIn(view, hostname, subject.identity);
  const claim = deps.cluster.stores.claims.get({ name: claimName(hostname) });
  const owner = claim?.spec.owner;
  return {
    place,
    ownership,
    present: view.records(hostname),
    isClaimed:
      owner?.namespace === subject.identity.namespace &&
      owner.name === subject.identity.name,
    remembered: subject.request.status?.assignedLoadBalancer?.dnsName,
    isPublished:
      (ownership.kind === 'own' || ownership.kind === 'other') &&
      view.isPublished(ownership.record.name, 'TXT'),
  };
}
