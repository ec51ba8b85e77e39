import { AwsWorld } from '../core/AwsWorld';
import { DelayRange } from '../core/ranges';
import { SortedMap } from '../core/SortedMap';
import { route53Errors } from './errors';
import { HostedZone, Vpc } from './HostedZone';
import { canonicalName, isWithin, nameSortKey, parentName } from './names';
import { AliasTargetCheck, RecordWrite } from './planChanges';
import { ServedRecords } from './ServedRecords';
import { SortedRecords } from './SortedRecords';
import { apexRecords, drawNameServers } from './zoneApex';

/** A change of a zone on its way to the name servers. @public */
export interface ChangeInfo {
  /** Without the `/change/` prefix. */
  id: string;
  status: 'PENDING' | 'INSYNC';
  submittedAt: number;
  comment?: string;
}

/** @public */
export interface DelegationSet {
  id: string;
  callerReference: string;
  nameServers: readonly string[];
}

/** How the parent of a zone's name delegates: to the zone's own name servers, to others, or not at all. @public */
export type Delegation = 'zone' | { nameServers: string[] } | 'none';

/** What a zone is made from. @public */
export interface ZoneInput {
  /** Any spelling of the domain name. */
  name: string;
  callerReference?: string;
  comment?: string;
  private?: boolean;
  vpcs?: Vpc[];
  delegationSet?: DelegationSet;
}

/**
 * The hosted zones of the account, and what of them the name servers have.
 *
 * @public
 */
export class Route53State {
  readonly zones = new Map<string, HostedZone>();
  readonly delegationSets = new Map<string, DelegationSet>();
  private readonly byName = new Map<string, HostedZone[]>();
  private readonly sorted = new SortedMap<HostedZone>();
  private readonly changes = new Map<string, ChangeInfo>();
  private readonly callerReferences = new Set<string>();
  private readonly delegations = new Map<string, Delegation>();
  private readonly servedListeners = new Set<
    (zone: HostedZone, names: readonly string[]) => void
  >();
  /** Set by the load balancers' state. */
  aliasTargets: AliasTargetCheck = () => ({ liesWithin: false, found: false });

  constructor(readonly world: AwsWorld) {}

  // Zones

  /** @throws AwsError NoSuchHostedZone */
  zone(id: string): HostedZone {
    const zone = this.zones.get(id.replace(/^\/hostedzone\//, ''));
    if (!zone) throw route53Errors.noSuchHostedZone(id);
    return zone;
  }

  /** Zones of a canonical name, oldest first. */
  zonesNamed(name: string): readonly HostedZone[] {
    return this.byName.get(name) ?? [];
  }

  /** Whether a zone or delegation set was ever made with this reference. */
  isReferenceUsed(callerReference: string): boolean {
    return this.callerReferences.has(callerReference);
  }

  useReference(callerReference: string): void {
    this.callerReferences.add(callerReference);
  }

  /** Makes a zone with its SOA and NS records. Limits are the operation's business. */
  createZone(
    input: ZoneInput,
    options: { inSync?: DelayRange } = {},
  ): { zone: HostedZone; change: ChangeInfo } {
    const name = canonicalName(input.name);
    if (name === undefined)
      throw route53Errors.invalidDomainName(
        `${input.name} is not a valid domain name.`,
      );
    const { ids } = this.world;
    const callerReference = input.callerReference ?? ids.uuid();
    this.callerReferences.add(callerReference);
    const zone: HostedZone = {
      id: `Z${ids.upper(20)}`,
      name,
      callerReference,
      private: input.private ?? false,
      createdAt: this.world.now(),
      nameServers:
        input.delegationSet?.nameServers ??
        this.drawNameServers(input.private ?? false),
      delegationSetId: input.delegationSet?.id,
      comment: input.comment,
      vpcs: input.vpcs ?? [],
      tags: new Map(),
      protections: new Map(),
      records: new SortedRecords(),
      served: new ServedRecords(name),
      isServed: false,
      busyUntil: 0,
      inSyncAt: 0,
    };
    this.zones.set(zone.id, zone);
    this.sorted.set(zoneSortKey(zone), zone);
    this.byName.set(name, [...this.zonesNamed(name), zone]);
    const change = this.write(
      zone,
      apexRecords(zone).map(record => ({ kind: 'put', record })),
      { ...options, onInSync: () => (zone.isServed = true) },
    );
    this.world.changes.emit({
      kind: 'zone',
      zoneId: zone.id,
      zoneName: zone.name,
      what: 'created',
    });
    return { zone, change };
  }

  deleteZone(zone: HostedZone): ChangeInfo {
    this.zones.delete(zone.id);
    this.sorted.delete(zoneSortKey(zone));
    const left = this.zonesNamed(zone.name).filter(other => other !== zone);
    if (left.length > 0) this.byName.set(zone.name, left);
    else this.byName.delete(zone.name);
    const change = this.newChange();
    this.world.timeline.after(
      this.world.draw(this.world.delays.route53.inSync),
      () => {
        change.status = 'INSYNC';
      },
    );
    this.world.changes.emit({
      kind: 'zone',
      zoneId: zone.id,
      zoneName: zone.name,
      what: 'deleted',
    });
    return change;
  }

  // Records

  /**
   * Applies writes to what the API shows at once, and to what the name servers answer when the change is INSYNC. Changes of
   * one zone get there in the order they were made.
   */
  write(
    zone: HostedZone,
    writes: readonly RecordWrite[],
    options: {
      comment?: string;
      inSync?: DelayRange;
      onInSync?: () => void;
    } = {},
  ): ChangeInfo {
    for (const { kind, record } of writes) {
      if (kind === 'put') zone.records.put(record);
      else zone.records.remove(record);
    }
    const change = this.newChange(options.comment);
    const names = [...new Set(writes.map(({ record }) => record.name))];
    this.emitRecords(zone, 'written', names);
    zone.inSyncAt = Math.max(
      zone.inSyncAt,
      this.world.now() +
        this.world.draw(options.inSync ?? this.world.delays.route53.inSync),
    );
    this.world.timeline.at(zone.inSyncAt, () => {
      for (const { kind, record } of writes) {
        if (kind === 'put') zone.served.put(record);
        else zone.served.remove(record);
      }
      change.status = 'INSYNC';
      options.onInSync?.();
      this.emitRecords(zone, 'inSync', names);
      for (const listener of this.servedListeners) listener(zone, names);
    });
    return change;
  }

  /** @throws AwsError NoSuchChange */
  change(id: string): ChangeInfo {
    const change = this.changes.get(id.replace(/^\/change\//, ''));
    if (!change) throw route53Errors.noSuchChange(id);
    return change;
  }

  /** Calls `listener` whenever name servers got new data, or the delegation of a zone changed (no names then: any). */
  onServed(
    listener: (zone: HostedZone, names: readonly string[]) => void,
  ): void {
    this.servedListeners.add(listener);
  }

  // What the world sees

  /**
   * How the parent delegates a zone's name. By default as the hosted parent zone's NS records say, and where it has none (or
   * there is no hosted parent) to the oldest public zone of that name, as if somebody had put its name servers at the
   * registrar.
   */
  delegationOf(name: string): Delegation {
    return this.delegations.get(name) ?? 'zone';
  }

  /** Changes what the parent of a zone's name says: broken delegations are made this way. */
  setDelegation(name: string, delegation: Delegation): void {
    const canonical = canonicalName(name);
    if (canonical === undefined)
      throw new Error(`setDelegation: ${name} is not a domain name`);
    this.delegations.set(canonical, delegation);
    for (const zone of this.zonesNamed(canonical))
      for (const listener of this.servedListeners) listener(zone, []);
  }

  /** The public zone that resolvers find for a canonical name; undefined when none is delegated. */
  publicZoneFor(name: string): HostedZone | undefined {
    for (
      let at: string | undefined = name;
      at !== undefined;
      at = parentName(at)
    ) {
      const zone = this.publicZoneNamed(at);
      if (zone) return zone;
    }
    return undefined;
  }

  /** The public zone of exactly this name that resolvers reach. */
  publicZoneNamed(name: string): HostedZone | undefined {
    const candidates = this.zonesNamed(name).filter(
      zone => !zone.private && zone.isServed,
    );
    if (candidates.length === 0) return undefined;
    const delegation = this.delegationOf(name);
    if (delegation === 'none') return undefined;
    const servers =
      delegation === 'zone'
        ? this.serversInParentZone(name)
        : delegation.nameServers;
    if (servers === undefined) return candidates[0];
    return candidates.find(zone =>
      zone.nameServers.some(server => servers.includes(server)),
    );
  }

  /** The name servers that a hosted parent zone gives for a name; undefined where it has no NS records for it. */
  private serversInParentZone(name: string): string[] | undefined {
    const above = parentName(name);
    const parent = above === undefined ? undefined : this.publicZoneFor(above);
    const delegating = parent?.served.at(name, 'NS') ?? [];
    if (delegating.length === 0) return undefined;
    return delegating.flatMap(record =>
      record.values.map(value => value.toLowerCase().replace(/\.$/, '')),
    );
  }

  /** The most specific private zone for a canonical name, of those associated with the VPC (any VPC when left out). */
  privateZoneFor(name: string, vpcId?: string): HostedZone | undefined {
    for (
      let at: string | undefined = name;
      at !== undefined;
      at = parentName(at)
    ) {
      const zone = this.zonesNamed(at).find(
        candidate =>
          candidate.private &&
          candidate.isServed &&
          (vpcId === undefined || candidate.vpcs.some(vpc => vpc.id === vpcId)),
      );
      if (zone) return zone;
    }
    return undefined;
  }

  /** Up to `count` zones by name and id, from the first whose `zoneSortKey` is `fromKey` or later. */
  zonePage(fromKey: string, count: number): HostedZone[] {
    return this.sorted.page(fromKey, count);
  }

  drawNameServers(isPrivate: boolean): readonly string[] {
    return drawNameServers(isPrivate, this.world.ids);
  }

  private newChange(comment?: string): ChangeInfo {
    const change: ChangeInfo = {
      id: `C${this.world.ids.upper(20)}`,
      status: 'PENDING',
      submittedAt: this.world.now(),
      comment,
    };
    this.changes.set(change.id, change);
    return change;
  }

  private emitRecords(
    zone: HostedZone,
    what: 'written' | 'inSync',
    names: string[],
  ): void {
    this.world.changes.emit({
      kind: 'records',
      zoneId: zone.id,
      zoneName: zone.name,
      what,
      names,
    });
  }
}

/** What ListHostedZonesByName sorts by. @public */
export function zoneSortKey(zone: { name: string; id: string }): string {
  return `${nameSortKey(zone.name)}\u0000${zone.id}`;
}

/** Whether two zones of these names may not share name servers: equal, or one below the other. @public */
export function areRelated(left: string, right: string): boolean {
  return isWithin(left, right) || isWithin(right, left);
}
