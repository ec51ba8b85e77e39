import { addressOf } from '../steps/attachCertificate';
import { ChainDeps } from '../ChainDeps';
import { Subject } from '../Subject';
import { sameTarget } from './alias.pure';
import { viewOf } from './zoneAccess';

/**
 * The names of the request that something else answers today: a wildcard, a copy of one, or an alias that points at another
 * load balancer. Records that are not ours are another matter: with them the name cannot be had.
 */
export async function answeredElsewhere(
  subject: Subject,
  deps: ChainDeps,
): Promise<string[]> {
  const assigned = subject.request.status?.assignedGateway;
  const target = addressOf(
    assigned && deps.cluster.stores.gateways.get(assigned),
  );
  const names: string[] = [];
  for (const { hostname, zone } of subject.names) {
    const view = await viewOf(subject, deps, zone.id);
    const addresses = view
      .records(hostname)
      .filter(({ type }) => ['A', 'AAAA', 'CNAME'].includes(type));
    const elsewhere = addresses.some(
      ({ alias }) => !alias || !target || !sameTarget(alias.dnsName, target),
    );
    const covered =
      addresses.length === 0 &&
      !hostname.startsWith('*.') &&
      view.wildcardFor(hostname).length > 0;
    if (elsewhere || covered) names.push(hostname);
  }
  return names;
}
