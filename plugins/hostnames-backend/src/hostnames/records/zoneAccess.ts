import {
  DnsChange,
  DnsProvider,
  ProviderError,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { ChainDeps } from '../ChainDeps';
import { LookAgainError, StepError } from '../errors';
import { Subject, subjectKey } from '../Subject';

type Deps = Pick<ChainDeps, 'providers' | 'notes'>;

/** The provider of the subject's records. @throws StepError when the profile is not configured. */
export function dnsOf(subject: Subject, deps: Deps): DnsProvider {
  return deps.providers.dns(profileOf(subject));
}

/** @throws StepError */
export function profileOf(subject: Subject) {
  if (subject.profile) return subject.profile;
  throw new StepError(
    'ProfileUnknown',
    `The profile "${subject.request.spec.gatewayClass}" is not configured; its gateways, zones and certificates cannot be looked at. The platform team restores it under hostnames.profiles.`,
  );
}

/**
 * The view of a zone, never one from before this process began to lead. `fresh`: newer than the subject's last write there,
 * for decisions that destroy. After a write was refused for what an older view did not show, every look is newer than that.
 */
export async function viewOf(
  subject: Subject,
  deps: Deps,
  zoneId: string,
  options: {
    fresh?: boolean;
    /** Newer than the subject's last write into this other zone too. */
    since?: string;
  } = {},
): Promise<ZoneView> {
  const key = subjectKey(subject.identity);
  const { notes } = deps;
  const newerThan = Math.max(
    notes.leadingSince(),
    notes.lookAfter(key, zoneId) ?? -Infinity,
    ...(options.fresh
      ? [zoneId, options.since ?? zoneId].map(each =>
          notes.lastWrite(key, each),
        )
      : []),
  );
  return dnsOf(subject, deps).view(zoneId, { newerThan });
}

/** For release: a zone that is certainly gone has none of our records any more. */
export async function viewOrGone(
  subject: Subject,
  deps: Deps,
  zoneId: string,
  options: { fresh?: boolean } = { fresh: true },
): Promise<ZoneView | undefined> {
  if (zoneId === '') return undefined;
  try {
    return await viewOf(subject, deps, zoneId, options);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code !== 'notFound') {
      throw error;
    }
    const { zones } = await dnsOf(subject, deps).zones({ maxAgeMs: 0 });
    if (zones.some(({ id }) => id === zoneId)) throw error;
    return undefined;
  }
}

/**
 * Sends changes of the subject's own records, the move of its ownership TXT among them.
 *
 * @throws LookAgainError when the zone is not as it was seen; StepError when it can hold no more or protects a record.
 */
export async function submitChanges(
  subject: Subject,
  deps: Deps,
  zoneId: string,
  changes: DnsChange[],
): Promise<void> {
  const key = subjectKey(subject.identity);
  deps.notes.wrote(key, zoneId);
  const outcome = await dnsOf(subject, deps).submit(
    zoneId,
    subject.identity,
    changes,
  );
  deps.notes.wrote(key, zoneId);
  if (outcome.kind === 'applied') return;
  switch (outcome.reason) {
    case 'zoneFull':
      throw new StepError('ZoneFull', outcome.message);
    case 'protected':
    case 'invalid':
      throw new StepError('ProviderRefused', outcome.message);
    default:
      deps.notes.misled(key, zoneId);
      throw new LookAgainError(outcome.message);
  }
}
