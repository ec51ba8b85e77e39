import { deepestZone } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  Certificate,
  CertificateOrder,
  GatewayProfile,
  RequestIdentity,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { ChainDeps } from '../hostnames/ChainDeps';
import {
  firstOwnership,
  ownershipIn,
  ownershipRecord,
} from '../hostnames/records/ownership.pure';
import { submitChanges, viewOf } from '../hostnames/records/zoneAccess';
import { publishValidation } from '../hostnames/steps/publishValidation';
import { backoffEnds } from '../hostnames/steps/certificateAttempts.pure';
import { CERTIFICATES } from '../hostnames/steps/certificateOf';
import { Subject, ZoneName, subjectKey } from '../hostnames/Subject';
import { DefaultCertificate, DefaultCertificates } from './DefaultCertificates';

/** No cluster, namespace or request can be called so. */
const RESERVED = '-';
const NAME = 'default-certificate';

/** What happens next. */
export interface KeepResult {
  again: number;
}

/**
 * Requests and validates `default.<edgeDomain>` with each provider that pools use, by the same means as any hostname's
 * certificate, under an identity of its own: one per account and region, whatever the number of clusters.
 */
export class DefaultCertificateKeeper implements DefaultCertificates {
  private readonly states = new Map<string, DefaultCertificate>();

  constructor(
    /** Of the home cluster; only what is outside clusters is used. */
    private readonly deps: () => ChainDeps,
    private readonly onIssued: () => void,
  ) {}

  of(provider: string): DefaultCertificate {
    return (
      this.states.get(provider) ?? {
        kind: 'waiting',
        message: `the certificate of ${this.hostname()} is requested`,
      }
    );
  }

  /** One look; called again after `again` milliseconds, or when the provider tells a change. */
  async keep(provider: string): Promise<KeepResult> {
    const profile = this.profileFor(provider);
    if (!profile) return { again: 10 * 60_000 };
    const result = await this.look(this.subject(profile));
    const before = this.states.get(provider);
    this.states.set(provider, result.state);
    if (result.state.kind === 'issued' && before?.kind !== 'issued') {
      this.onIssued();
    }
    return { again: result.again };
  }

  /** Providers that pools of the configuration use. */
  providers(): string[] {
    const pools = this.deps().config.profiles.filter(
      ({ placement }) => placement === 'pool',
    );
    return [...new Set(pools.map(({ certificates }) => certificates))];
  }

  isIdentity(identity: RequestIdentity): boolean {
    return identity.cluster === RESERVED && identity.name === NAME;
  }

  hostname(): string {
    return `default.${this.deps().config.reconciler.edgeDomain}`;
  }

  private async look(
    subject: Subject,
  ): Promise<{ state: DefaultCertificate; again: number }> {
    const deps = this.deps();
    if (subject.profile?.certificates === 'existing') {
      return this.lookForExisting(subject);
    }
    const zone = await this.zoneFor(subject);
    if (!zone) {
      return waiting(
        `there is a public zone that contains ${subject.hostname}`,
        5 * 60_000,
      );
    }
    const placed: Subject = {
      ...subject,
      names: [{ hostname: subject.hostname, zone, validationZone: zone }],
    };
    const owned = await this.own(placed, zone);
    if (owned) return owned;
    const found = await this.certificate(placed);
    if (!found) return waiting(`${subject.hostname} has a certificate`, 5_000);
    if (found.status.kind === 'failed') {
      return waiting(
        `another certificate of ${subject.hostname} is issued; the last one failed with ${found.status.reason}`,
        deps.config.reconciler.waits.certificateRetry,
      );
    }
    const withCertificate: Subject = {
      ...placed,
      request: {
        ...placed.request,
        status: { certificateArn: found.ref },
      },
    };
    const published = await publishValidation.look(withCertificate, deps, () =>
      deps.clock.now(),
    );
    if (published.kind === 'act') {
      await published.action();
      return waiting(`${subject.hostname} is validated`, 5_000);
    }
    if (found.status.kind === 'issued') return this.settled(found);
    return waiting(
      published.kind === 'satisfied'
        ? `the certificate of ${subject.hostname} is issued`
        : `the certificate of ${subject.hostname} is issued (${published.message})`,
      15_000,
    );
  }

  /** A load balancer refuses a certificate that was issued a moment ago, and with it everything of the gateway (aws.md, 3.2). */
  private settled({ ref, issuedAt = 0 }: Certificate): {
    state: DefaultCertificate;
    again: number;
  } {
    const { clock, config } = this.deps();
    const { certificateSettle } = config.reconciler.waits;
    const settlesIn = issuedAt + certificateSettle - clock.now();
    return settlesIn > 0
      ? waiting(
          `the certificate of ${this.hostname()} is old enough for a load balancer`,
          settlesIn,
        )
      : { state: { kind: 'issued', ref }, again: 10 * 60_000 };
  }

  /** A profile that makes no certificates takes one that covers the name. */
  private async lookForExisting(subject: Subject) {
    const provider = this.deps().providers.certificates(subject.profile!);
    const inventory = await provider.inventory();
    const [found] = inventory.covering([subject.hostname]);
    return found
      ? {
          state: { kind: 'issued' as const, ref: found.ref },
          again: 10 * 60_000,
        }
      : waiting(`there is a certificate for ${subject.hostname}`, 30_000);
  }

  private async own(subject: Subject, zone: ZoneName) {
    const deps = this.deps();
    const view = await viewOf(subject, deps, zone.id);
    const ownership = ownershipIn(view, subject.hostname, subject.identity);
    if (ownership.kind === 'own') return undefined;
    if (ownership.kind !== 'none') {
      return waiting(
        `${subject.hostname} is free: the record ${ownership.record.name} says that somebody else holds it`,
        5 * 60_000,
      );
    }
    const first = firstOwnership(subject.identity, { state: 'held' });
    await submitChanges(subject, deps, zone.id, [
      {
        action: 'CREATE',
        record: ownershipRecord(subject.hostname, zone.name, first),
      },
    ]);
    return waiting(`${subject.hostname} is claimed`, 1);
  }

  /** Found before it is asked for; another attempt with the waits of any hostname's. */
  private async certificate(
    subject: Subject,
  ): Promise<Certificate | undefined> {
    const deps = this.deps();
    const provider = deps.providers.certificates(subject.profile!);
    const inventory = await provider.inventory();
    const owned = inventory
      .ownedBy(subject.identity)
      .sort((left, right) => attemptOf(right) - attemptOf(left));
    const good = owned.find(({ status }) => status.kind === 'issued');
    const [latest] = owned;
    if (good) return good;
    if (latest && !this.isTriedAgain(latest)) return latest;
    const order: CertificateOrder = {
      owner: {
        identity: subject.identity,
        attempt: latest ? attemptOf(latest) + 1 : 1,
      },
      names: [subject.hostname],
      keyAlgorithm: 'EC_prime256v1',
    };
    const found = await provider.find(order, {
      newerThan: deps.notes.lastWrite(
        subjectKey(subject.identity),
        CERTIFICATES,
      ),
    });
    if (!found) await provider.request(order);
    return found;
  }

  /** When it failed is not kept anywhere; from when it was made is soon enough, since failures take minutes or three days. */
  private isTriedAgain(latest: Certificate): boolean {
    if (latest.status.kind !== 'failed') return false;
    const { clock, config } = this.deps();
    const ends = backoffEnds(
      {
        count: attemptOf(latest),
        lastFailure: new Date(latest.createdAt ?? 0).toISOString(),
      },
      config.reconciler.waits,
    );
    return ends === undefined || ends <= clock.now();
  }

  private async zoneFor(subject: Subject): Promise<ZoneName | undefined> {
    const deps = this.deps();
    const { zones } = await deps.providers.dns(subject.profile!).zones();
    const zone = deepestZone(
      subject.hostname,
      zones.filter(({ visibility }) => visibility === 'public'),
    );
    return zone && { id: zone.id, name: zone.name };
  }

  private profileFor(provider: string): GatewayProfile | undefined {
    return this.deps().config.profiles.find(
      ({ placement, certificates }) =>
        placement === 'pool' && certificates === provider,
    );
  }

  private subject(profile: GatewayProfile): Subject {
    const hostname = this.hostname();
    return {
      identity: {
        installation: this.deps().config.installation,
        cluster: RESERVED,
        namespace: RESERVED,
        name: NAME,
      },
      uid: '',
      hostname,
      names: [],
      profile,
      request: {
        apiVersion: '',
        kind: '',
        metadata: { name: NAME },
        spec: { hostname, environment: '', gatewayClass: profile.name },
      },
    };
  }
}

function waiting(
  message: string,
  again: number,
): { state: DefaultCertificate; again: number } {
  return { state: { kind: 'waiting', message }, again };
}

function attemptOf(certificate: Certificate): number {
  return certificate.owner?.attempt ?? 1;
}
