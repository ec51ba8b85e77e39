import { indexes } from '../reconciler/ClusterWorld';
import { ChainDeps } from './ChainDeps';
import { placeOf } from './placesForRelease';
import { dnsOf } from './records/zoneAccess';
import { claimHostname } from './steps/claimHostname';
import { publishRecords } from './steps/publishRecords';
import { publishValidation } from './steps/publishValidation';
import { Subject, subjectKey } from './Subject';

/** Per name, in the order in which nothing dangles; the listener and the certificate have lost the name before. */
const releases = [publishRecords, publishValidation, claimHostname];

/** Gives up names that the request had and does not ask for any more. */
export async function releaseSurplusNames(
  subject: Subject,
  deps: ChainDeps,
): Promise<{ again?: number }> {
  const { namespace, name } = subject.identity;
  const surplus = deps.cluster.stores.claims
    .byIndex(indexes.claimsByOwner, `${namespace}/${name}`)
    .filter(
      ({ spec }) =>
        spec.state !== 'released' &&
        !subject.names.some(({ hostname }) => hostname === spec.hostname),
    );
  if (surplus.length === 0) return {};
  const { zones } = await dnsOf(subject, deps).zones();
  const former: Subject = {
    ...subject,
    identity: subject.identity,
    names: surplus.map(({ spec }) =>
      placeOf(subject, spec.hostname, spec.zoneId, zones),
    ),
  };
  for (const each of releases) {
    const decision = await each.release.look(former, deps, () =>
      deps.clock.now(),
    );
    if (decision.kind === 'satisfied') continue;
    if (decision.kind !== 'act') {
      return { again: decision.checkAfter ?? 10_000 };
    }
    deps.logger.info(`${subjectKey(subject.identity)}: ${decision.message}`);
    await decision.action();
    if (each === claimHostname) deps.brake.released(former);
    return { again: 1_000 };
  }
  return {};
}
