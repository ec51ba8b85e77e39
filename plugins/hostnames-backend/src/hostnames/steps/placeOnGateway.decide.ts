import type { Placement } from '../../placement';
import type { Decision } from '../../reconciler/Step';
import type { Memory, Subject } from '../Subject';

export interface PlaceFacts {
  placement: Placement;
  edgeNamespace: string;
  listenerSet: string;
  /** The objects of the gateway are as they should be. */
  isThere: boolean;
  /** Undefined: the gateway can be made; else what is waited for. */
  waitsFor?: string;
}

/** Of a profile whose gateway somebody else owns. */
export interface StaticFacts {
  gateway: { namespace: string; name: string };
  exists: boolean;
  listenerSet?: string;
}

export type PlaceAction = { kind: 'ensure'; gateway: string };

/**
 * | place | objects | default certificate | decision |
 * | --- | --- | --- | --- |
 * | none | | | blocked, PoolFull or NoGatewayFits |
 * | gw-01 | missing | not issued | wait, PoolFull |
 * | gw-01 | missing, or not as wanted | issued | act: write them |
 * | gw-01 | as wanted | | satisfied |
 */
export function decidePlace(
  _subject: Subject,
  facts: PlaceFacts,
): Decision<PlaceAction, Memory> {
  const { placement, edgeNamespace, listenerSet, isThere, waitsFor } = facts;
  if (placement.kind === 'full') {
    return {
      kind: 'blocked',
      reason: placement.reason,
      message: placement.message,
      checkAfter: 60_000,
    };
  }
  const { gateway } = placement;
  const remember: Memory = {
    status: {
      assignedGateway: { namespace: edgeNamespace, name: gateway, listenerSet },
    },
  };
  if (isThere) {
    return {
      kind: 'satisfied',
      reason: 'Assigned',
      message: `Gateway ${edgeNamespace}/${gateway} has a place for the hostname.${
        placement.kind === 'placed' && placement.refused
          ? ` It is not moved: ${placement.refused}.`
          : ''
      }`,
      remember,
    };
  }
  if (waitsFor !== undefined) {
    return {
      kind: 'wait',
      reason: 'PoolFull',
      message: `Gateway ${edgeNamespace}/${gateway} is made as soon as ${waitsFor}.`,
      remember,
      checkAfter: 10_000,
    };
  }
  return {
    kind: 'act',
    action: { kind: 'ensure', gateway },
    reason: 'PoolFull',
    message: `Gateway ${edgeNamespace}/${gateway} is being made.`,
    remember,
  };
}

/** A Gateway that somebody else owns is only looked at. */
export function decideStaticPlace(
  _subject: Subject,
  { gateway, exists, listenerSet }: StaticFacts,
): Decision<PlaceAction, Memory> {
  const { namespace, name } = gateway;
  if (!exists) {
    return {
      kind: 'blocked',
      reason: 'GatewayNotFound',
      message: `The Gateway ${namespace}/${name} of the profile does not exist. The platform team creates it or corrects the profile.`,
      checkAfter: 60_000,
    };
  }
  return {
    kind: 'satisfied',
    reason: 'Assigned',
    message: `Gateway ${namespace}/${name} serves the profile.`,
    remember: {
      status: {
        assignedGateway: {
          namespace,
          name,
          ...(listenerSet ? { listenerSet } : {}),
        },
      },
    },
  };
}
