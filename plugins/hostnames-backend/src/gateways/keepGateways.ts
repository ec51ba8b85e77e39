import { GatewayProfile } from '@hostmaster/backstage-plugin-hostnames-node';
import { ChainDeps } from '../hostnames/ChainDeps';
import { PoolGateway, Visibility, nextName } from '../placement';
import { renderGateway } from './renderGateway';
import { retireGateways } from './retireGateways';

/**
 * How many gateways a pool lacks to have its spare ones, within its limit. An empty one that its controller refuses is one all
 * the same: what keeps it from working may keep the next one too, and so on up to the limit.
 */
export function missingSpares(
  profile: Pick<GatewayProfile, 'name' | 'spare' | 'limits'>,
  visibility: Visibility,
  gateways: PoolGateway[],
): number {
  const pool = gateways.filter(
    each => each.profile === profile.name && each.visibility === visibility,
  );
  const empty = pool.filter(({ names, ends }) => names.length === 0 && !ends);
  const allowed = profile.limits.gateways - pool.length;
  return Math.max(0, Math.min(profile.spare - empty.length, allowed));
}

/**
 * Makes the gateways that are planned (a load balancer takes minutes, and so does the certificate that will go onto it) and the
 * spare ones of the pools that are in use; of these one at a time, because the next name depends on this one being seen. Takes
 * away what has been empty for long.
 */
export async function keepGateways(deps: ChainDeps): Promise<void> {
  for (const profile of deps.config.profiles) {
    if (profile.placement !== 'pool') continue;
    const standard = deps.defaultCertificates.of(profile.certificates);
    if (standard.kind !== 'issued') continue;
    const render = (name: string, visibility: Visibility) =>
      renderGateway({
        name,
        namespace: deps.pool.namespace,
        profile,
        visibility,
        defaultCertificate: standard.ref,
        installation: deps.config.installation,
      });
    const make = (name: string, visibility: Visibility) =>
      deps.pool.gateways.ensure(render(name, visibility));
    for (const gateway of deps.pool.all()) {
      const isPlanned =
        gateway.profile === profile.name &&
        deps.pool.object(gateway.name) === undefined;
      if (isPlanned) await make(gateway.name, gateway.visibility);
    }
    for (const visibility of visibilitiesInUse(profile, deps)) {
      const gateways = deps.pool.all();
      const missing = missingSpares(profile, visibility, gateways);
      if (missing > 0) await make(nextName(gateways), visibility);
    }
    await retireGateways(profile, deps, ({ name, visibility }) =>
      render(name, visibility),
    );
  }
}

function visibilitiesInUse(
  profile: GatewayProfile,
  deps: ChainDeps,
): Visibility[] {
  const inUse = new Set<Visibility>();
  for (const { spec } of deps.cluster.stores.requests.list()) {
    if (spec.gatewayClass !== profile.name) continue;
    inUse.add(spec.visibility ?? 'internet-facing');
  }
  return [...inUse];
}
