import { LookAgainError } from './errors';
import { ChainDeps } from './ChainDeps';
import { certificateRepairs } from './fights/repairs';
import { ownershipIn } from './records/ownership.pure';
import { profileOf, submitChanges, viewOf } from './records/zoneAccess';
import { configuredWith, ownCertificates } from './steps/attachCertificate';
import { CERTIFICATES, certificateRefOf } from './steps/certificateOf';
import { Subject, subjectKey } from './Subject';
import { TidyAction, decideTidy } from './tidyUp.decide';
import { copiesOf, routesServeFor } from './overlap/observeOverlap';
import { formerPlaces } from './records/formerZones';
import { releaseSurplusNames } from './releaseSurplusNames';
import { endOverlap, isMarked } from './overlap/endOverlap';
import { listenerSetOf } from './steps/allowRoutes';
import { ALIAS_SETTLED } from './records/aliasTargets';
import { observeWithdrawal } from './steps/publishRecords.release';
import { decideWithdraw } from './steps/publishRecords.release.decide';

/** external-dns looks once a minute, and its records live for five. */
const EXTERNAL_DRAIN = 10 * 60_000;

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
    const settledFor = await aliasSettledFor(subject, deps);
    const records = await leaveFormerZones(subject, deps, settledFor);
    if (records.again !== undefined) return records;
    const copies = await tidyCopies(subject, deps, settledFor);
    if (copies.again !== undefined) return copies;
    return await tidyCertificates(subject, deps, settledFor);
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

/** After a change between public and private: the alias in the zone that was left, once the one in the other is everywhere. */
async function leaveFormerZones(
  subject: Subject,
  deps: ChainDeps,
  settledFor: number,
): Promise<{ again?: number }> {
  if (profileOf(subject).dns === 'external-dns') return {};
  const names = await formerPlaces(subject, deps);
  const { aliasDrain } = deps.config.reconciler.waits;
  if (names.length === 0) return {};
  if (settledFor < aliasDrain) return { again: aliasDrain - settledFor };
  const seen = await observeWithdrawal(
    subject,
    deps,
    names,
    'no name points here in the zone that was left',
  );
  const decision = decideWithdraw(subject, seen);
  if (decision.kind === 'satisfied') return {};
  if (decision.kind !== 'act') return { again: decision.checkAfter ?? 10_000 };
  deps.logger.info(`${subjectKey(subject.identity)}: ${decision.message}`);
  const { zone, changes } = decision.action;
  await submitChanges(subject, deps, zone.id, changes);
  return { again: 1_000 };
}

/** The copies of routes that served the gateway which was left, once nobody comes there and the routes themselves serve. */
async function tidyCopies(
  subject: Subject,
  deps: ChainDeps,
  settledFor: number,
): Promise<{ again?: number }> {
  const listenerSet = listenerSetOf(subject, deps);
  const copies = copiesOf(subject, deps);
  const isOver =
    copies.length === 0 && !(listenerSet && isMarked(listenerSet, subject));
  if (isOver) return {};
  const { aliasDrain, routeSettle } = deps.config.reconciler.waits;
  const drain =
    profileOf(subject).dns === 'external-dns' ? EXTERNAL_DRAIN : aliasDrain;
  const servedFor = routesServeFor(subject, deps, listenerSet) ?? Infinity;
  const missing = Math.max(drain - settledFor, routeSettle - servedFor);
  if (missing > 0) return { again: missing };
  deps.logger.info(
    `${subjectKey(
      subject.identity,
    )}: the copies of its routes are no longer needed`,
  );
  await endOverlap(subject, deps, copies);
  return { again: 1_000 };
}

async function tidyCertificates(
  subject: Subject,
  deps: ChainDeps,
  settledFor: number,
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
    settledFor,
    drain: deps.config.reconciler.waits.aliasDrain,
  });
  if (decision.kind === 'nothing') return {};
  if (decision.kind === 'wait') return { again: decision.checkAfter };
  await act(decision.action, subject, deps);
  return { again: 1_000 };
}

/** Milliseconds for which the aliases have been as they are to be, and nowhere else. */
async function aliasSettledFor(
  subject: Subject,
  deps: ChainDeps,
): Promise<number> {
  return deps.notes.lasting(
    subjectKey(subject.identity),
    ALIAS_SETTLED,
    await isAliasEverywhere(subject, deps),
  );
}

/** Whether no name server answers with what the alias pointed at before; for a while after a restart that is not known. */
async function isAliasEverywhere(
  subject: Subject,
  deps: ChainDeps,
): Promise<boolean> {
  if (profileOf(subject).dns === 'external-dns') return true;
  for (const { hostname, zone, validationZone } of subject.names) {
    const view = await viewOf(subject, deps, zone.id);
    const all = view
      .records(hostname)
      .every(({ type }) => view.isPublished(hostname, type));
    if (!all) return false;
    // With the TXT goes whatever was taken away in the same batch.
    const validation = await viewOf(subject, deps, validationZone.id);
    const ownership = ownershipIn(validation, hostname, subject.identity);
    const isMoving =
      ownership.kind === 'own' &&
      !validation.isPublished(ownership.record.name, 'TXT');
    if (isMoving) return false;
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
    // Our own change of mind is no fight with another writer.
    deps.fights
      .watch(subjectKey(subject.identity), subject.request.metadata)
      .wrote(certificateRepairs(gateway, certificates, undefined, deps));
    return;
  }
  const key = subjectKey(subject.identity);
  deps.notes.wrote(key, CERTIFICATES);
  await deps.providers
    .certificates(profileOf(subject))
    .delete(action.ref, subject.identity);
  deps.notes.wrote(key, CERTIFICATES);
}
