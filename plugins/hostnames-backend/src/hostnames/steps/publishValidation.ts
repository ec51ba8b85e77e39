import {
  ValidationRecord,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { StepPart, step } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { VALIDATION_MARK, ownershipIn } from '../records/ownership.pure';
import { recordRepairs } from '../fights/repairs';
import { delegationOver } from '../claims';
import { mayTakeOver } from '../takeover.pure';
import { profileOf, submitChanges, viewOf } from '../records/zoneAccess';
import { Memory, NamePlace, Subject } from '../Subject';
import {
  PublishAction,
  PublishFacts,
  ValidationFacts,
  decideValidation,
} from './publishValidation.decide';
import { releaseValidation } from './publishValidation.release';

const apply: StepPart<Subject, ChainDeps, PublishFacts, PublishAction, Memory> =
  {
    async observe(subject, deps) {
      const provider = deps.providers.certificates(profileOf(subject));
      const profile = profileOf(subject);
      if (
        provider.capabilities.validation === 'self' ||
        profile.certificates === 'existing'
      ) {
        return { self: true, records: [] };
      }
      const ref = subject.request.status?.certificateArn;
      const detail = ref ? await provider.describe(ref) : undefined;
      const records: ValidationFacts[] = [];
      for (const record of uniqueRecords(detail?.validationRecords ?? [])) {
        const facts = await observeRecord(record, subject, deps);
        if (facts) records.push(facts);
      }
      return { self: false, records };
    },
    decide: decideValidation,
    act: ({ zone, changes }, subject, deps) =>
      submitChanges(subject, deps, zone.id, changes),
    repairs: ({ zone, changes }, subject, deps) =>
      recordRepairs(changes, zone, subject, deps),
  };

export const publishValidation = step({
  name: 'publishValidation',
  condition: 'DnsValidated',
  apply,
  release: releaseValidation,
});

/** A name and its wildcard have the same record. */
function uniqueRecords(records: ValidationRecord[]): ValidationRecord[] {
  return records.filter(
    ({ name }, index) =>
      records.findIndex(each => each.name === name) === index,
  );
}

async function observeRecord(
  record: ValidationRecord,
  subject: Subject,
  deps: ChainDeps,
): Promise<ValidationFacts | undefined> {
  const place = placeFor(record, subject);
  if (!place) return undefined;
  const { hostname, validationZone: zone } = place;
  const view = await viewOf(subject, deps, zone.id);
  const ownership = ownershipIn(view, hostname, subject.identity);
  return {
    record,
    zone,
    hostname,
    ownership,
    takeover: mayTakeOver(
      subject,
      ownership,
      delegationOver(deps.cluster, hostname),
    ),
    present: view.records(record.name),
    published: view.isPublished(record.name, record.type, {
      trustFirstListing: true,
    }),
    sharedWithOurs: isMarkedByAnother(view, record.domain, subject, place),
    wildcard: wildcardAnswering(view, hostname),
  };
}

/** The name of the request a record validates: the exact one where there are both it and its wildcard. */
export function placeFor(
  record: Pick<ValidationRecord, 'domain' | 'name'>,
  subject: Subject,
): NamePlace | undefined {
  const base = (name: string) => name.replace(/^\*\./, '');
  const domain = base(record.domain);
  return (
    subject.names.find(({ hostname }) => hostname === domain) ??
    subject.names.find(({ hostname }) => base(hostname) === domain)
  );
}

/** The name and its wildcard share a record: whether the other one, or another request of this installation, made it. */
function isMarkedByAnother(
  view: ZoneView,
  domain: string,
  subject: Subject,
  place: NamePlace,
): boolean {
  const base = domain.replace(/^\*\./, '');
  return [base, `*.${base}`]
    .filter(hostname => hostname !== place.hostname)
    .some(hostname => {
      const other = ownershipIn(view, hostname, subject.identity);
      return (
        (other.kind === 'other' || other.kind === 'own') &&
        other.ownership.installation === subject.identity.installation &&
        other.ownership.owns.includes(VALIDATION_MARK)
      );
    });
}

/** A record below a name makes the name exist, and then a wildcard that answered for it until now stops (RFC 4592). */
function wildcardAnswering(view: ZoneView, hostname: string) {
  return hostname.startsWith('*.') ? [] : view.wildcardFor(hostname);
}
