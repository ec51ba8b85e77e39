import { isWithin } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  DnsRecord,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { namesOf } from '../../gateways/requestNames';
import { indexes } from '../../reconciler/ClusterWorld';
import { StepPart } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { ownershipIn } from '../records/ownership.pure';
import { profileOf, submitChanges, viewOrGone } from '../records/zoneAccess';
import { Memory, NamePlace, Subject, subjectKey } from '../Subject';
import {
  ReleaseValidationAction,
  ReleaseValidationFacts,
  decideReleaseValidation,
} from './publishValidation.release.decide';

/** Removes validation records that this installation wrote, each with its last user. */
export const releaseValidation: StepPart<
  Subject,
  ChainDeps,
  ReleaseValidationFacts[],
  ReleaseValidationAction,
  Memory
> = {
  async observe(subject, deps) {
    const facts: ReleaseValidationFacts[] = [];
    for (const place of subject.names) {
      const { hostname, validationZone: zone } = place;
      const view = await viewOrGone(subject, deps, zone.id);
      if (!view) continue;
      const base = hostname.replace(/^\*\./, '');
      const remembered = (
        subject.request.status?.validationRecords ?? []
      ).filter(({ name }) => isDirectlyBelow(name, base));
      facts.push({
        hostname,
        zone,
        ownership: ownershipIn(view, hostname, subject.identity),
        present:
          remembered.length > 0
            ? asRemembered(view, remembered)
            : onlyCandidate(view, base),
        usedBy: await otherUser(view, base, place, subject, deps),
      });
    }
    return facts;
  },
  decide: decideReleaseValidation,
  act: ({ zone, changes }, subject, deps) =>
    submitChanges(subject, deps, zone.id, changes),
};

/**
 * Who else needs the record of a name: by the requests of all clusters, by the ownership of the name and of its wildcard in
 * the zone (that of clusters that cannot be seen now too), and by other certificates of the account.
 */
async function otherUser(
  view: ZoneView,
  base: string,
  place: NamePlace,
  subject: Subject,
  deps: ChainDeps,
): Promise<string | undefined> {
  const sharing = [base, `*.${base}`];
  for (const hostname of sharing) {
    if (hostname === place.hostname) continue;
    const other = ownershipIn(view, hostname, subject.identity);
    if (other.kind === 'other' && other.ownership.state !== 'released') {
      return hostname;
    }
  }
  for (const cluster of deps.clusters) {
    const users = sharing.flatMap(hostname =>
      cluster.stores.requests.byIndex(indexes.requestsByHostname, hostname),
    );
    const other = users.find(
      request =>
        !request.metadata.deletionTimestamp &&
        request.status?.certificateArn !== undefined &&
        (cluster.name !== subject.identity.cluster ||
          request.metadata.uid !== subject.uid),
    );
    if (other) return namesOf(other)[0];
  }
  const inventory = await deps.providers
    .certificates(profileOf(subject))
    .inventory({
      newerThan: deps.notes.lastWrite(
        subjectKey(subject.identity),
        'certificates',
      ),
    });
  for (const { names, owner, ref, status } of inventory.all()) {
    const own =
      owner?.identity.installation === subject.identity.installation &&
      owner.identity.cluster === subject.identity.cluster &&
      owner.identity.namespace === subject.identity.namespace &&
      owner.identity.name === subject.identity.name;
    if (own || status.kind === 'failed') continue;
    if (names.some(name => sharing.includes(name))) return ref;
  }
  return undefined;
}

function asRemembered(
  view: ZoneView,
  remembered: Array<{ name: string; type: string; value: string }>,
): DnsRecord[] {
  return remembered.flatMap(({ name, type, value }) =>
    view
      .records(name, type)
      .filter(({ values }) =>
        values?.some(each => plain(each) === plain(value)),
      ),
  );
}

/**
 * When a status was lost: the TXT says that a validation record below the name is ours, and there is only one that looks like
 * one (`_` and 32 hexadecimal digits).
 */
function onlyCandidate(view: ZoneView, base: string): DnsRecord[] {
  const candidates = view
    .below(base)
    .filter(
      ({ name, type }) =>
        type === 'CNAME' &&
        isDirectlyBelow(name, base) &&
        /^_[0-9a-f]{32}\./.test(name),
    );
  return candidates.length === 1 ? candidates : [];
}

function isDirectlyBelow(name: string, base: string): boolean {
  const rest = plain(name).slice(0, -(base.length + 1));
  return isWithin(plain(name), base) && rest !== '' && !rest.includes('.');
}

function plain(name: string): string {
  return name.toLowerCase().replace(/^"|"$/g, '').replace(/\.$/, '');
}
