import {
  Ownership,
  isWithin,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  DnsRecord,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { namesOf } from '../../gateways/requestNames';
import { indexes } from '../../reconciler/ClusterWorld';
import { StepPart } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { VALIDATION_MARK, ownershipIn } from '../records/ownership.pure';
import { profileOf, submitChanges, viewOrGone } from '../records/zoneAccess';
import { Memory, NamePlace, Subject, subjectKey } from '../Subject';
import { CERTIFICATES } from './certificateOf';
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
 * Who else needs the record of a name: the holder of the name or of its wildcard whose TXT says so (also of clusters that cannot
 * be seen now), the same hostname in another cluster that takes it over, and certificates of the account that nobody of this suite
 * has. A holder without the mark writes the record by itself when it needs it; one that is being deleted needs it no more, else
 * two that go at once would leave it to each other.
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
    if (other.kind !== 'other') continue;
    const { owns, state } = other.ownership;
    const isUser = owns.includes(VALIDATION_MARK) && state !== 'released';
    if (isUser && !isLeaving(other.ownership, deps)) return hostname;
  }
  for (const cluster of deps.clusters) {
    const users = cluster.stores.requests.byIndex(
      indexes.requestsByHostname,
      place.hostname,
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
        CERTIFICATES,
      ),
      ownersKnown: true,
    });
  for (const { names, owner, ref, status } of inventory.all()) {
    if (owner || status.kind === 'failed') continue;
    if (names.some(name => sharing.includes(name))) return ref;
  }
  return undefined;
}

/** Whether the holder is being deleted, as far as its cluster can be seen, and leaves nothing outside. */
function isLeaving(
  { installation, cluster, owner }: Ownership,
  deps: ChainDeps,
): boolean {
  if (installation !== deps.config.installation) return false;
  const world = deps.clusters.find(({ name }) => name === cluster);
  const request = world?.stores.requests.get(owner);
  return (
    request?.metadata.deletionTimestamp !== undefined &&
    request.spec.deletionPolicy !== 'Retain'
  );
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
