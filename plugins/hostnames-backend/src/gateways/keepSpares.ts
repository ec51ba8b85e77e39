import { GatewayProfile } from '@hostmaster/backstage-plugin-hostnames-node';
import { ChainDeps } from '../hostnames/ChainDeps';
import { PoolGateway, Visibility, nextName } from '../placement';
import { renderGateway } from './renderGateway';

/** How many gateways a pool lacks to have its spare ones, within its limit. */
export function missingSpares(
  profile: Pick<GatewayProfile, 'name' | 'spare' | 'limits'>,
  visibility: Visibility,
  gateways: PoolGateway[],
): number {
  const pool = gateways.filter(
    each => each.profile === profile.name && each.visibility === visibility,
  );
  const empty = pool.filter(
    ({ names, ends, failing }) => names.length === 0 && !ends && !failing,
  );
  const allowed = profile.limits.gateways - pool.length;
  return Math.max(0, Math.min(profile.spare - empty.length, allowed));
}

/** Makes the spare gateways of the pools that are in use. Answers how many were made. */
export async function keepSpares(deps: ChainDeps): Promise<number> {
  let made = 0;
  for (const profile of deps.config.profiles) {
    if (profile.placement !== 'pool' || profile.spare === 0) continue;
    const standard = deps.defaultCertificates.of(profile.certificates);
    if (standard.kind !== 'issued') continue;
    for (const visibility of visibilitiesInUse(profile, deps)) {
      const missing = missingSpares(profile, visibility, deps.pool.all());
      for (let index = 0; index < missing; index++) {
        const rendered = renderGateway({
          name: nextName(deps.pool.all()),
          namespace: deps.pool.namespace,
          profile,
          visibility,
          defaultCertificate: standard.ref,
        });
        await deps.pool.gateways.ensure(rendered);
        made++;
        // The next name depends on the store having seen this one.
        return made;
      }
    }
  }
  return made;
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
