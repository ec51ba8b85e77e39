import { LookAgainError } from './errors';
import { ChainDeps } from './ChainDeps';
import { profileOf, viewOf } from './records/zoneAccess';
import { configuredWith, ownCertificates } from './steps/attachCertificate';
import { CERTIFICATES, certificateRefOf } from './steps/certificateOf';
import { Subject, subjectKey } from './Subject';
import { TidyAction, decideTidy } from './tidyUp.decide';
import { releaseSurplusNames } from './releaseSurplusNames';

/**
 * Takes away what a live hostname does not need any more, and only after what replaced it has been seen to serve. Never a
 * reason for the hostname not to be Ready: what goes wrong is tried again.
 */
export async function tidyUp(
  subject: Subject,
  deps: ChainDeps,
): Promise<{ again?: number }> {
  try {
    const names = await releaseSurplusNames(subject, deps);
    if (names.again !== undefined) return names;
    return await tidyCertificates(subject, deps);
  } catch (error) {
    if (!(error instanceof LookAgainError)) {
      deps.logger.warn(
        `${subjectKey(
          subject.identity,
        )}: what is not needed any more could not be removed yet`,
        error as Error,
      );
    }
    return { again: 30_000 };
  }
}

async function tidyCertificates(
  subject: Subject,
  deps: ChainDeps,
): Promise<{ again?: number }> {
  const profile = profileOf(subject);
  const current = certificateRefOf(subject);
  if (!current || profile.certificates === 'existing') return {};
  const inventory = await deps.providers.certificates(profile).inventory();
  const gateway = subject.request.status?.assignedGateway?.name ?? '';
  const configured =
    profile.placement === 'pool'
      ? configuredWith(await ownCertificates(subject, deps), deps)
      : [];
  const decision = decideTidy({
    current,
    owned: inventory.ownedBy(subject.identity),
    gateway,
    configured,
    settledFor: deps.notes.lasting(
      subjectKey(subject.identity),
      `live on ${gateway}`,
      await isAliasEverywhere(subject, deps),
    ),
    drain: deps.config.reconciler.waits.aliasDrain,
  });
  if (decision.kind === 'nothing') return {};
  if (decision.kind === 'wait') return { again: decision.checkAfter };
  await act(decision.action, subject, deps);
  return { again: 1_000 };
}

/** Whether no name server answers with what the alias pointed at before; for a while after a restart that is not known. */
async function isAliasEverywhere(
  subject: Subject,
  deps: ChainDeps,
): Promise<boolean> {
  if (profileOf(subject).dns === 'external-dns') return true;
  for (const { hostname, zone } of subject.names) {
    const view = await viewOf(subject, deps, zone.id);
    const all = view
      .records(hostname)
      .every(({ type }) => view.isPublished(hostname, type));
    if (!all) return false;
  }
  return true;
}

async function act(
  action: TidyAction,
  subject: Subject,
  deps: ChainDeps,
): Promise<void> {
  if (action.kind === 'detach') {
    const { gateway, certificates } = action;
    await deps.pool.certificates.change(gateway, {
      add: [],
      remove: certificates,
    });
    return;
  }
  const key = subjectKey(subject.identity);
  deps.notes.wrote(key, CERTIFICATES);
  await deps.providers
    .certificates(profileOf(subject))
    .delete(action.ref, subject.identity);
  deps.notes.wrote(key, CERTIFICATES);
}
