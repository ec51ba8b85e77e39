import {
  Capacity,
  GatewayCapacity,
  Pool,
} from '@hostmaster/backstage-plugin-hostnames-common';

/** Requests made per pool in the last `GROWTH_DAYS`. */
export type Growth = Array<{
  cluster: string;
  profile: string;
  visibility: string;
  number: number;
}>;

export const GROWTH_DAYS = 30;

/** Gateways by pool, with how many more hostnames fit and when that is used up at the present pace. */
export function capacityOf(
  gateways: GatewayCapacity[],
  growth: Growth,
  mayName: (hostname: string) => boolean,
): Capacity {
  const pools = new Map<string, GatewayCapacity[]>();
  for (const gateway of gateways) {
    const key = JSON.stringify([
      gateway.cluster,
      gateway.profile,
      gateway.visibility,
    ]);
    pools.set(key, [...(pools.get(key) ?? []), gateway]);
  }
  return {
    pools: [...pools]
      .sort(([left], [right]) => left.localeCompare(right))
      .map(([, members]) => toPool(members, growth, mayName)),
  };
}

function toPool(
  gateways: GatewayCapacity[],
  growth: Growth,
  mayName: (hostname: string) => boolean,
): Pool {
  const { cluster, profile, visibility } = gateways[0];
  const free = gateways.reduce((sum, gateway) => sum + placesLeft(gateway), 0);
  const made = growth.find(
    each =>
      each.cluster === cluster &&
      each.profile === profile &&
      each.visibility === visibility,
  );
  return {
    cluster,
    profile,
    visibility,
    gateways: gateways
      .map(gateway => ({
        ...gateway,
        hostnames: gateway.hostnames?.filter(mayName),
      }))
      .sort((left, right) => left.name.localeCompare(right.name)),
    free,
    forecast: forecast(free, made?.number ?? 0),
  };
}

/** A hostname takes one certificate, at least one rule and one target group. */
function placesLeft({
  certificates,
  rules,
  targetGroups,
}: GatewayCapacity): number {
  return Math.max(
    0,
    Math.min(
      ...[certificates, rules, targetGroups].map(({ used, max }) => max - used),
    ),
  );
}

/** `Full in about 12 requests, 40 days at the pace of the last 30 days`. */
function forecast(free: number, madeLately: number): string {
  if (free === 0) return 'Full; the next request needs another gateway';
  const requests = `Full in about ${free} ${
    free === 1 ? 'request' : 'requests'
  }`;
  if (madeLately === 0)
    return `${requests}; none was made in the last ${GROWTH_DAYS} days`;
  const days = Math.max(1, Math.round((free / madeLately) * GROWTH_DAYS));
  return `${requests}, ${days} ${
    days === 1 ? 'day' : 'days'
  } at the pace of the last ${GROWTH_DAYS} days`;
}
