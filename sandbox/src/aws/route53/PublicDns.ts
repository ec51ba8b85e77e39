import { canonicalName, parentName } from './names';
import { parseRecordData } from './recordData';
import { RecordSet, RecordType } from './RecordSet';
import { Route53State } from './Route53State';

/**
 * What a resolver on the internet finds in the account's public zones: only delegated zones, only INSYNC data.
 *
 * @public
 */
export class PublicDns {
  constructor(private readonly state: Route53State) {}

  /** The record sets of a type at a name (or its wildcard), or the CNAME there; undefined when there is neither. */
  lookup(name: string, type: RecordType): readonly RecordSet[] | undefined {
    const zone = this.state.publicZoneFor(name);
    const answer = zone?.served.lookup(name, type);
    if (answer?.kind === 'records') return answer.records;
    if (answer?.kind === 'cname') return [answer.record];
    return undefined;
  }

  /** Whether a name leads to `target` through at most `mostLinks` CNAMEs. */
  leadsTo(name: string, target: string, mostLinks: number): boolean {
    let at = name;
    for (let link = 0; link < mostLinks; link++) {
      const [record] = this.lookup(at, 'CNAME') ?? [];
      const next =
        record?.type === 'CNAME'
          ? canonicalName(record.values[0] ?? '')
          : undefined;
      if (next === undefined) return false;
      if (next === target) return true;
      at = next;
    }
    return false;
  }

  /**
   * The CAA properties that govern a name: those of the name itself or of the closest name above that has any. CNAMEs are
   * followed. Source: RFC 8659 section 3.
   */
  certificationAuthorities(
    name: string,
  ): Array<{ flags: number; tag: string; value: string }> {
    for (
      let at: string | undefined = name;
      at !== undefined;
      at = parentName(at)
    ) {
      const found = this.caaAt(at);
      if (found.length > 0) return found;
    }
    return [];
  }

  private caaAt(
    name: string,
  ): Array<{ flags: number; tag: string; value: string }> {
    let at: string | undefined = name;
    for (let link = 0; link < 8 && at !== undefined; link++) {
      const records: readonly RecordSet[] = this.lookup(at, 'CAA') ?? [];
      if (records[0]?.type !== 'CNAME') {
        return records.flatMap(record =>
          record.values.flatMap(value => caaOf(value)),
        );
      }
      at = canonicalName(records[0].values[0] ?? '');
    }
    return [];
  }
}

function caaOf(
  value: string,
): Array<{ flags: number; tag: string; value: string }> {
  const parsed = parseRecordData('CAA', value);
  return parsed.kind === 'data' && parsed.data.kind === 'caa'
    ? [parsed.data]
    : [];
}
