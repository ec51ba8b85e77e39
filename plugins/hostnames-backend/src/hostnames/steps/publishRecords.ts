import { ZoneView } from '@hostmaster/backstage-plugin-hostnames-node';
import { StepPart, step } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { delegationOver } from '../claims';
import { mayTakeOver } from '../takeover.pure';
import { answeredElsewhere } from '../records/answeredElsewhere';
import { ownershipIn } from '../records/ownership.pure';
import { profileOf, submitChanges, viewOf } from '../records/zoneAccess';
import { acceptedRoutes } from '../routes';
import { Memory, NamePlace, Subject } from '../Subject';
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
      const delegation = delegationOver(deps.cluster, place.hostname);
      const takeover = mayTakeOver(subject, facts.ownership, delegation);
      names.push({ ...facts, takeover });
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
  act: ({ zone, changes }, subject, deps) =>
    submitChanges(subject, deps, zone.id, changes),
};

export const publishRecords = step({
  name: 'publishRecords',
  condition: 'DnsAliasReady',
  apply,
  release: releaseRecords,
});

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
