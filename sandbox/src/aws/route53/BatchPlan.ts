import { AwsLimits } from '../limits';
import { changeErrors } from './errors';
import { HostedZone } from './HostedZone';
import { isWithin, WILDCARD_LABEL } from './names';
import type { AliasTargetCheck, RecordWrite } from './planChanges';
import { RecordChange } from './readChangeBatch';
import { parseRecordData } from './recordData';
import { isSameRecordSet, RecordSet, recordSortKey } from './RecordSet';

/**
 * One batch worked out against a zone's records as they are, without changing them: the writes, and all that is wrong.
 *
 * @internal
 */
export class BatchPlan {
  readonly writes: RecordWrite[] = [];
  /** The records this batch touches, as they will be; undefined where it removes one. */
  private readonly after = new Map<string, RecordSet | undefined>();
  private readonly messages: string[] = [];
  private readonly ofName = new Map<string, RecordSet[]>();

  constructor(
    private readonly zone: HostedZone,
    private readonly changes: readonly RecordChange[],
    private readonly limits: AwsLimits['route53'],
    private readonly aliasTargets: AliasTargetCheck,
  ) {}

  problems(): string[] {
    const contradictory = this.contradictoryKeys();
    const sound = this.changes.filter(change => {
      const own = this.ownProblems(change);
      this.messages.push(...own);
      return (
        own.length === 0 && !contradictory.has(recordSortKey(change.record))
      );
    });
    for (const change of sound) this.apply(change);
    for (const change of sound)
      if (change.action !== 'DELETE') this.checkOutcome(change.record);
    this.checkZone();
    return [...new Set(this.messages)];
  }

  /** A record may be removed and then made anew; any other two changes of one record contradict each other. */
  private contradictoryKeys(): Set<string> {
    const seen = new Map<string, string>();
    const contradictory = new Set<string>();
    for (const { action, record } of this.changes) {
      const key = recordSortKey(record);
      const before = seen.get(key);
      seen.set(key, before === undefined ? action : 'done');
      if (before === undefined || (before === 'DELETE' && action !== 'DELETE'))
        continue;
      if (!contradictory.has(key))
        this.messages.push(changeErrors.contradictory(record));
      contradictory.add(key);
    }
    return contradictory;
  }

  private ownProblems({ record, problems, action }: RecordChange): string[] {
    if (problems.length > 0) return problems;
    const found: string[] = [];
    const zoneName = this.zone.name;
    if (!isWithin(record.name, zoneName))
      return [changeErrors.outsideZone(record, zoneName)];
    const protection = this.zone.protections.get(
      `${record.name} ${record.type}`,
    );
    if (protection)
      found.push(changeErrors.protectedRecord(record, protection.comment));
    if (action === 'DELETE') return found;
    if (record.type === 'CNAME' && record.name === zoneName)
      found.push(changeErrors.cnameAtApex(record, zoneName));
    if (record.type === 'NS' && record.name.startsWith(`${WILDCARD_LABEL}.`)) {
      found.push(changeErrors.wildcardNs(record, zoneName));
    }
    return [...found, ...this.valueProblems(record)];
  }

  private valueProblems(record: RecordSet): string[] {
    const found: string[] = [];
    if (record.values.length > this.limits.valuesPerRecordSet) {
      found.push(changeErrors.tooManyValues(this.limits.valuesPerRecordSet));
    }
    const seen = new Set<string>();
    for (const value of record.values) {
      if (seen.has(value)) found.push(changeErrors.duplicateValue(value));
      seen.add(value);
      const parsed = parseRecordData(record.type, value);
      if (parsed.kind === 'problem')
        found.push(changeErrors.invalidValue(parsed.text));
    }
    return found;
  }

  private apply({ action, record }: RecordChange): void {
    const key = recordSortKey(record);
    const current = this.after.has(key)
      ? this.after.get(key)
      : this.zone.records.get(record);
    if (action === 'DELETE') {
      if (!current) this.messages.push(changeErrors.notFound(record));
      else if (!isSameRecordSet(record, current))
        this.messages.push(changeErrors.otherValues(record));
      else this.set(key, record, undefined);
      return;
    }
    if (action === 'CREATE' && current) {
      this.messages.push(changeErrors.exists(record));
      return;
    }
    this.set(key, record, record);
  }

  private set(
    key: string,
    record: RecordSet,
    value: RecordSet | undefined,
  ): void {
    this.after.set(key, value);
    this.ofName.clear();
    this.writes.push(
      value ? { kind: 'put', record } : { kind: 'remove', record },
    );
  }

  /** The record sets of a name as they will be after the batch. */
  private recordsAt(name: string): RecordSet[] {
    const known = this.ofName.get(name);
    if (known) return known;
    if (this.ofName.size === 0) this.indexOutcome();
    const kept = this.zone.records
      .ofName(name)
      .filter(record => !this.after.has(recordSortKey(record)));
    const records = [...kept, ...(this.madeByName.get(name) ?? [])];
    this.ofName.set(name, records);
    return records;
  }

  private madeByName = new Map<string, RecordSet[]>();

  private indexOutcome(): void {
    this.madeByName = new Map();
    for (const record of this.after.values()) {
      if (!record) continue;
      const made = this.madeByName.get(record.name);
      if (made) made.push(record);
      else this.madeByName.set(record.name, [record]);
    }
  }

  private checkOutcome(record: RecordSet): void {
    const siblings = this.recordsAt(record.name);
    if (record.type === 'CNAME') {
      if (siblings.some(other => other.type !== 'CNAME')) {
        this.messages.push(changeErrors.cnameConflicts(record, this.zone.name));
      }
    } else if (siblings.some(other => other.type === 'CNAME')) {
      this.messages.push(
        changeErrors.conflictsWithCname(record, this.zone.name),
      );
    }
    this.checkRouting(
      record,
      siblings.filter(other => other.type === record.type && other !== record),
    );
    if (record.alias) this.checkAlias(record);
  }

  private checkRouting(record: RecordSet, others: RecordSet[]): void {
    if (others.length === 0) return;
    if (
      others.some(
        other =>
          (other.setIdentifier === undefined) !==
          (record.setIdentifier === undefined),
      )
    ) {
      this.messages.push(changeErrors.mixedWithOthers(record));
    } else if (others.some(other => policyOf(other) !== policyOf(record))) {
      this.messages.push(changeErrors.otherRoutingPolicy(record));
    }
    const most = this.limits.recordSetsOfOneNameAndType;
    if (others.length + 1 > most)
      this.messages.push(changeErrors.tooManyOfOneName(record, most));
  }

  private checkAlias(record: RecordSet): void {
    const { hostedZoneId, dnsName } = record.alias!;
    const target = this.aliasTarget(record, hostedZoneId, dnsName);
    if (!target.liesWithin)
      this.messages.push(
        changeErrors.aliasOutsideTargetZone(record, dnsName, hostedZoneId),
      );
    if (!target.found)
      this.messages.push(
        changeErrors.aliasTargetNotFound(record, dnsName, hostedZoneId),
      );
  }

  private aliasTarget(
    record: RecordSet,
    hostedZoneId: string,
    dnsName: string,
  ) {
    if (hostedZoneId !== this.zone.id)
      return this.aliasTargets(hostedZoneId, dnsName, record.type);
    const found = this.recordsAt(dnsName).some(
      other => other.type === record.type && other.name !== record.name,
    );
    return { liesWithin: isWithin(dnsName, this.zone.name), found };
  }

  private checkZone(): void {
    if (this.messages.length > 0) return;
    const apex = this.recordsAt(this.zone.name);
    if (!apex.some(record => record.type === 'SOA'))
      this.messages.push(changeErrors.apexSoa());
    if (!apex.some(record => record.type === 'NS'))
      this.messages.push(changeErrors.apexNs());
    let size = this.zone.records.size;
    for (const [key, record] of this.after)
      size += Number(record !== undefined) - Number(this.existed(key, record));
    if (size > this.limits.recordsPerZone && size > this.zone.records.size) {
      this.messages.push(changeErrors.zoneFull(this.zone.id));
    }
  }

  private existed(key: string, record: RecordSet | undefined): boolean {
    return record === undefined ? true : this.zone.records.has(key);
  }
}

function policyOf(record: RecordSet): string | undefined {
  const [field] =
    Object.entries(record.routing ?? {}).find(
      ([, value]) => value !== undefined,
    ) ?? [];
  return field;
}
