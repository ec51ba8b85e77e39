import { certificatesOf, httpsListenerOf } from '../../gateways/certificatesOf';
import { Gateway, conditionOf } from '../../gateways/kinds';
import { HTTPS_PORT } from '../../gateways/renderGateway';
import { StepPart, step } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { LookAgainError } from '../errors';
import { certificateRepairs } from '../fights/repairs';
import { profileOf } from '../records/zoneAccess';
import { Memory, Subject, subjectKey } from '../Subject';
import {
  AttachAction,
  AttachFacts,
  DetachAction,
  DetachFacts,
  decideAttach,
  decideDetach,
} from './attachCertificate.decide';
import { certificateOf, certificateRefOf } from './certificateOf';

const apply: StepPart<Subject, ChainDeps, AttachFacts, AttachAction, Memory> = {
  async observe(subject, deps) {
    const assigned = subject.request.status?.assignedGateway;
    if (!assigned) throw new LookAgainError('no gateway is assigned');
    const gateway = deps.cluster.stores.gateways.get(assigned);
    const state = {
      gateway: assigned.name,
      accepted: gateway && conditionOf(gateway, 'Accepted'),
      programmed: gateway && conditionOf(gateway, 'Programmed'),
    };
    if (profileOf(subject).placement === 'static') {
      return { kind: 'static', ...state };
    }
    const key = subjectKey(subject.identity);
    const certificate = certificateRefOf(subject) ?? '';
    const configuration = deps.cluster.stores.configurations.get(assigned);
    const inConfiguration = certificatesOf(configuration).includes(certificate);
    const address = addressOf(gateway);
    const found = address
      ? await deps.providers.loadBalancer(address)
      : undefined;
    const onListener =
      inConfiguration &&
      found !== undefined &&
      (await isServed(found, certificate, deps));
    return {
      kind: 'pool',
      ...state,
      certificate,
      isConfigured: httpsListenerOf(configuration) !== undefined,
      inConfiguration,
      settlesIn: inConfiguration ? 0 : await settlesIn(subject, deps),
      address,
      isFound: found !== undefined,
      isProvisioning: found?.balancer.state === 'provisioning',
      onListener,
      missingFor: deps.notes.lasting(
        key,
        'certificate not on listener',
        inConfiguration && !onListener,
      ),
    };
  },
  decide: decideAttach,
  act: ({ gateway, certificate }, subject, deps) =>
    deps.pool.certificates.change(gateway, {
      add: [certificate],
      remove: [],
      most: profileOf(subject).limits.certificates,
    }),
  repairs: ({ gateway, certificate }, _subject, deps) =>
    certificateRepairs(gateway, [certificate], 'attached', deps),
};

const release: StepPart<Subject, ChainDeps, DetachFacts, DetachAction, Memory> =
  {
    async observe(subject, deps) {
      if (profileOf(subject).placement === 'static') {
        return { configured: [], served: [] };
      }
      const certificates = await ownCertificates(subject, deps);
      for (const ref of usedByOthers(subject, deps)) certificates.delete(ref);
      const configured = configuredWith(certificates, deps);
      if (configured.length > 0) return { configured, served: [] };
      const assigned = subject.request.status?.assignedGateway;
      const gateway = assigned && deps.cluster.stores.gateways.get(assigned);
      const address = addressOf(gateway);
      const found = address
        ? await deps.providers.loadBalancer(address)
        : undefined;
      if (!assigned || !found) return { configured, served: [] };
      const listener = await found.provider.listenerCertificates(
        found.balancer.ref,
        HTTPS_PORT,
        { newerThan: newerThan(deps) },
      );
      const isThere = [...certificates].some(ref => listener?.has(ref));
      return { configured, served: isThere ? [assigned.name] : [] };
    },
    decide: decideDetach,
    act: ({ gateway, certificates }, _subject, deps) =>
      deps.pool.certificates.change(gateway, { add: [], remove: certificates }),
    repairs: ({ gateway, certificates }, _subject, deps) =>
      certificateRepairs(gateway, certificates, undefined, deps),
  };

export const attachCertificate = step({
  name: 'attachCertificate',
  condition: 'ListenerAttached',
  apply,
  release,
});

/** DNS name of a gateway's load balancer. */
export function addressOf(gateway: Gateway | undefined): string | undefined {
  return gateway?.status?.addresses?.find(
    ({ type }) => type === undefined || type === 'Hostname',
  )?.value;
}

/** Every certificate that is the request's, of any attempt. */
export async function ownCertificates(
  subject: Subject,
  deps: ChainDeps,
): Promise<Set<string>> {
  const profile = profileOf(subject);
  const remembered = certificateRefOf(subject);
  const refs = new Set(remembered ? [remembered] : []);
  if (profile.certificates === 'existing') return refs;
  const inventory = await deps.providers.certificates(profile).inventory({});
  for (const { ref } of inventory.ownedBy(subject.identity)) refs.add(ref);
  return refs;
}

/** Certificates that other requests of the cluster have too: an existing one may serve many. */
function usedByOthers(subject: Subject, deps: ChainDeps): string[] {
  const { certificates } = profileOf(subject);
  if (certificates !== 'existing') return [];
  return deps.cluster.stores.requests
    .list()
    .filter(({ metadata }) => metadata.uid !== subject.uid)
    .flatMap(({ status }) => status?.certificateArn ?? []);
}

/** The gateways of the pool whose configuration has one of the certificates. */
export function configuredWith(
  certificates: ReadonlySet<string>,
  deps: Pick<ChainDeps, 'pool' | 'cluster'>,
): Array<{ gateway: string; certificates: string[] }> {
  return deps.pool.configurationsWith(certificates).map(gateway => ({
    gateway,
    certificates: certificatesOf(
      deps.cluster.stores.configurations.get({
        namespace: deps.pool.namespace,
        name: gateway,
      }),
    ).filter(ref => certificates.has(ref)),
  }));
}

type Found = NonNullable<
  Awaited<ReturnType<ChainDeps['providers']['loadBalancer']>>
>;

/** What was read a while ago is good enough to say yes; to say no, it must be newer. */
async function isServed(
  { provider, balancer }: Found,
  certificate: string,
  deps: ChainDeps,
): Promise<boolean> {
  const known = await provider.listenerCertificates(balancer.ref, HTTPS_PORT);
  if (known?.has(certificate)) return true;
  const newer = await provider.listenerCertificates(balancer.ref, HTTPS_PORT, {
    newerThan: newerThan(deps),
  });
  return newer?.has(certificate) ?? false;
}

/** One read per load balancer in so many milliseconds serves all who wait for it. */
const FRESH = 8_000;

function newerThan(deps: ChainDeps): number {
  return deps.clock.monotonic() - FRESH;
}

/** Load balancers refuse a certificate for half a minute after it was issued (aws.md, 3.2). */
async function settlesIn(subject: Subject, deps: ChainDeps): Promise<number> {
  const { certificateSettle } = deps.config.reconciler.waits;
  const certificate = await certificateOf(subject, deps);
  const seenFor = deps.notes.lasting(
    subjectKey(subject.identity),
    `issued ${certificate?.ref}`,
    certificate?.status.kind === 'issued',
  );
  const issuedFor =
    certificate?.issuedAt === undefined
      ? 0
      : deps.clock.now() - certificate.issuedAt;
  return Math.max(0, certificateSettle - Math.max(seenFor, issuedFor));
}
