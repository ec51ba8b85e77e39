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

const apply: StepPart<Subject, ChainDeps, AwaitFacts, AwaitAction, Memory> = {
  async observe(subject, deps) {
    const { waits } = deps.config.reconciler;
    if (profileOf(subject).listeners === 'shared') {
      return { discarded: [], waits, shared: true };
    }
    return {
      certificate: await certificateOf(subject, deps),
      discarded: await failedOnes(subject, deps),
      waits,
    };
  },
  decide: decideAwait,
  async act({ ref }, subject, deps) {
    const provider = deps.providers.certificates(profileOf(subject));
    const key = subjectKey(subject.identity);
    deps.notes.wrote(key, CERTIFICATES);
    await provider.delete(ref, subject.identity);
    deps.notes.wrote(key, CERTIFICATES);
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
        ref !== current && status.kind === 'failed' && !inUse,
    )
    .map(({ ref }) => ref);
}
