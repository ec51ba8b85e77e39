import { Clock } from '@hostmaster/kubernetes-runtime';
import { Aws, AwsCall, namesOf } from '../../aws';

/** A change of what there is in the account: a call that changes nothing makes none. */
export interface AwsEffect {
  at: number;
  what: 'created' | 'deleted';
  kind: 'record' | 'certificate';
  /** Of a record its name and type; of a certificate its names, sorted. */
  identity: string;
  /** Hostnames it is about, without a trailing dot. */
  names: string[];
}

/** Effective creates and deletes in the emulated account by identity, whoever made them and however often it was asked. */
export class AwsLedger {
  readonly effects: AwsEffect[] = [];
  private readonly records = new Map<string, Set<string>>();
  private readonly certificates = new Map<string, string[]>();

  constructor(private readonly aws: Aws, private readonly clock: Clock) {
    aws.onChange(change => {
      if (change.kind === 'records' && change.what === 'written')
        change.names.forEach(name => this.lookAtName(change.zoneId, name));
      if (change.kind === 'certificate') this.lookAtCertificate(change.arn);
    });
  }

  /** Identities that were created more often than their deletion explains: each create must follow on a delete. */
  createdTwice(): string[] {
    const counts = new Map<string, number>();
    for (const { what, kind, identity } of this.effects) {
      if (what !== 'created') continue;
      const key = `${kind} ${identity}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts]
      .filter(([, count]) => count > 1)
      .map(([key, count]) => `${key} created ${count} times`);
  }

  /** The certificates there are for exactly these names. */
  certificatesOf(names: string[]): number {
    const wanted = identityOf(names);
    return this.aws
      .inRegion()
      .acm.all()
      .filter(each => identityOf(namesOf(each)) === wanted).length;
  }

  /** Successful writes of the product, by its processes' access keys. */
  writes(): Array<AwsCall & { process: string }> {
    return this.aws.callLog
      .entries({ outcome: 'ok' })
      .filter(({ operation }) => !/^(Get|List|Describe)/.test(operation))
      .flatMap(call => {
        const process = call.caller.accessKeyId ?? '';
        return process.startsWith('product-') ? [{ ...call, process }] : [];
      });
  }

  private lookAtName(zoneId: string, name: string): void {
    const zone = this.aws.route53.zones.get(zoneId);
    const now = new Set<string>(
      zone?.records
        .ofName(name)
        .map(({ type }) => type)
        .filter(type => type !== 'SOA' && type !== 'NS'),
    );
    const before = this.records.get(name) ?? new Set();
    this.records.set(name, now);
    const note = (what: AwsEffect['what'], type: string) =>
      this.note(what, 'record', `${name} ${type}`, [name.replace(/\.$/, '')]);
    for (const type of now) if (!before.has(type)) note('created', type);
    for (const type of before) if (!now.has(type)) note('deleted', type);
  }

  private lookAtCertificate(arn: string): void {
    const { acm } = this.aws.inRegion();
    const certificate = acm.find(arn);
    const known = this.certificates.get(arn);
    if (certificate && !known) {
      const names = namesOf(certificate);
      this.certificates.set(arn, names);
      this.note('created', 'certificate', identityOf(names), names);
    }
    if (!certificate && known) {
      this.certificates.delete(arn);
      this.note('deleted', 'certificate', identityOf(known), known);
    }
  }

  private note(
    what: AwsEffect['what'],
    kind: AwsEffect['kind'],
    identity: string,
    names: string[],
  ): void {
    this.effects.push({ at: this.clock.now(), what, kind, identity, names });
  }
}

function identityOf(names: readonly string[]): string {
  return [...names].sort().join(',');
}
