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
  /** The gateway that the platform team moves it to. */
  wanted?: string;
  /** Its certificate is not on the gateway it is on, and there is no room for it: an old one has to stay until the new one serves. */
  cannotStay?: boolean;
  limits: Omit<Demand, 'listeners'> & { gateways: number; listeners?: number };
}

export type Placement =
  /** `refused`: why it is not on the gateway that the platform team moves it to. */
  | { kind: 'placed'; gateway: string; refused?: string }
  /** The next gateway of the pool, to be made. */
  | { kind: 'new'; gateway: string }
  | { kind: 'full'; reason: 'PoolFull' | 'NoGatewayFits'; message: string };

/** Where a profile says nothing of listeners: 24 certificates of ten names each, and the base's. */
const LISTENERS = 300;

/** Rules, target groups and listeners are filled up to this share, so that routes can grow; certificates to the last place. */
export const HEAD_ROOM = 0.9;

/**
 * Finds the gateway for a request: the one the platform team names, else the one it is on, else the first by name with room,
 * else a new one. Pure and stable: who has a place keeps it, also when limits were lowered or another has become emptier; the
 * same pool gives the same answer whatever the order of gateways.
 *
 * | pool, 24 certificates each | request | placement |
 * | --- | --- | --- |
 * | – | new | new gw-01 |
 * | gw-01 24, gw-02 3 | new | gw-02 |
 * | gw-01 24, gw-02 24 | new | new gw-03 |
 * | gw-01 24 with it | known | gw-01 |
 * | gw-01 with `*.example.com` of another namespace | `shop.example.com` | new gw-02 |
 * | gw-01 internal | internet-facing | new gw-02 |
 * | gw-01 with it, gw-02 3 | known, moved to gw-02 | gw-02 |
 * | gw-01 with it, gw-02 24 | known, moved to gw-02 | gw-01, refused: gw-02 has no room |
 * | gw-01 with it, internal by now; gw-02 internal | known, internal | gw-02 |
 * | gw-01 24 with it, its new certificate does not fit; gw-02 3 | known | gw-02 |
 * | gw-01 3, retiring | new | new gw-02 |
 * | gw-01 3, failing | new | new gw-02 |
 * | gw-01 3, gw-02 3, both failing | new | gw-01: what makes all fail would make a new one fail too |
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
  const here = pool.find(({ name, ends }) => name === current && !ends);
  const refused = refusal(question, gateways);
  if (question.wanted !== undefined && refused === undefined) {
    return { kind: 'placed', gateway: question.wanted };
  }
  const note = refused ? { refused } : {};
  if (here && !question.cannotStay) {
    return { kind: 'placed', gateway: here.name, ...note };
  }
  const staying = pool.filter(({ ends, retiring }) => !ends && !retiring);
  const allFail = staying.length > 1 && staying.every(({ failing }) => failing);
  const open = staying.filter(
    gateway => gateway !== here && (allFail || !gateway.failing),
  );
  const roomy = open.filter(gateway => hasRoom(gateway.used, question));
  const fitting = roomy.find(
    gateway => !keepsApart(question.names, gateway.names),
  );
  if (fitting) return { kind: 'placed', gateway: fitting.name, ...note };
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

/** Why the request cannot be on the gateway the platform team names; undefined: it can, or none is named. */
function refusal(
  question: PlacementQuestion,
  gateways: PoolGateway[],
): string | undefined {
  const { wanted, current, profile, visibility } = question;
  if (wanted === undefined) return undefined;
  const gateway = gateways.find(({ name }) => name === wanted);
  if (!gateway) return `Gateway ${wanted} does not exist`;
  if (gateway.profile !== profile || gateway.visibility !== visibility) {
    return `Gateway ${wanted} is not a ${visibility} gateway of profile ${profile}`;
  }
  if (wanted === current && !gateway.ends && !question.cannotStay) {
    return undefined;
  }
  if (!isOpen(gateway)) return `Gateway ${wanted} takes nobody now`;
  if (!hasRoom(gateway.used, question)) return `Gateway ${wanted} has no room`;
  if (keepsApart(question.names, gateway.names)) {
    return `Gateway ${wanted} has a wildcard over ${question.names[0].hostname}, or a name below it, of another namespace`;
  }
  return undefined;
}

function isOpen({ ends, failing, retiring }: PoolGateway): boolean {
  return !ends && !failing && !retiring;
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
    used.targetGroups + demand.targetGroups <=
      limits.targetGroups * HEAD_ROOM &&
    used.listeners + demand.listeners <=
      (limits.listeners ?? LISTENERS) * HEAD_ROOM
  );
}

function byName(left: PoolGateway, right: PoolGateway): number {
  return (
    left.name.length - right.name.length || (left.name < right.name ? -1 : 1)
  );
}
