import { Certificate } from '@hostmaster/backstage-plugin-hostnames-node';
import { RequestObject } from '../../gateways/kinds';
import { StepPart } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { profileOf } from '../records/zoneAccess';
import { Memory, Subject, subjectKey } from '../Subject';
import {
  ReleaseCertificateAction,
  ReleaseCertificateFacts,
  decideReleaseCertificate,
} from './requestCertificate.release.decide';
import { CERTIFICATES, UNLISTED, orderOf } from './certificateOf';

/** The fact of a note: the authority refused to delete it because it is in use. */
const IN_USE = 'certificate in use';
/** Milliseconds until the authority is asked again. */
const IN_USE_WAIT = 10_000;

/** Deletes the certificates of the request: all attempts, also those whose request was interrupted. */
export const releaseCertificate: StepPart<
  Subject,
  ChainDeps,
  ReleaseCertificateFacts,
  ReleaseCertificateAction,
  Memory
> = {
  async observe(subject, deps) {
    const profile = profileOf(subject);
    if (profile.certificates === 'existing') return { certificates: [] };
    const key = subjectKey(subject.identity);
    const heldFor = deps.notes.heldFor(key, IN_USE);
    if (heldFor > 0) return { certificates: [], heldFor };
    const provider = deps.providers.certificates(profile);
    const complete = listedFrom(subject, deps);
    const unlistedFor = Math.max(0, complete - deps.clock.monotonic());
    const newerThan = Math.max(
      deps.notes.lastWrite(key, CERTIFICATES),
      unlistedFor > 0 ? -Infinity : complete,
    );
    const inventory = await provider.inventory({
      newerThan,
      ownersKnown: true,
    });
    const owned = new Map<string, Certificate>();
    for (const each of inventory.ownedBy(subject.identity)) {
      owned.set(each.ref, each);
    }
    const order = orderOf(subject);
    // A request whose answer was lost may not be in the inventory with its owner yet.
    for (let attempt = 1; attempt <= order.owner.attempt; attempt++) {
      const owner = { ...order.owner, attempt };
      const found = await provider.find({ ...order, owner }, { newerThan });
      if (found) owned.set(found.ref, found);
    }
    const remembered = rememberedRef(subject);
    if (remembered && !owned.has(remembered)) {
      const detail = await provider.describe(remembered, { fresh: true });
      if (detail && isOwnedBy(detail, subject)) owned.set(remembered, detail);
    }
    const certificates = [];
    for (const [ref, certificate] of owned) {
      const detail = await provider.describe(ref, { fresh: true });
      certificates.push({ certificate, detail });
    }
    return { certificates, unlistedFor };
  },
  decide: decideReleaseCertificate,
  async act({ ref }, subject, deps) {
    const provider = deps.providers.certificates(profileOf(subject));
    const key = subjectKey(subject.identity);
    deps.notes.wrote(key, CERTIFICATES);
    const outcome = await provider.delete(ref, subject.identity);
    deps.notes.wrote(key, CERTIFICATES);
    if (outcome.kind === 'inUse') deps.notes.hold(key, IN_USE, IN_USE_WAIT);
  },
};

/**
 * Monotonic ms from which on lists show every certificate of the request, also one whose answer was lost, or that was requested by
 * whoever led before.
 */
function listedFrom(subject: Subject, { notes, providers }: ChainDeps): number {
  const unanswered = notes.heldUntil(subjectKey(subject.identity), UNLISTED);
  if (hasNoneOnTheWay(subject.request)) return unanswered ?? -Infinity;
  const { listLagMs = 0 } = providers.certificates(
    profileOf(subject),
  ).capabilities;
  return Math.max(unanswered ?? -Infinity, notes.leadingSince() + listLagMs);
}

/** Who has the certificate that the spec wants, or was told that the hostname is not theirs, asks for none. */
function hasNoneOnTheWay({ metadata, status }: RequestObject): boolean {
  const isSo = (type: string) =>
    status?.conditions?.some(
      condition =>
        condition.type === type &&
        condition.status === 'True' &&
        // Deletion itself counts as one generation.
        (condition.observedGeneration ?? 0) >= (metadata.generation ?? 0) - 1,
    );
  return Boolean(isSo('CertificateIssued') || isSo('Denied'));
}

function rememberedRef(subject: Subject): string | undefined {
  const { certificateArn, certificateRef } = subject.request.status ?? {};
  return certificateRef
    ? `${certificateRef.namespace}/${certificateRef.name}`
    : certificateArn;
}

function isOwnedBy({ owner }: Certificate, { identity }: Subject): boolean {
  return (
    owner?.identity.installation === identity.installation &&
    owner.identity.cluster === identity.cluster &&
    owner.identity.namespace === identity.namespace &&
    owner.identity.name === identity.name
  );
}
