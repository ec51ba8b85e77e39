import type { Answer } from 'dns-packet';
import { Random } from '@hostmaster/kubernetes-runtime';
import {
  canonicalName,
  HostedZone,
  plainName,
  RECORD_TYPES,
  RecordSet,
  RecordType,
} from '../../aws';
import { chooseRecords } from './chooseRecords';
import { DnsView, Referral } from './DnsView';
import { addressAnswers, recordAnswers } from './recordAnswers';

/** The response code and sections of an answer. @public */
export interface Resolution {
  rcode: 'NOERROR' | 'NXDOMAIN' | 'REFUSED' | 'SERVFAIL';
  authoritative: boolean;
  answers: Answer[];
  authorities: Answer[];
  additionals: Answer[];
}

const LONGEST_CHAIN = 16;
const ALIAS_DEPTH = 4;
const LOAD_BALANCER_TTL = 60;
const MINIMAL_ANY_TTL = 3789;

/** One question on its way through the zones. @internal */
export class ResolutionWalk {
  private readonly answers: Answer[] = [];
  private readonly authorities: Answer[] = [];
  private readonly additionals: Answer[] = [];

  constructor(
    private readonly view: DnsView,
    private readonly type: string,
    private readonly random: Random,
  ) {}

  from(asked: string): Resolution {
    let owner = asked;
    const seen = new Set<string>();
    for (let link = 0; link < LONGEST_CHAIN; link++) {
      const name = canonicalName(owner);
      if (name === undefined || seen.has(name)) break;
      seen.add(name);
      const next = this.step(name, owner);
      if (typeof next !== 'string') return next;
      owner = next;
    }
    return this.done('SERVFAIL');
  }

  /** The finished resolution, or the name to go on with. */
  private step(name: string, owner: string): Resolution | string {
    const authority = this.view.authorityFor(name, this.type);
    switch (authority.kind) {
      case 'zone':
        return this.inZone(authority.zone, name, owner);
      case 'addresses':
        if (this.type === 'A' || this.type === 'AAAA') {
          this.answers.push(
            ...addressAnswers(
              owner,
              this.type,
              authority.ttl,
              authority.addresses,
            ),
          );
        }
        return this.done('NOERROR');
      case 'referral':
        return this.refer(authority.referral);
      case 'nxdomain':
        return this.done('NXDOMAIN');
      case 'unreachable':
        return this.done('SERVFAIL');
      case 'none':
        if (this.answers.length > 0) return this.done('NOERROR');
        return this.done(this.view.recursive ? 'NXDOMAIN' : 'REFUSED');
      default:
        throw new Error(
          `unknown authority ${JSON.stringify(authority satisfies never)}`,
        );
    }
  }

  private inZone(
    zone: HostedZone,
    name: string,
    owner: string,
  ): Resolution | string {
    const known =
      this.type === 'ANY'
        ? 'ANY'
        : RECORD_TYPES.find(type => type === this.type) ?? 'OTHER';
    const found = zone.served.lookup(name, known);
    switch (found.kind) {
      case 'records':
        return this.type === 'ANY'
          ? this.minimalAny(owner)
          : this.withRecords(zone, found.records, owner);
      case 'cname': {
        if (this.type === 'ANY') return this.minimalAny(owner);
        const [chosen] = chooseRecords([found.record], this.random);
        this.answers.push(...recordAnswers(chosen, owner));
        return chosen.values[0] ?? '';
      }
      case 'delegation': {
        const nameServers = found.records.flatMap(record =>
          record.values.map(value => value.replace(/\.$/, '')),
        );
        return this.view.recursive
          ? this.done('SERVFAIL')
          : this.refer({ cut: found.cut, nameServers });
      }
      case 'nodata':
        return this.negative(zone, 'NOERROR');
      case 'nxdomain':
        return this.negative(zone, 'NXDOMAIN');
      default:
        throw new Error(
          `unknown answer ${JSON.stringify(found satisfies never)}`,
        );
    }
  }

  private withRecords(
    zone: HostedZone,
    records: readonly RecordSet[],
    owner: string,
  ): Resolution {
    const found = chooseRecords(records, this.random).flatMap(record =>
      record.alias
        ? this.aliasAnswers(zone, record, owner, ALIAS_DEPTH)
        : recordAnswers(record, owner),
    );
    if (found.length === 0) return this.negative(zone, 'NOERROR');
    this.answers.push(...found);
    return this.done('NOERROR');
  }

  /** An alias answers with its target's data under its own name. */
  private aliasAnswers(
    zone: HostedZone,
    record: RecordSet,
    owner: string,
    depth: number,
  ): Answer[] {
    const alias = record.alias!;
    if (alias.hostedZoneId !== zone.id) {
      const addresses =
        this.view.aliasAddresses(alias.dnsName, record.type) ?? [];
      return record.type === 'A' || record.type === 'AAAA'
        ? addressAnswers(owner, record.type, LOAD_BALANCER_TTL, addresses)
        : [];
    }
    const target = zone.served.lookup(alias.dnsName, record.type as RecordType);
    if (target.kind !== 'records' || depth === 0) return [];
    return chooseRecords(target.records, this.random).flatMap(other =>
      other.alias
        ? this.aliasAnswers(zone, other, owner, depth - 1)
        : recordAnswers(other, owner),
    );
  }

  /** RFC 8482: one small record instead of everything. */
  private minimalAny(owner: string): Resolution {
    this.answers.push({
      type: 'HINFO',
      name: owner,
      ttl: MINIMAL_ANY_TTL,
      class: 'IN',
      data: { cpu: 'RFC8482', os: '' },
    });
    return this.done('NOERROR');
  }

  private negative(
    zone: HostedZone,
    rcode: 'NOERROR' | 'NXDOMAIN',
  ): Resolution {
    for (const record of zone.served.at(zone.name, 'SOA')) {
      for (const soa of recordAnswers(record, plainName(zone.name))) {
        if (soa.type !== 'SOA') continue;
        this.authorities.push({
          ...soa,
          ttl: Math.min(soa.ttl ?? 0, soa.data.minimum ?? 0),
        });
      }
    }
    return this.done(rcode);
  }

  private refer(referral: Referral): Resolution {
    for (const server of referral.nameServers) {
      this.authorities.push({
        type: 'NS',
        name: plainName(referral.cut),
        ttl: 172_800,
        class: 'IN',
        data: server,
      });
      this.additionals.push(...this.glue(server));
    }
    return { ...this.done('NOERROR'), authoritative: false };
  }

  /** Addresses of a name server, where the zones here have them. */
  private glue(server: string): Answer[] {
    const name = canonicalName(server);
    if (name === undefined) return [];
    const authority = this.view.authorityFor(name, 'A');
    if (authority.kind === 'addresses')
      return addressAnswers(server, 'A', authority.ttl, authority.addresses);
    if (authority.kind !== 'zone') return [];
    return authority.zone.served
      .at(name, 'A')
      .flatMap(record => recordAnswers(record, server));
  }

  private done(rcode: Resolution['rcode']): Resolution {
    return {
      rcode,
      authoritative: !this.view.recursive && rcode !== 'REFUSED',
      answers: this.answers,
      authorities: this.authorities,
      additionals: this.additionals,
    };
  }
}
