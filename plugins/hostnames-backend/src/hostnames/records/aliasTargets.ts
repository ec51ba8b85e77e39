import { ChainDeps } from '../ChainDeps';
import { Subject } from '../Subject';
import { formerPlaces } from './formerZones';
import { viewOf } from './zoneAccess';

/** Noted: the aliases have been as they are at all name servers. What changes them, or where they lead, begins it anew. */
export const ALIAS_SETTLED = 'aliases settled';

/** DNS names of the load balancers that aliases at the request's names lead to, in whatever zone of its. */
export async function aliasTargets(
  subject: Subject,
  deps: ChainDeps,
): Promise<string[]> {
  const targets = new Set<string>();
  const places = [
    ...(await formerPlaces(subject, deps)),
    ...(await Promise.all(
      subject.names.map(async place => ({
        hostname: place.hostname,
        view: await viewOf(subject, deps, place.zone.id),
      })),
    )),
  ];
  for (const { hostname, view } of places) {
    for (const { alias } of view.records(hostname)) {
      if (alias) targets.add(alias.dnsName);
    }
  }
  return [...targets];
}
