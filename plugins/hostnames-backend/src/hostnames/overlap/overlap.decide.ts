import type { Route } from '../../gateways/kinds';
import { matchesWanted } from '../../gateways/matchesWanted.pure';

/** A Gateway by name. */
export interface GatewayName {
  namespace: string;
  name: string;
}

export interface OverlapFacts {
  /** Where the hostname is to be. */
  target: GatewayName;
  /** Where its ListenerSet is; undefined: there is none yet. */
  on?: GatewayName;
  /** `on` is one of our pools, and stays; copies can keep it serving. */
  canServeOn: boolean;
  /** Visitors come to `on`: an alias of the hostname leads there. */
  isVisited: boolean;
  /** Copies, as wanted, of every route that serves the hostname on `on`. */
  wanted: Route[];
  /** The routes that copies are made of. */
  sources: Route[];
  /** Why one of them cannot be made, or not there, in words. */
  refused?: string;
  /** The copies there are of this request, on any gateway. */
  present: Array<{ route: Route; gateway: string; wanted?: Route }>;
  /** The ones on `on` are all there, accepted, and their backends may be used. */
  isInPlace: boolean;
  /** What the controller says against one of them. */
  problem?: string;
  /** Milliseconds for which they have been in place. */
  settledFor: number;
  /** Milliseconds until the targets of a new route are healthy. */
  settle: number;
  /** The platform team allows the move without copies. */
  mayGap: boolean;
}

export interface OverlapPlan {
  /** The gateway that the ListenerSet is to be on now. */
  home: GatewayName;
  /** Copies to be written. */
  write: Route[];
  /** Copies of routes that do not serve the hostname any more. */
  remove: Route[];
  /** Why the ListenerSet is not on its target yet. */
  waits?: { message: string; checkAfter: number; blocked?: boolean };
}

/**
 * How a live hostname gets from one gateway to another without an instant unserved. Tenants' routes name the hostname's one
 * ListenerSet, so they all change gateways with it; copies of ours take over on the gateway it leaves, beside the originals
 * until these go, and stay until no visitor comes there any more (`tidyUp`). Decided from what is seen alone: a crash, another
 * target or a way back at any moment is only another row.
 *
 * | ListenerSet on | visited | copies there | decision |
 * | --- | --- | --- | --- |
 * | gw-02 (target) | | | stays |
 * | gw-01, a move to gw-02 | no | | goes to gw-02 at once |
 * | gw-01 | yes | missing, or of an older generation | stays; write them |
 * | gw-01 | yes | in place for 20 s | stays; their targets become healthy |
 * | gw-01 | yes | in place for a minute | goes to gw-02; the copies serve gw-01 |
 * | gw-02, back to gw-01 since gw-02 refuses it | only gw-01 is | those on gw-01 | goes to gw-01 at once; the copies stay |
 * | gw-02, back to gw-01 | yes, the alias has moved | those on gw-01 | copies on gw-02 too, then as above |
 * | gw-01, which is being deleted | yes | | goes to gw-02 at once: nothing can keep gw-01 |
 * | gw-01 | yes | cannot be made | stays, and says why; with `move-with-gap` it goes |
 */
export function planOverlap(facts: OverlapFacts): OverlapPlan {
  const { target, on, present, wanted } = facts;
  const kept = changesOfPresent(present);
  const isMove = on !== undefined && !sameGateway(on, target);
  const needed = isMove && facts.canServeOn && facts.isVisited;
  if (!needed || wanted.length === 0) return { home: target, ...kept };
  const missing = wanted.filter(
    copy => !present.some(({ route }) => isSame(route, copy)),
  );
  const stay = (
    message: string,
    more: { write?: Route[]; checkAfter?: number; blocked?: boolean } = {},
  ): OverlapPlan => ({
    home: on,
    write: more.write ?? kept.write,
    remove: kept.remove,
    waits: {
      message: `${message} Until then Gateway ${on.name} serves the hostname.`,
      checkAfter: more.checkAfter ?? 15_000,
      blocked: more.blocked,
    },
  });
  if (facts.refused) {
    return facts.mayGap
      ? { home: target, ...kept }
      : stay(
          `The hostname moves to Gateway ${target.name} when its routes can be served from both gateways: ${facts.refused}.`,
          { checkAfter: 60_000, blocked: true },
        );
  }
  const write = [...kept.write, ...missing];
  if (write.length > 0 || !facts.isInPlace) {
    return facts.problem
      ? stay(
          `The hostname moves to Gateway ${target.name} when the copy of its routes on Gateway ${on.name} is accepted: ${facts.problem}.`,
          { write },
        )
      : stay(
          `The hostname moves to Gateway ${target.name} when a copy of its routes is accepted on Gateway ${on.name}.`,
          { write },
        );
  }
  if (facts.settledFor < facts.settle) {
    return stay(
      `The hostname moves to Gateway ${target.name} when the targets of the copies on Gateway ${on.name} are healthy.`,
      { checkAfter: facts.settle - facts.settledFor },
    );
  }
  return { home: target, ...kept };
}

/** Those there are follow their routes; none is added by this, so that a clean-up that was interrupted is not undone. */
function changesOfPresent(present: OverlapFacts['present']) {
  return {
    write: present.flatMap(({ route, wanted }) =>
      wanted && !isUpToDate(route, wanted) ? [wanted] : [],
    ),
    remove: present.flatMap(({ route, wanted }) => (wanted ? [] : [route])),
  };
}

export function sameGateway(left: GatewayName, right: GatewayName): boolean {
  return left.namespace === right.namespace && left.name === right.name;
}

/** By the generation it was made of, the listener, and the hostnames. */
export function isUpToDate(present: Route, wanted: Route): boolean {
  const parts = ({ metadata, spec }: Route) =>
    JSON.stringify([
      Object.keys(wanted.metadata.annotations ?? {}).map(
        key => metadata.annotations?.[key],
      ),
      spec.hostnames,
      spec.parentRefs?.map(({ kind, name, sectionName }) => [
        kind,
        name,
        sectionName,
      ]),
    ]);
  return (
    parts(present) === parts(wanted) &&
    matchesWanted(wanted.spec.rules ?? [], present.spec.rules ?? [])
  );
}

function isSame(left: Route, right: Route): boolean {
  return (
    left.kind === right.kind &&
    left.metadata.namespace === right.metadata.namespace &&
    left.metadata.name === right.metadata.name
  );
}
