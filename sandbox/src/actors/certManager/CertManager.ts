import { Route53Client } from '@aws-sdk/client-route-53';
import {
  createReflector,
  createWorkQueue,
  KubernetesObject,
  objectKey,
  ObjectStore,
  parseObjectKey,
  ResourceKind,
  WorkResult,
} from '@hostmaster/kubernetes-runtime';
import { Actor, ActorOptions } from '../Actor';
import { eventRecorder } from '../clusterEvents';
import { AcmeAuthority } from './AcmeAuthority';
import {
  base64,
  certificateRequestOf,
  ensure,
  orderName,
  orderOf,
  secretOf,
} from './chainObjects';
import { ChallengeWalk } from './ChallengeWalk';
import { DnsSolver } from './DnsSolver';
import {
  Certificate,
  CertificateRequest,
  Condition,
  Issuer,
  kinds,
} from './objects';

/** Options of the stand-in. */
export interface CertManagerOptions extends ActorOptions {
  route53: Route53Client;
  /** What the authority sees when it asks for a TXT record, through public DNS. */
  lookupTxt: (name: string) => Promise<string[]>;
  /** How often a challenge is looked at while it waits, ms. */
  poll?: number;
  /** Lifetime of what the authorities sign; 90 days, as Let's Encrypt's. */
  lifetimeDays?: number;
  /** Told of the making of keys and signatures, which happens outside of the event loop. */
  track?: <T>(work: Promise<T>) => Promise<T>;
}

/**
 * The stand-in for cert-manager with ACME issuers and the Route 53 DNS-01 solver:
 * Certificate → CertificateRequest → Order → Challenge (a TXT record in the zone) → certificate in a Secret.
 */
export class CertManager implements Actor {
  readonly name = 'cert-manager';
  private readonly queue;
  private readonly reflectors: Array<{
    start(signal: AbortSignal): Promise<void> | void;
  }> = [];
  private readonly stores;
  private readonly challenges: ChallengeWalk;
  private readonly authorities = new Map<string, AcmeAuthority>();
  private readonly record;

  constructor(private readonly options: CertManagerOptions) {
    const { client, clock } = options;
    this.queue = createWorkQueue({ clock });
    this.record = eventRecorder({ client, clock, component: 'cert-manager' });
    this.stores = {
      issuer: this.reflect(kinds.issuer),
      clusterIssuer: this.reflect(kinds.clusterIssuer),
      certificate: this.reflect(kinds.certificate),
      certificateRequest: this.reflect(kinds.certificateRequest),
      order: this.reflect(kinds.order),
      challenge: this.reflect(kinds.challenge),
      secret: this.reflect(kinds.secret),
    };
    this.challenges = new ChallengeWalk({
      client,
      challenges: this.stores.challenge,
      solver: new DnsSolver(options.route53),
      lookupTxt: options.lookupTxt,
    });
  }

  async run(signal: AbortSignal): Promise<void> {
    const { certificate, issuer, clusterIssuer, ...owned } = this.stores;
    certificate.subscribe(({ object }) =>
      this.queue.add(objectKey(object.metadata)),
    );
    for (const store of Object.values(owned) as Array<
      ObjectStore<KubernetesObject>
    >) {
      store.subscribe(() =>
        certificate
          .list()
          .forEach(object => this.queue.add(objectKey(object.metadata))),
      );
    }
    for (const store of [issuer, clusterIssuer]) {
      store.subscribe(change => {
        if (change.kind !== 'deleted')
          void this.acceptIssuer(change.object).catch(() => undefined);
        certificate
          .list()
          .forEach(object => this.queue.add(objectKey(object.metadata)));
      });
    }
    const running = this.reflectors.map(reflector => reflector.start(signal));
    await Promise.all([
      ...running,
      this.queue.run(key => this.reconcile(key), { concurrency: 5, signal }),
    ]);
  }

  private reflect<T extends KubernetesObject>(
    kind: ResourceKind<T>,
  ): ObjectStore<T> {
    const { client, clock, random } = this.options;
    const reflector = createReflector<T>({ client, kind, clock, random });
    this.reflectors.push(reflector);
    return reflector.store;
  }

  private async acceptIssuer(issuer: Issuer): Promise<void> {
    if (
      issuer.status?.conditions?.some(condition => condition.type === 'Ready')
    )
      return;
    const kind =
      issuer.kind === 'ClusterIssuer' ? kinds.clusterIssuer : kinds.issuer;
    const ready = this.condition(
      'Ready',
      'True',
      'ACMEAccountRegistered',
      'The ACME account was registered with the ACME server',
      issuer.metadata.generation,
    );
    const body = {
      status: {
        conditions: [ready],
        acme: { uri: `${issuer.spec.acme?.server ?? ''}/acct/1` },
      },
    };
    await this.options.client.patch(
      kind,
      issuer.metadata,
      { type: 'merge', body },
      { subresource: 'status' },
    );
  }

  private async reconcile(key: string): Promise<WorkResult> {
    if (!Object.values(this.stores).every(store => store.hasSynced()))
      return { againAfter: 100 };
    const certificate = this.stores.certificate.get(parseObjectKey(key));
    if (!certificate || certificate.metadata.deletionTimestamp)
      return undefined;
    const issuer = this.issuerOf(certificate);
    if (!issuer) {
      const { kind = 'Issuer', name } = certificate.spec.issuerRef;
      return this.writeCertificate(certificate, [
        this.condition(
          'Ready',
          'False',
          'IssuerNotFound',
          `Referenced ${kind} not found: ${name}`,
          certificate.metadata.generation,
        ),
      ]);
    }
    if (this.isUpToDate(certificate)) return this.renewal(certificate);

    const names =
      certificate.spec.dnsNames ??
      (certificate.spec.commonName ? [certificate.spec.commonName] : []);
    const revision = (certificate.status?.revision ?? 0) + 1;
    const requestName = `${certificate.metadata.name}-${revision}`;
    const request = this.stores.certificateRequest.get({
      namespace: certificate.metadata.namespace,
      name: requestName,
    });
    if (!request) return this.createRequest(certificate, requestName, names);
    const failed = request.status?.conditions?.find(
      condition => condition.type === 'Ready' && condition.reason === 'Failed',
    );
    if (failed) {
      return this.writeCertificate(certificate, [
        this.condition('Ready', 'False', 'DoesNotExist', failed.message),
        this.condition('Issuing', 'False', 'Failed', failed.message),
      ]);
    }
    const order = this.stores.order.get({
      namespace: certificate.metadata.namespace,
      name: orderName(requestName, names),
    });
    if (!order) return this.createOrder(request, names);
    if (order.status?.state === 'valid')
      return this.issue(certificate, request, issuer, names, revision);
    const isValid = await this.challenges.walk(
      order,
      issuer,
      this.authorityOf(issuer),
    );
    return isValid ? undefined : { againAfter: this.options.poll ?? 2_000 };
  }

  private async createRequest(
    certificate: Certificate,
    name: string,
    names: string[],
  ): Promise<WorkResult> {
    const { client } = this.options;
    await this.writeCertificate(certificate, [
      this.condition(
        'Issuing',
        'True',
        'DoesNotExist',
        'Issuing certificate as Secret does not exist',
        certificate.metadata.generation,
      ),
      this.condition(
        'Ready',
        'False',
        'DoesNotExist',
        'Issuing certificate as Secret does not exist',
        certificate.metadata.generation,
      ),
    ]);
    await ensure(
      client,
      kinds.certificateRequest,
      certificateRequestOf(certificate, name, names),
    );
    await this.record(
      certificate,
      'Normal',
      'Requested',
      `Created new CertificateRequest resource "${name}"`,
    );
    return undefined;
  }

  private async createOrder(
    request: CertificateRequest,
    names: string[],
  ): Promise<WorkResult> {
    const approved = [
      this.condition(
        'Approved',
        'True',
        'cert-manager.io',
        'Certificate request has been approved by cert-manager.io',
      ),
      this.condition(
        'Ready',
        'False',
        'Pending',
        `Waiting on certificate issuance from order ${
          request.metadata.namespace
        }/${orderName(request.metadata.name, names)}: "pending"`,
      ),
    ];
    await this.options.client.patch(
      kinds.certificateRequest,
      request.metadata,
      { type: 'merge', body: { status: { conditions: approved } } },
      { subresource: 'status' },
    );
    await ensure(this.options.client, kinds.order, orderOf(request, names));
    return undefined;
  }

  private async issue(
    certificate: Certificate,
    request: CertificateRequest,
    issuer: Issuer,
    names: string[],
    revision: number,
  ): Promise<WorkResult> {
    const { client, track = work => work } = this.options;
    const signed = await track(this.authorityOf(issuer).issue(names));
    const { chain, ca, notBefore, notAfter } = signed;
    const secret = secretOf(certificate, names, signed);
    await client.patch(
      kinds.secret,
      secret.metadata,
      { type: 'apply', force: true, body: secret },
      { fieldManager: 'cert-manager-certificates-issuing' },
    );
    const ready = this.condition(
      'Ready',
      'True',
      'Issued',
      'Certificate fetched from issuer successfully',
    );
    await client.patch(
      kinds.certificateRequest,
      request.metadata,
      {
        type: 'merge',
        body: {
          status: {
            certificate: base64(chain),
            ca: base64(ca),
            conditions: [
              this.condition(
                'Approved',
                'True',
                'cert-manager.io',
                'Certificate request has been approved by cert-manager.io',
              ),
              ready,
            ],
          },
        },
      },
      { subresource: 'status' },
    );
    const renewal = new Date(
      notBefore.getTime() +
        ((notAfter.getTime() - notBefore.getTime()) * 2) / 3,
    );
    await this.writeCertificate(
      certificate,
      [
        this.condition(
          'Ready',
          'True',
          'Ready',
          'Certificate is up to date and has not expired',
          certificate.metadata.generation,
        ),
      ],
      {
        notBefore: stamp(notBefore),
        notAfter: stamp(notAfter),
        renewalTime: stamp(renewal),
        revision,
      },
    );
    await this.record(
      certificate,
      'Normal',
      'Issuing',
      'The certificate has been successfully issued',
    );
    return undefined;
  }

  private isUpToDate(certificate: Certificate): boolean {
    const secret = this.stores.secret.get({
      namespace: certificate.metadata.namespace,
      name: certificate.spec.secretName,
    });
    const names = secret?.metadata.annotations?.['cert-manager.io/alt-names'];
    const wanted =
      certificate.spec.dnsNames?.join(',') ?? certificate.spec.commonName;
    const due = certificate.status?.renewalTime
      ? Date.parse(certificate.status.renewalTime) <= this.options.clock.now()
      : false;
    const ready = certificate.status?.conditions?.some(
      condition => condition.type === 'Ready' && condition.status === 'True',
    );
    return (
      Boolean(secret) &&
      names === wanted &&
      secret?.metadata.annotations?.['cert-manager.io/issuer-name'] ===
        certificate.spec.issuerRef.name &&
      Boolean(ready) &&
      !due
    );
  }

  private renewal(certificate: Certificate): WorkResult {
    const at = certificate.status?.renewalTime;
    return at
      ? {
          againAfter: Math.min(
            2 ** 31 - 1,
            Math.max(1_000, Date.parse(at) - this.options.clock.now()),
          ),
        }
      : undefined;
  }

  private issuerOf(certificate: Certificate): Issuer | undefined {
    const { kind = 'Issuer', name } = certificate.spec.issuerRef;
    return kind === 'ClusterIssuer'
      ? this.stores.clusterIssuer.get({ name })
      : this.stores.issuer.get({
          namespace: certificate.metadata.namespace,
          name,
        });
  }

  private authorityOf(issuer: Issuer): AcmeAuthority {
    const server = issuer.spec.acme?.server ?? 'self-signed';
    const name = server.includes('staging') ? 'staging' : 'production';
    const known =
      this.authorities.get(name) ??
      new AcmeAuthority(name, this.options.clock, this.options.lifetimeDays);
    this.authorities.set(name, known);
    return known;
  }

  private async writeCertificate(
    certificate: Certificate,
    conditions: Condition[],
    rest: Partial<NonNullable<Certificate['status']>> = {},
  ): Promise<WorkResult> {
    const merged = conditions.map(condition => {
      const before = certificate.status?.conditions?.find(
        other => other.type === condition.type,
      );
      return before?.status === condition.status
        ? { ...condition, lastTransitionTime: before.lastTransitionTime }
        : condition;
    });
    if (
      JSON.stringify(merged) ===
        JSON.stringify(certificate.status?.conditions) &&
      Object.keys(rest).length === 0
    )
      return undefined;
    await this.options.client.patch(
      kinds.certificate,
      certificate.metadata,
      { type: 'merge', body: { status: { ...rest, conditions: merged } } },
      { subresource: 'status' },
    );
    return undefined;
  }

  private condition(
    type: string,
    status: Condition['status'],
    reason: string,
    message: string,
    observedGeneration?: number,
  ): Condition {
    return {
      type,
      status,
      reason,
      message,
      lastTransitionTime: stamp(new Date(this.options.clock.now())),
      ...(observedGeneration ? { observedGeneration } : {}),
    };
  }
}

function stamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
