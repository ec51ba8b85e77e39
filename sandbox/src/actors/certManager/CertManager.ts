import { createHash } from 'node:crypto';
import { Route53Client } from '@aws-sdk/client-route-53';
import {
  createReflector,
  createWorkQueue,
  KubernetesError,
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
import { DnsSolver } from './DnsSolver';
import {
  Certificate,
  CertificateRequest,
  Challenge,
  Condition,
  Issuer,
  kinds,
  Order,
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
  private readonly solver: DnsSolver;
  private readonly authorities = new Map<string, AcmeAuthority>();
  private readonly record;

  constructor(private readonly options: CertManagerOptions) {
    const { client, clock } = options;
    this.queue = createWorkQueue({ clock });
    this.solver = new DnsSolver(options.route53);
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
    if (!order) return this.createOrder(certificate, request, names);
    if (order.status?.state === 'valid')
      return this.issue(certificate, request, issuer, names, revision);
    return this.walkChallenges(certificate, order, issuer, names);
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
    await ignoreExisting(
      client.create(kinds.certificateRequest, {
        apiVersion: 'cert-manager.io/v1',
        kind: 'CertificateRequest',
        metadata: {
          namespace: certificate.metadata.namespace,
          name,
          ownerReferences: [ownerOf(certificate)],
          annotations: {
            'cert-manager.io/certificate-name': certificate.metadata.name,
          },
        },
        spec: {
          request: Buffer.from(names.join(',')).toString('base64'),
          issuerRef: certificate.spec.issuerRef,
          usages: ['digital signature', 'server auth'],
        },
      }),
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
    certificate: Certificate,
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
    await ignoreExisting(
      this.options.client.create(kinds.order, {
        apiVersion: 'acme.cert-manager.io/v1',
        kind: 'Order',
        metadata: {
          namespace: certificate.metadata.namespace,
          name: orderName(request.metadata.name, names),
          ownerReferences: [ownerOf(request)],
        },
        spec: {
          request: request.spec.request,
          dnsNames: names,
          issuerRef: certificate.spec.issuerRef,
        },
      }),
    );
    return undefined;
  }

  private async walkChallenges(
    certificate: Certificate,
    order: Order,
    issuer: Issuer,
    names: string[],
  ): Promise<WorkResult> {
    const { client } = this.options;
    if (!order.status?.state)
      await this.writeOrder(order, { state: 'pending' });
    let valid = 0;
    for (const name of names) {
      const ref = {
        namespace: certificate.metadata.namespace,
        name: `${order.metadata.name}-${hash(name).slice(0, 10)}`,
      };
      const challenge = this.stores.challenge.get(ref);
      const dnsName = name.replace(/^\*\./, '');
      const value = this.authorityOf(issuer).challengeValue(
        objectKey(order.metadata),
        name,
      );
      if (!challenge) {
        await ignoreExisting(
          client.create(kinds.challenge, {
            apiVersion: 'acme.cert-manager.io/v1',
            kind: 'Challenge',
            metadata: { ...ref, ownerReferences: [ownerOf(order)] },
            spec: {
              dnsName,
              wildcard: name.startsWith('*.'),
              type: 'DNS-01',
              key: value,
              token: hash(value).slice(0, 43),
              url: `${issuer.spec.acme?.server}/chall/${hash(ref.name)}`,
              authorizationURL: `${issuer.spec.acme?.server}/authz/${hash(
                ref.name,
              )}`,
              issuerRef: certificate.spec.issuerRef,
              solver: { dns01: { route53: {} } },
            },
          }),
        );
      } else if (challenge.status?.state === 'valid') {
        valid += 1;
      } else {
        await this.walkChallenge(challenge, value);
      }
    }
    if (valid < names.length) return { againAfter: this.options.poll ?? 2_000 };
    for (const name of names)
      await this.solver.cleanUp(
        name.replace(/^\*\./, ''),
        this.authorityOf(issuer).challengeValue(
          objectKey(order.metadata),
          name,
        ),
      );
    await this.writeOrder(order, { state: 'valid' });
    return undefined;
  }

  private async walkChallenge(
    challenge: Challenge,
    value: string,
  ): Promise<void> {
    const { dnsName } = challenge.spec;
    const visible = await this.solver
      .present(dnsName, value)
      .catch((error: Error) => error);
    if (visible instanceof Error) {
      return this.writeChallenge(challenge, {
        state: 'pending',
        processing: true,
        presented: false,
        reason: visible.message,
      });
    }
    if (!visible)
      return this.writeChallenge(challenge, {
        state: 'pending',
        processing: true,
        presented: true,
        reason:
          'Waiting for DNS-01 challenge propagation: DNS record not yet propagated',
      });
    const seen = await this.options
      .lookupTxt(`_acme-challenge.${dnsName}`)
      .catch((): string[] => []);
    if (!seen.includes(value)) {
      return this.writeChallenge(challenge, {
        state: 'pending',
        processing: true,
        presented: true,
        reason: `Waiting for DNS-01 challenge propagation: DNS record for "${dnsName}" not yet propagated`,
      });
    }
    return this.writeChallenge(challenge, {
      state: 'valid',
      processing: false,
      presented: false,
      reason: 'Successfully authorized domain',
    });
  }

  private async issue(
    certificate: Certificate,
    request: CertificateRequest,
    issuer: Issuer,
    names: string[],
    revision: number,
  ): Promise<WorkResult> {
    const { client } = this.options;
    const { track = work => work } = this.options;
    const { pem, chain, ca, notBefore, notAfter } = await track(
      this.authorityOf(issuer).issue(names),
    );
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    await client.patch(
      kinds.secret,
      {
        namespace: certificate.metadata.namespace,
        name: certificate.spec.secretName,
      },
      {
        type: 'apply',
        force: true,
        body: {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: {
            namespace: certificate.metadata.namespace,
            name: certificate.spec.secretName,
            annotations: {
              'cert-manager.io/certificate-name': certificate.metadata.name,
              'cert-manager.io/alt-names': names.join(','),
              'cert-manager.io/issuer-name': certificate.spec.issuerRef.name,
            },
            labels: { 'controller.cert-manager.io/fao': 'true' },
          },
          type: 'kubernetes.io/tls',
          data: {
            'tls.crt': base64(chain),
            'tls.key': base64(pem),
            'ca.crt': base64(ca),
          },
        },
      },
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

  private async writeOrder(
    order: Order,
    status: NonNullable<Order['status']>,
  ): Promise<void> {
    await this.options.client.patch(
      kinds.order,
      order.metadata,
      { type: 'merge', body: { status } },
      { subresource: 'status' },
    );
  }

  private async writeChallenge(
    challenge: Challenge,
    status: NonNullable<Challenge['status']>,
  ): Promise<void> {
    if (
      JSON.stringify({ ...challenge.status, ...status }) ===
      JSON.stringify(challenge.status)
    )
      return;
    await this.options.client.patch(
      kinds.challenge,
      challenge.metadata,
      { type: 'merge', body: { status } },
      { subresource: 'status' },
    );
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

function orderName(request: string, names: string[]): string {
  return `${request}-${hash(names.join()).slice(0, 10)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function stamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

function ownerOf({ apiVersion, kind, metadata }: KubernetesObject) {
  return {
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

async function ignoreExisting(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!(error instanceof KubernetesError && error.code === 'AlreadyExists'))
      throw error;
  }
}
