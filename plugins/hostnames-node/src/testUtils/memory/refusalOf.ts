import { DnsChange, DnsRecord, DnsRefusal, DnsZone } from '../../providers/dns';
import { RecordIndex, isSameRecord } from '../../records';

/** The zone a batch is judged against. */
interface JudgedZone {
  zone: DnsZone;
  index: RecordIndex;
  maxRecords: number;
  protected: Map<string, string>;
}

interface Fault {
  reason: DnsRefusal['reason'];
  message: string;
  record: DnsRecord;
}

/** Why a zone refuses a batch as a whole; `undefined`: it is accepted. The first fault gives the reason. */
export function refusalOf(
  changes: DnsChange[],
  target: JudgedZone,
): DnsRefusal | undefined {
  const faults = [
    ...duplicates(changes),
    ...changes.flatMap(change => faultOf(change, changes, target) ?? []),
  ];
  if (faults.length === 0) {
    const growth = changes.reduce(
      (sum, change) => sum + (change.action === 'CREATE' ? 1 : -1),
      0,
    );
    if (growth <= 0 || target.index.size + growth <= target.maxRecords)
      return undefined;
    faults.push({
      reason: 'zoneFull',
      message: `the zone ${target.zone.name} is full`,
      record: changes[0].record,
    });
  }
  return {
    kind: 'refused',
    reason: faults[0].reason,
    message: faults.map(fault => fault.message).join('; '),
    records: faults.map(({ record }) => ({
      name: record.name,
      type: record.type,
    })),
  };
}

function faultOf(
  change: DnsChange,
  batch: DnsChange[],
  target: JudgedZone,
): Fault | undefined {
  const { record } = change;
  const what = `${record.type} ${record.name}`;
  const comment = target.protected.get(`${record.name} ${record.type}`);
  if (comment !== undefined)
    return {
      reason: 'protected',
      message: `${what} is protected: ${comment}`,
      record,
    };
  if (!`.${record.name}`.endsWith(`.${target.zone.name}`)) {
    return {
      reason: 'invalid',
      message: `${what} is not in zone ${target.zone.name}`,
      record,
    };
  }
  if (!record.alias && (record.ttl === undefined || !record.values?.length)) {
    return {
      reason: 'invalid',
      message: `${what} has neither values with a TTL nor an alias target`,
      record,
    };
  }
  return change.action === 'DELETE'
    ? faultOfDelete(record, what, target)
    : faultOfCreate(record, what, batch, target);
}

function faultOfDelete(
  record: DnsRecord,
  what: string,
  target: JudgedZone,
): Fault | undefined {
  const [current] = target.index.records(record.name, record.type);
  if (!current)
    return { reason: 'missing', message: `${what} is not there`, record };
  if (!isSameRecord(current, record))
    return { reason: 'differs', message: `${what} has other values`, record };
  return undefined;
}

function faultOfCreate(
  record: DnsRecord,
  what: string,
  batch: DnsChange[],
  target: JudgedZone,
): Fault | undefined {
  const isDeleted = (other: DnsRecord) =>
    batch.some(
      change =>
        change.action === 'DELETE' &&
        change.record.name === other.name &&
        change.record.type === other.type,
    );
  const beside = [
    ...target.index.records(record.name).filter(other => !isDeleted(other)),
    ...batch
      .filter(
        change =>
          change.action === 'CREATE' &&
          change.record.name === record.name &&
          change.record.type !== record.type,
      )
      .map(change => change.record),
  ];
  if (beside.some(other => other.type === record.type)) {
    return { reason: 'exists', message: `${what} exists`, record };
  }
  if (
    beside.some(other => (other.type === 'CNAME') !== (record.type === 'CNAME'))
  ) {
    return {
      reason: 'conflict',
      message: `${what} cannot stand beside the other records of the name`,
      record,
    };
  }
  return undefined;
}

function duplicates(changes: DnsChange[]): Fault[] {
  const seen = new Set<string>();
  return changes.flatMap(({ action, record }): Fault[] => {
    const key = `${action} ${record.name} ${record.type}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      {
        reason: 'invalid',
        message: `${record.type} ${record.name} is changed twice in one batch`,
        record,
      },
    ];
  });
}
