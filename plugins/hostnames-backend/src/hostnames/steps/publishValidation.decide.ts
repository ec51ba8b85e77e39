import type {
  DnsChange,
  DnsRecord,
  ValidationRecord,
} from '@hostmaster/backstage-plugin-hostnames-node';
import type { Decision } from '../../reconciler/Step';
import {
  COPY_MARK,
  VALIDATION_MARK,
  moveOwnership,
} from '../records/ownership.pure';
import type { NameOwnership } from '../records/ownership.pure';
import type { Memory, Subject, ZoneName } from '../Subject';

/** Seconds. */
export const VALIDATION_TTL = 300;

/** One validation record, and the name it is for as its zone shows it. */
export interface ValidationFacts {
  record: ValidationRecord;
  zone: ZoneName;
  /** The hostname whose TXT moves with the record: of a wildcard, or of the name itself. */
  hostname: string;
  ownership: NameOwnership;
  /** Records at the validation name today. */
  present: DnsRecord[];
  published: boolean;
  /** Another hostname of ours already marks the record as its own. */
  sharedWithOurs: boolean;
  /** Another cluster's TXT that moves with the alias: its validation record is used as it is. */
  takeover?: boolean;
  /** Wildcard record sets that answer for the hostname today and would stop. */
  wildcard: DnsRecord[];
}

export interface PublishFacts {
  /** The provider proves control by itself. */
  self: boolean;
  records: ValidationFacts[];
}

export interface PublishAction {
  zone: ZoneName;
  changes: DnsChange[];
}

/**
 * | validation record | TXT | decision |
 * | --- | --- | --- |
 * | not made up yet | | wait, Publishing |
 * | there with another value, or another type there | | blocked, RecordNotOurs |
 * | there as CNAME with another value | held, with mark | act: put it right |
 * | absent | held | act: create it, and copies of a wildcard that would stop answering, with the TXT moved |
 * | there, and another hostname of ours made it | held, without mark | act: mark it, so that the last user removes it |
 * | there, somebody else made it | held | used, never marked |
 * | there, not published | | wait, AwaitingInsync |
 * | there, published | | satisfied |
 */
export function decideValidation(
  _subject: Subject,
  { self, records }: PublishFacts,
): Decision<PublishAction, Memory> {
  if (self) {
    return {
      kind: 'satisfied',
      reason: 'RecordsInPlace',
      message: 'The certificate provider proves control over the names itself.',
    };
  }
  if (records.length === 0) {
    return {
      kind: 'wait',
      reason: 'Publishing',
      message:
        'The certificate authority has not told the validation records yet.',
      checkAfter: 5_000,
    };
  }
  const remember: Memory = {
    status: {
      validationRecords: records.map(({ record: { name, type, value } }) => ({
        name,
        type,
        value,
      })),
    },
  };
  for (const facts of records) {
    const decision = decideRecord(facts);
    if (decision) return { ...decision, remember };
  }
  return {
    kind: 'satisfied',
    reason: 'RecordsInPlace',
    message: `${records
      .map(({ record }) => `${record.type} ${record.name}`)
      .join(', ')} ${records.length === 1 ? 'is' : 'are'} published.`,
    remember,
  };
}

function decideRecord(
  facts: ValidationFacts,
): Decision<PublishAction, Memory> | undefined {
  const { record, zone, hostname, ownership, present, published } = facts;
  const what = `${record.type} ${record.name}`;
  const isThere = present.some(each => isWanted(each, record));
  if (facts.takeover) return isThere ? undefined : notUsable(record);
  if (ownership.kind !== 'own') {
    return {
      kind: 'wait',
      reason: 'Publishing',
      message: `The ownership record of ${hostname} is missing; it is written first.`,
      checkAfter: 1_000,
    };
  }
  const { owns } = ownership.ownership;
  const marked = owns.includes(VALIDATION_MARK);
  if (present.length === 0) {
    const copies = facts.wildcard.map(each => ({ ...each, name: hostname }));
    const marks = [
      ...owns,
      ...(marked ? [] : [VALIDATION_MARK]),
      ...copies.map(({ type }) => `${COPY_MARK}${type}`),
    ];
    return {
      kind: 'act',
      action: {
        zone,
        changes: [
          ...moveOwnership(ownership, hostname, zone.name, { owns: marks }),
          ...copies.map(copy => ({ action: 'CREATE' as const, record: copy })),
          { action: 'CREATE', record: wanted(record) },
        ],
      },
      reason: 'Publishing',
      message: `${what} is being written.`,
    };
  }
  if (!isThere && marked && present.every(isPlainCname)) {
    return {
      kind: 'act',
      action: {
        zone,
        changes: [
          ...moveOwnership(ownership, hostname, zone.name, {}),
          ...present.map(each => ({ action: 'DELETE' as const, record: each })),
          { action: 'CREATE', record: wanted(record) },
        ],
      },
      reason: 'Publishing',
      message: `${what} was changed by somebody else and is being put right.`,
    };
  }
  if (!isThere) {
    return {
      kind: 'blocked',
      reason: 'RecordNotOurs',
      message: `${what} should be ${record.value}, and ${present
        .map(({ type, values }) => `${type} ${values?.join(' ') ?? ''}`.trim())
        .join(
          ', ',
        )} stands there that was not written here. Remove it; the certificate cannot be validated meanwhile.`,
      checkAfter: 60_000,
    };
  }
  if (!marked && facts.sharedWithOurs) {
    return {
      kind: 'act',
      action: {
        zone,
        changes: moveOwnership(ownership, hostname, zone.name, {
          owns: [...owns, VALIDATION_MARK],
        }),
      },
      reason: 'Publishing',
      message: `${what} is there for another hostname; it is marked as used by this one.`,
    };
  }
  if (!published) {
    return {
      kind: 'wait',
      reason: 'AwaitingInsync',
      message: `${what} is written and not at all name servers yet.`,
      checkAfter: 10_000,
    };
  }
  return undefined;
}

/** While the name is still another cluster's, nothing of it is changed. */
function notUsable(record: ValidationRecord): Decision<PublishAction, Memory> {
  return {
    kind: 'blocked',
    reason: 'RecordNotOurs',
    message: `${record.type} ${record.name} should be ${record.value} before the name can be taken over; the other cluster's certificate is of another account. The platform team writes the record.`,
    checkAfter: 60_000,
  };
}

function isPlainCname({ type, setIdentifier }: DnsRecord): boolean {
  return type === 'CNAME' && !setIdentifier;
}

function wanted(record: ValidationRecord): DnsRecord {
  const { name, type, value } = record;
  return {
    name: plain(name),
    type,
    ttl: VALIDATION_TTL,
    values: [type === 'TXT' ? `"${value}"` : plain(value)],
  };
}

/** Whether a record set proves what has to be proved, whatever its TTL. */
export function isWanted(
  present: DnsRecord,
  record: ValidationRecord,
): boolean {
  const { type, setIdentifier, values } = present;
  if (type !== record.type || setIdentifier || !values) return false;
  return values.some(
    value => plain(value.replaceAll('"', '')) === plain(record.value),
  );
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
