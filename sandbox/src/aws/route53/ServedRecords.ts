import { parentName, WILDCARD_LABEL } from './names';
import { RecordSet, RecordType } from './RecordSet';

/**
 * What a zone says about a name and type, before aliases and names outside the zone are followed.
 *
 * `delegation`: the name lies at or below a delegated name; the NS record set of that cut.
 * `records`: the record sets that answer, of the name itself or of a wildcard.
 * `cname`: there is a CNAME instead of the asked type.
 * `nodata`: the name exists (also as an empty non-terminal) and has nothing of this type.
 *
 * @public
 */
export type ZoneAnswer =
  | { kind: 'records'; records: readonly RecordSet[]; wildcard: boolean }
  | { kind: 'cname'; record: RecordSet; wildcard: boolean }
  | { kind: 'delegation'; cut: string; records: readonly RecordSet[] }
  | { kind: 'nodata' }
  | { kind: 'nxdomain' };

interface NameNode {
  records: RecordSet[];
  /** Names with records at or below this one. */
  namesBelow: number;
}

/**
 * The records of a zone as its name servers have them: only what is INSYNC. Finds the closest encloser and wildcards as
 * RFC 4592 and RFC 1034 section 4.3.2 say.
 *
 * @public
 */
export class ServedRecords {
  private readonly nodes = new Map<string, NameNode>();

  constructor(readonly zoneName: string) {}

  put(record: RecordSet): void {
    const node = this.nodeOf(record.name);
    if (node.records.length === 0) this.count(record.name, 1);
    node.records = [
      ...node.records.filter(other => !isSameKey(other, record)),
      record,
    ];
  }

  remove(record: { name: string; type: string; setIdentifier?: string }): void {
    const node = this.nodes.get(record.name);
    if (!node || node.records.length === 0) return;
    const left = node.records.filter(other => !isSameKey(other, record));
    if (left.length === node.records.length) return;
    node.records = left;
    if (left.length === 0) this.count(record.name, -1);
  }

  /** The record sets at exactly this name and type, wildcards and delegations aside. */
  at(name: string, type: RecordType): readonly RecordSet[] {
    return (this.nodes.get(name)?.records ?? []).filter(
      record => record.type === type,
    );
  }

  /** Every name that has records. */
  names(): string[] {
    return [...this.nodes]
      .filter(([, node]) => node.records.length > 0)
      .map(([name]) => name);
  }

  /** `name` must be canonical and within the zone; type `ANY` takes all record sets of the name. */
  lookup(name: string, type: RecordType | 'ANY' | 'OTHER'): ZoneAnswer {
    const cut = this.delegationAbove(name, type);
    if (cut) return { kind: 'delegation', cut, records: this.at(cut, 'NS') };

    const node = this.nodes.get(name);
    if (node) return answerFrom(node.records, type, false);

    const wildcard = this.wildcardFor(name);
    if (wildcard) return answerFrom(wildcard.records, type, true);
    return { kind: 'nxdomain' };
  }

  /** A zone cut at or above the name, below the apex. The DS of a cut is the parent's own. */
  private delegationAbove(name: string, type: string): string | undefined {
    let cut: string | undefined;
    for (
      let at: string | undefined = name;
      at !== undefined && at !== this.zoneName;
      at = parentName(at)
    ) {
      if (at === name && type === 'DS') continue;
      if (this.at(at, 'NS').length > 0) cut = at;
    }
    return cut;
  }

  /** The wildcard of the closest encloser, if that has one. */
  private wildcardFor(name: string): NameNode | undefined {
    for (
      let encloser = parentName(name);
      encloser !== undefined;
      encloser = parentName(encloser)
    ) {
      if (encloser === this.zoneName || this.nodes.has(encloser)) {
        const node = this.nodes.get(`${WILDCARD_LABEL}.${encloser}`);
        return node && node.records.length > 0 ? node : undefined;
      }
    }
    return undefined;
  }

  private nodeOf(name: string): NameNode {
    let node = this.nodes.get(name);
    if (!node) {
      node = { records: [], namesBelow: 0 };
      this.nodes.set(name, node);
    }
    return node;
  }

  /** Names exist while they, or names below them, have records. */
  private count(name: string, change: 1 | -1): void {
    for (
      let at: string | undefined = name;
      at !== undefined;
      at = parentName(at)
    ) {
      const node = this.nodeOf(at);
      node.namesBelow += change;
      if (node.namesBelow === 0) this.nodes.delete(at);
      if (at === this.zoneName) return;
    }
  }
}

function answerFrom(
  records: readonly RecordSet[],
  type: string,
  wildcard: boolean,
): ZoneAnswer {
  const matching =
    type === 'ANY' ? records : records.filter(record => record.type === type);
  if (matching.length > 0)
    return { kind: 'records', records: matching, wildcard };
  const cname = records.find(record => record.type === 'CNAME');
  if (cname) return { kind: 'cname', record: cname, wildcard };
  return { kind: 'nodata' };
}

function isSameKey(
  left: { name: string; type: string; setIdentifier?: string },
  right: { name: string; type: string; setIdentifier?: string },
): boolean {
  return left.type === right.type && left.setIdentifier === right.setIdentifier;
}
