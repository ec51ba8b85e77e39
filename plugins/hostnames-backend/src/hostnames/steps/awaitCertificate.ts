import { Certificate } from '@hostmaster/backstage-plugin-hostnames-node';
import { StepPart, step } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { profileOf } from '../records/zoneAccess';
import { Memory, Subject, subjectKey } from '../Subject';
import {
  AwaitAction,
  AwaitFacts,
  decideAwait,
} from './awaitCertificate.decide';
import { CERTIFICATES, certificateOf, certificateRefOf } from './certificateOf';
import { renewalIsNear, renewalRisk } from './renewal.pure';

/** Milliseconds until the authority is asked again to delete what it says is in use. */
const STILL_USED_WAIT = 60_000;

const apply: StepPart<Subject, ChainDeps, AwaitFacts, AwaitAction, Memory> = {
  async observe(subject, deps) {
    const { waits } = deps.config.reconciler;
    if (profileOf(subject).listeners === 'shared') {
      return { discarded: [], waits, shared: true };
    }
    const certificate = await certificateOf(subject, deps);
    return {
      certificate,
      renewalRisk: certificate && (await riskOf(certificate, subject, deps)),
      discarded: await failedOnes(subject, deps),
      waits,
    };
  },
  decide: decideAwait,
  async act({ ref }, subject, deps) {
    const provider = deps.providers.certificates(profileOf(subject));
    const key = subjectKey(subject.identity);
    deps.notes.wrote(key, CERTIFICATES);
    const outcome = await provider.delete(ref, subject.identity);
    deps.notes.wrote(key, CERTIFICATES);
    if (outcome.kind === 'inUse') {
      deps.notes.hold(key, stillUsed(ref), STILL_USED_WAIT);
    }
  },
};

/** Nothing of its own: the certificate is released by `requestCertificate`. */
const release: StepPart<Subject, ChainDeps, undefined, never, Memory> = {
  observe: async () => undefined,
  decide: () => ({
    kind: 'satisfied',
    reason: 'Released',
    message: 'No certificate is waited for.',
  }),
  act: async () => {},
};

export const awaitCertificate = step({
  name: 'awaitCertificate',
  condition: 'CertificateIssued',
  apply,
  release,
});

/** Only near its end is a certificate looked at more closely: else thousands would be read for nothing. */
async function riskOf(
  certificate: Certificate,
  subject: Subject,
  deps: ChainDeps,
): Promise<string | undefined> {
  const now = deps.clock.now();
  if (!renewalIsNear(certificate, now)) return undefined;
  const provider = deps.providers.certificates(profileOf(subject));
  const detail = await provider.describe(certificate.ref);
  const onlyInUse = provider.capabilities.renewsOnlyInUse === true;
  return detail && renewalRisk(detail, { onlyInUse }, now);
}

/** What failed and was replaced; one that is still served goes when the next one is on the listener. */
async function failedOnes(
  subject: Subject,
  deps: ChainDeps,
): Promise<string[]> {
  const profile = profileOf(subject);
  if (profile.certificates === 'existing') return [];
  const inventory = await deps.providers.certificates(profile).inventory();
  const current = certificateRefOf(subject);
  return inventory
    .ownedBy(subject.identity)
    .filter(
      ({ ref, status, inUse }) =>
        ref !== current &&
        status.kind === 'failed' &&
        !inUse &&
        deps.notes.heldFor(subjectKey(subject.identity), stillUsed(ref)) === 0,
    )
    .map(({ ref }) => ref);
}

function stillUsed(ref: string): string {
  return `still in use: ${ref}`;
}
