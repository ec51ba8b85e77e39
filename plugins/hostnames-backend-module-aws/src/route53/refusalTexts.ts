import {
  DnsChange,
  DnsRecord,
  DnsRefusal,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { readRecordName } from './recordNames';

/** One message of a refusal, and which changes it is about. */
export interface Fault {
  reason: DnsRefusal['reason'];
  message: string;
  isAbout: (change: DnsChange) => boolean;
}

export const TOO_LARGE =
  /Number of records limit of \d+ exceeded\.?|RDATA character limit of \d+ exceeded\.?|Cannot have more than \d+ changes in a batch\.?/;
export const ZONE_FULL = /Exceeded limit MAX_RRSETS_BY_ZONE for zone: \w+/;
export const PROTECTED = /protect/i;

const REASON_OF_STATE: Record<string, DnsRefusal['reason']> = {
  'it already exists': 'exists',
  'it was not found': 'missing',
  'the values provided do not match the current values': 'differs',
};

/** Each pattern is one kind of message; the names in it are as Route 53 writes them. */
export const PATTERNS: Array<{
  pattern: RegExp;
  fault: (match: RegExpMatchArray) => Omit<Fault, 'message'>;
}> = [
  {
    pattern:
      /Tried to (create|delete) resource record set \[name='([^']*)', type='(\w+)'[^\]]*\] but (it already exists|it was not found|the values provided do not match the current values)/g,
    fault: ([, verb, name, type, what]) => ({
      reason: REASON_OF_STATE[what],
      isAbout: ({ action, record }) =>
        action === verb.toUpperCase() && isRecord(record, name, type),
    }),
  },
  {
    pattern:
      /RRSet of type (\w+) with DNS name (\S+) is not permitted (?:because a conflicting RRSet of type\s+\w+ with the same DNS name already exists in zone [^\s,\]]+|(?:at apex )?in zone [^\s,\]]+|as it conflicts with [^,\]]*)/g,
    fault: ([, type, name]) => ({
      reason: 'conflict',
      isAbout: ({ action, record }) =>
        action === 'CREATE' && isRecord(record, name, type),
    }),
  },
  {
    pattern:
      /Tried to create an alias that targets (\S+), type (\w+) in zone (\w+), but (?:the alias target name does not lie within the target zone|that target was not found)/g,
    fault: ([, target, type, zone]) => ({
      reason: 'invalid',
      isAbout: ({ action, record }) =>
        action === 'CREATE' &&
        record.type === type &&
        record.alias?.hostedZoneId === zone &&
        readRecordName(record.alias.dnsName) === readRecordName(target),
    }),
  },
  {
    pattern: /RRSet with DNS name (\S+) is not permitted in zone [^\s,\]]+/g,
    fault: ([, name]) => ({
      reason: 'invalid',
      isAbout: ({ record }) => record.name === readRecordName(name),
    }),
  },
  {
    pattern: /Duplicate Resource Record: '([^']*)'/g,
    fault: ([, value]) => ({
      reason: 'invalid',
      isAbout: ({ record }) => occurrences(record.values, value) > 1,
    }),
  },
  {
    pattern:
      /(?:Invalid Resource Record: '?)?FATAL problem: \w+ \([^)]*\) encountered with '([^']*)''?/g,
    fault: ([, value]) => ({
      reason: 'invalid',
      isAbout: ({ record }) =>
        (record.values ?? []).includes(value) ||
        (value !== '' && record.name === readRecordName(value)) ||
        (value === '' && (record.values ?? []).includes('')),
    }),
  },
];

function isRecord(record: DnsRecord, name: string, type: string): boolean {
  return record.type === type && record.name === readRecordName(name);
}

function occurrences(values: string[] | undefined, value: string): number {
  return (values ?? []).filter(other => other === value).length;
}
