import { Instruments, Sample } from './Instruments';
import { MetricsSource } from './MetricsSource';

type Gateway = ReturnType<MetricsSource['capacity']>[number];

const RESOURCES = {
  certificates: 'certificates',
  rules: 'rules',
  target_groups: 'targetGroups',
} as const satisfies Record<string, keyof Gateway>;

/** Registers the places of the pool gateways. */
export function registerCapacity(
  instruments: Instruments,
  source: () => MetricsSource | undefined,
): void {
  const gateways = () => source()?.capacity() ?? [];
  const usage = (side: 'used' | 'max'): Sample[] =>
    gateways().flatMap(gateway =>
      Object.entries(RESOURCES).flatMap(([resource, field]) => {
        const places = gateway[field];
        return places
          ? [
              {
                labels: { ...labelsOf(gateway), resource },
                value: places[side],
              },
            ]
          : [];
      }),
    );
  instruments.collected('hostmaster_gateway_capacity_used', () =>
    usage('used'),
  );
  instruments.collected('hostmaster_gateway_capacity_limit', () =>
    usage('max'),
  );
  instruments.collected('hostmaster_pool_capacity_limit', () =>
    poolLimits(gateways(), source()?.profiles ?? []),
  );
  instruments.collected('hostmaster_gateway_programmed', () =>
    gateways().map(gateway => ({
      labels: labelsOf(gateway),
      value: gateway.programmed ? 1 : 0,
    })),
  );
}

/** Of every pool that has a gateway: the places of all gateways that its profile allows, made or not. */
function poolLimits(
  gateways: Gateway[],
  profiles: MetricsSource['profiles'],
): Sample[] {
  const pools = new Map(
    gateways.map(({ cluster, profile, visibility }) => [
      `${cluster} ${profile} ${visibility}`,
      { cluster, profile, visibility },
    ]),
  );
  return [...pools.values()].flatMap(pool => {
    const limits = profiles.find(({ name }) => name === pool.profile)?.limits;
    if (!limits) return [];
    return Object.entries(RESOURCES).map(([resource, field]) => ({
      labels: { ...pool, resource },
      value: limits.gateways * limits[field],
    }));
  });
}

function labelsOf({ cluster, profile, visibility, name }: Gateway) {
  return { cluster, profile, visibility, gateway: name };
}
