import {
  coversHostname,
  listenerSetName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { Gateway } from '../../gateways/kinds';
import { StepPart, step } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { profileOf } from '../records/zoneAccess';
import { Memory, Subject, subjectKey } from '../Subject';
import { CERTIFICATES, UNLISTED, orderOf } from './certificateOf';
import {
  CertificateAction,
  CertificateFacts,
  decideCertificate,
} from './requestCertificate.decide';
import { releaseCertificate } from './requestCertificate.release';

const apply: StepPart<
  Subject,
  ChainDeps,
  CertificateFacts,
  CertificateAction,
  Memory
> = {
  async observe(subject, deps) {
    const profile = profileOf(subject);
    const provider = deps.providers.certificates(profile);
    const existing = profile.certificates === 'existing';
    const order = orderOf(subject);
    // "There is none" leads to a request, so it has to be newer than what this process, or one before it, has asked for.
    const newerThan = deps.notes.lastWrite(
      subjectKey(subject.identity),
      CERTIFICATES,
    );
    const ofOrder = existing
      ? undefined
      : await provider.find(order, { newerThan });
    const inventory = await provider.inventory();
    const refusal = existing ? undefined : provider.refusal?.(order);
    return {
      order,
      ofOrder,
      owned: existing
        ? inventory.covering(order.names)
        : inventory.ownedBy(subject.identity),
      existing,
      refused: refusal && {
        message: refusal.message,
        endsIn: Math.max(0, refusal.until - deps.clock.monotonic()),
      },
      edgeNamespace: deps.pool.namespace,
      listenerSet: listenerSetName(subject.hostname),
      shared:
        profile.listeners === 'shared'
          ? coveringListener(subject, deps)
          : undefined,
      waits: deps.config.reconciler.waits,
      // Last, so that nothing comes between looking for a place and keeping it.
      placement:
        profile.placement === 'pool' ? reservePlace(subject, deps) : undefined,
    };
  },
  decide: decideCertificate,
  async act({ order }, subject, deps) {
    const key = subjectKey(subject.identity);
    const provider = deps.providers.certificates(profileOf(subject));
    const unlisted = () =>
      deps.notes.hold(key, UNLISTED, provider.capabilities.listLagMs ?? 0);
    deps.notes.wrote(key, CERTIFICATES);
    unlisted();
    try {
      await provider.request(order);
    } catch (error) {
      // It may have been made all the same.
      unlisted();
      throw error;
    }
    deps.notes.hold(key, UNLISTED, 0);
    deps.notes.wrote(key, CERTIFICATES);
  },
};

export const requestCertificate = step({
  name: 'requestCertificate',
  condition: 'CertificateRequested',
  apply,
  release: releaseCertificate,
});

/** The listener of the profile's Gateway that serves all names of the request, its certificate resolved. */
function coveringListener(subject: Subject, deps: ChainDeps) {
  const ref = profileOf(subject).gateway ?? { namespace: '', name: '' };
  const gateway = deps.cluster.stores.gateways.get(ref);
  const listener = gateway?.spec.listeners.find(
    each =>
      each.protocol === 'HTTPS' &&
      isResolved(gateway, each.name) &&
      subject.names.every(
        ({ hostname }) =>
          !each.hostname || coversHostname(each.hostname, hostname),
      ),
  );
  return { gateway: `${ref.namespace}/${ref.name}`, listener: listener?.name };
}

function isResolved(gateway: Gateway, listener: string): boolean {
  const status = gateway.status?.listeners?.find(
    ({ name }) => name === listener,
  );
  return !status?.conditions?.some(
    condition =>
      condition.type === 'ResolvedRefs' && condition.status === 'False',
  );
}

function reservePlace(subject: Subject, deps: ChainDeps) {
  const placement = deps.pool.place(
    subject.request,
    profileOf(subject),
    subject.names.map(({ hostname }) => hostname),
  );
  if (placement.kind !== 'full') {
    deps.pool.reserve(subject.identity, placement.gateway);
  }
  return placement;
}
