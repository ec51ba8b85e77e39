import { Demand, PlacedName, PoolGateway, Visibility } from './PoolGateway';
import { keepsApart } from './keepsApart';

export interface PlacementQuestion {
  profile: string;
  visibility: Visibility;
  demand: Demand;
  /** All names of the request. */
  names: PlacedName[];
  /** The gateway the request is on, as remembered. */
  current?: string;
  limits: Demand & { gateways: number };
}

export type Placement =
  | { kind: 'placed'; gateway: string }
  /** The next gateway of the pool, to be made. */
  | { kind: 'new'; gateway: string }
  | { kind: 'full'; reason: 'PoolFull' | 'NoGatewayFits'; message: string };

/** Rules and target groups are filled up to this share, so that routes can grow; certificates to the last place. */
export const HEAD_ROOM = 0.9;

/**
 * Finds the gateway for a request: the one it is on, else the first by name with room, else a new one. Pure and stable: who
 * has a place keeps it, also when limits were lowered; the same pool gives the same answer whatever the order of gateways.
 *
 * | pool, 24 certificates each | request | placement |
 * | --- | --- | --- |
 * | – | new | new gw-01 |
 * | gw-01 24, gw-02 3 | new | gw-02 |
 * | gw-01 24, gw-02 24 | new | new gw-03 |
 * | gw-01 24 with it | known | gw-01 |
 * | gw-01 with `*.example.com` of another namespace | `shop.example.com` | new gw-02 |
 * | gw-01 internal | internet-facing | new gw-02 |
 * | 50 full ones of at most 50 | new | full, PoolFull |
 */
export function placeHostname(
  question: PlacementQuestion,
  gateways: PoolGateway[],
): Placement {
  const { profile, visibility, current, limits } = question;
  const pool = gateways
    .filter(each => each.profile === profile && each.visibility === visibility)
    .sort(byName);
  if (pool.some(({ name, ends }) => name === current && !ends)) {
    return { kind: 'placed', gateway: current! };
  }
  const open = pool.filter(({ ends, failing }) => !ends && !failing);
  const roomy = open.filter(gateway => hasRoom(gateway.used, question));
  const fitting = roomy.find(
    gateway => !keepsApart(question.names, gateway.names),
  );
  if (fitting) return { kind: 'placed', gateway: fitting.name };
  if (pool.length < limits.gateways) {
    return { kind: 'new', gateway: nextName(gateways) };
  }
  return roomy.length > 0
    ? {
        kind: 'full',
        reason: 'NoGatewayFits',
        message: `Every ${visibility} gateway of profile ${profile} with room has a wildcard over ${question.names[0].hostname}, or a name below it, of another namespace, and the profile allows no more than ${limits.gateways} gateways. The platform team raises limits.gateways.`,
      }
    : {
        kind: 'full',
        reason: 'PoolFull',
        message: `All ${pool.length} ${visibility} gateways of profile ${profile} are full, and the profile allows no more. The platform team raises limits.gateways.`,
      };
}

/** The lowest number nobody has: `gw-01`, … `gw-99`, `gw-100`. */
export function nextName(gateways: ReadonlyArray<{ name: string }>): string {
  const taken = new Set(gateways.map(({ name }) => name));
  for (let number = 1; ; number++) {
    const name = `gw-${String(number).padStart(2, '0')}`;
    if (!taken.has(name)) return name;
  }
}

function hasRoom(used: Demand, { demand, limits }: PlacementQuestion): boolean {
  return (
    used.certificates + demand.certificates <= limits.certificates &&
    used.rules + demand.rules <= limits.rules * HEAD_ROOM &&
    used.targetGroups + demand.targetGroups <= limits.targetGroups * HEAD_ROOM
  );
}

function byName(left: PoolGateway, right: PoolGateway): number {
  return (
    left.name.length - right.name.length || (left.name < right.name ? -1 : 1)
  );
}
