import { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
import { addressOf } from '../steps/attachCertificate';
import { ChainDeps } from '../ChainDeps';
import { routesOf } from '../routes';
import { Subject } from '../Subject';
import { sameTarget } from './alias.pure';
import { formerPlaces } from './formerZones';
import { ALIAS_MARKS, ownershipIn } from './ownership.pure';
import { viewOf } from './zoneAccess';

/**
 * The names of the request that something else answers today: a wildcard, a copy of one, or an alias that points at another
 * load balancer, in the zone of the name or in the one that it leaves. Records that are not ours are another matter: with them
 * the name cannot be had.
 *
 * | at the name | answered elsewhere |
 * | --- | --- |
 * | our alias to the gateway of the request | no |
 * | our alias to another gateway of ours | yes; no, while the namespace has no route at all: both answer 404 |
 * | our alias to a load balancer that is gone | no: nobody answers |
 * | an alias that was there before us, a copy of a wildcard, another cluster's alias | yes |
 * | nothing, a wildcard above | yes |
 */
export async function answeredElsewhere(
  subject: Subject,
  deps: ChainDeps,
): Promise<string[]> {
  const assigned = subject.request.status?.assignedGateway;
  const target = addressOf(
    assigned && deps.cluster.stores.gateways.get(assigned),
  );
  const names = new Set<string>();
  const former = await formerPlaces(subject, deps);
  for (const place of [...subject.names, ...former]) {
    const { hostname, zone } = place;
    const view = await viewOf(subject, deps, zone.id);
    const ownership = ownershipIn(view, hostname, subject.identity);
    const owns = ownership.kind === 'own' ? ownership.ownership.owns : [];
    const addresses = view
      .records(hostname)
      .filter(({ type }) => ['A', 'AAAA', 'CNAME'].includes(type));
    for (const record of addresses) {
      const { alias } = record;
      if (alias && target && sameTarget(alias.dnsName, target)) continue;
      const isOurs =
        owns.includes(record.type) &&
        ALIAS_MARKS.some(mark => mark === record.type);
      if (isOurs && (await answersNobody(record, subject, deps))) continue;
      names.add(hostname);
    }
    const covered =
      addresses.length === 0 &&
      !hostname.startsWith('*.') &&
      view.wildcardFor(hostname).length > 0;
    if (covered) names.add(hostname);
  }
  return [...names];
}

/** Where an alias of ours leads, nothing is served that could be missed. */
async function answersNobody(
  { alias }: DnsRecord,
  subject: Subject,
  deps: ChainDeps,
): Promise<boolean> {
  if (!alias) return false;
  const { gateways } = deps.cluster.stores;
  const gateway = gateways
    .list({ namespace: deps.pool.namespace })
    .find(each => {
      const address = addressOf(each);
      return address !== undefined && sameTarget(address, alias.dnsName);
    });
  if (gateway) return routesOf(subject, deps).length === 0;
  return (await deps.providers.loadBalancer(alias.dnsName)) === undefined;
}
