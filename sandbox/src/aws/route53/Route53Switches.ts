import { HostedZone } from './HostedZone';
import { canonicalName, isWithin } from './names';
import { parseRecordData } from './recordData';
import { AliasTarget, RecordSet, RecordType, RoutingPolicy } from './RecordSet';
import { Delegation, Route53State, ZoneInput } from './Route53State';

/** A record set to put into a zone; names in any spelling. @public */
export interface RecordSeed {
  name: string;
  type: RecordType;
  /** Seconds; 300 when left out. */
  ttl?: number;
  values?: readonly string[];
  alias?: {
    hostedZoneId: string;
    dnsName: string;
    evaluateTargetHealth?: boolean;
  };
  setIdentifier?: string;
  routing?: RoutingPolicy;
}

/**
 * What people and tests may do to zones behind the API's back. Everything done here counts towards no limit and is INSYNC at
 * once, or right after what is still on its way to the zone's name servers.
 *
 * @public
 */
export class Route53Switches {
  constructor(private readonly state: Route53State) {}

  putZone(input: ZoneInput): HostedZone {
    return this.state.createZone(input, { inSync: 0 }).zone;
  }

  /** Writes record sets out of band, over what is there. */
  putRecords(zone: HostedZone | string, seeds: readonly RecordSeed[]): void {
    const target = this.zoneOf(zone);
    const writes = seeds.map(seed => ({
      kind: 'put' as const,
      record: recordOf(seed, target),
    }));
    this.state.write(target, writes, { inSync: 0 });
  }

  /** Removes record sets out of band: those of a name, or of a name and type. Returns how many there were. */
  deleteRecords(
    zone: HostedZone | string,
    name: string,
    type?: RecordType,
  ): number {
    const target = this.zoneOf(zone);
    const canonical = canonicalName(name) ?? name;
    const doomed = target.records
      .ofName(canonical)
      .filter(record => type === undefined || record.type === type);
    this.state.write(
      target,
      doomed.map(record => ({ kind: 'remove' as const, record })),
      { inSync: 0 },
    );
    return doomed.length;
  }

  /** What the parent of a zone's name says; see `Route53State.setDelegation`. */
  setDelegation(name: string, delegation: Delegation): void {
    this.state.setDelegation(name, delegation);
  }

  private zoneOf(zone: HostedZone | string): HostedZone {
    if (typeof zone !== 'string') return zone;
    const byId = this.state.zones.get(zone.replace(/^\/hostedzone\//, ''));
    const [byName] = this.state.zonesNamed(canonicalName(zone) ?? '');
    const found = byId ?? byName;
    if (!found)
      throw new Error(`There is no zone with the id or name ${zone}.`);
    return found;
  }
}

function recordOf(seed: RecordSeed, zone: HostedZone): RecordSet {
  const name = canonicalName(seed.name);
  if (name === undefined || !isWithin(name, zone.name)) {
    throw new Error(
      `The record name ${seed.name} is not within the zone ${zone.name}`,
    );
  }
  for (const value of seed.values ?? []) {
    const parsed = parseRecordData(seed.type, value);
    if (parsed.kind === 'problem')
      throw new Error(`${seed.name} ${seed.type}: ${parsed.text}`);
  }
  const alias: AliasTarget | undefined = seed.alias && {
    hostedZoneId: seed.alias.hostedZoneId,
    dnsName: canonicalName(seed.alias.dnsName) ?? seed.alias.dnsName,
    evaluateTargetHealth: seed.alias.evaluateTargetHealth ?? false,
  };
  return {
    name,
    type: seed.type,
    setIdentifier: seed.setIdentifier,
    routing: seed.routing,
    ttl: alias ? undefined : seed.ttl ?? 300,
    values: seed.values ?? [],
    alias,
  };
}
