import { Attachment, MergedListener } from './attach';
import {
  Condition,
  CONTROLLER_NAME,
  Gateway,
  ListenerSet,
  Route,
} from './objects';

type Fact = Omit<Condition, 'lastTransitionTime'>;

/** Conditions with the transition time kept where the status did not change. */
export function withTransitions(
  before: Condition[] | undefined,
  facts: Fact[],
  now: string,
): Condition[] {
  return facts.map(fact => {
    const earlier = before?.find(condition => condition.type === fact.type);
    const since =
      earlier && earlier.status === fact.status
        ? earlier.lastTransitionTime
        : now;
    return { ...fact, lastTransitionTime: since };
  });
}

/** What a Gateway's status says after its load balancer was deployed. */
export function gatewayConditions(
  gateway: Gateway,
  loadBalancer: { arn: string; active: boolean },
): Fact[] {
  const observedGeneration = gateway.metadata.generation;
  return [
    {
      type: 'Accepted',
      status: 'True',
      reason: 'Accepted',
      message: '',
      observedGeneration,
    },
    loadBalancer.active
      ? {
          type: 'Programmed',
          status: 'True',
          reason: 'Programmed',
          message: loadBalancer.arn,
          observedGeneration,
        }
      : {
          type: 'Programmed',
          status: 'Unknown',
          reason: 'Pending',
          message: 'Waiting for load balancer to be active.',
          observedGeneration,
        },
  ];
}

/** On failure only Accepted changes: Programmed is left as it was. */
export function failedConditions(gateway: Gateway): Fact[] {
  const kept = (gateway.status?.conditions ?? []).filter(
    condition => condition.type !== 'Accepted',
  );
  const accepted: Fact = {
    type: 'Accepted',
    status: 'False',
    reason: 'Invalid',
    message: 'Check Gateway Events for more information.',
    observedGeneration: gateway.metadata.generation,
  };
  return [accepted, ...kept];
}

/** Per listener: how many routes are attached and whether it lost a conflict. */
export function listenerStatuses(
  listeners: MergedListener[],
  attachments: Attachment[],
  generation: number | undefined,
  now: string,
) {
  return listeners.map(entry => ({
    name: entry.listener.name,
    attachedRoutes: attachments.filter(
      ({ result }) =>
        result.kind === 'attached' &&
        result.listeners.some(({ listener }) => listener === entry),
    ).length,
    supportedKinds: [
      { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' },
      { group: 'gateway.networking.k8s.io', kind: 'GRPCRoute' },
    ],
    conditions: [
      entry.conflict
        ? {
            type: 'Conflicted',
            status: 'True' as const,
            reason: entry.conflict,
            message: `Another listener of the Gateway uses port ${entry.listener.port}`,
            lastTransitionTime: now,
            observedGeneration: generation,
          }
        : {
            type: 'Conflicted',
            status: 'False' as const,
            reason: 'NoConflicts',
            message: '',
            lastTransitionTime: now,
            observedGeneration: generation,
          },
      {
        type: 'Accepted',
        status: entry.conflict ? ('False' as const) : ('True' as const),
        reason: entry.conflict ?? 'Accepted',
        message: '',
        lastTransitionTime: now,
        observedGeneration: generation,
      },
      {
        type: 'ResolvedRefs',
        status: 'True' as const,
        reason: 'ResolvedRefs',
        message: '',
        lastTransitionTime: now,
        observedGeneration: generation,
      },
      {
        type: 'Programmed',
        status: entry.conflict ? ('False' as const) : ('True' as const),
        reason: entry.conflict ?? 'Programmed',
        message: '',
        lastTransitionTime: now,
        observedGeneration: generation,
      },
    ],
  }));
}

/** Accepted and Programmed of a ListenerSet whose Gateway admits it (or not). */
export function listenerSetConditions(
  set: ListenerSet,
  admitted: boolean,
  programmed: boolean,
): Fact[] {
  const observedGeneration = set.metadata.generation;
  if (!admitted) {
    return [
      {
        type: 'Accepted',
        status: 'False',
        reason: 'NotAllowed',
        message: 'The Gateway does not allow ListenerSets of this namespace',
        observedGeneration,
      },
      {
        type: 'Programmed',
        status: 'False',
        reason: 'NotAllowed',
        message: '',
        observedGeneration,
      },
    ];
  }
  return [
    {
      type: 'Accepted',
      status: 'True',
      reason: 'Accepted',
      message: '',
      observedGeneration,
    },
    programmed
      ? {
          type: 'Programmed',
          status: 'True',
          reason: 'Programmed',
          message: '',
          observedGeneration,
        }
      : {
          type: 'Programmed',
          status: 'Unknown',
          reason: 'Pending',
          message: 'Waiting for load balancer to be active.',
          observedGeneration,
        },
  ];
}

/** The parents of a route after this Gateway was looked at; those of other controllers and other gateways stay. */
export function routeParents(
  route: Route,
  attachments: Attachment[],
  now: string,
  mayRefer = true,
): NonNullable<Route['status']>['parents'] {
  const observedGeneration = route.metadata.generation;
  const resolved: Fact = {
    type: 'ResolvedRefs',
    status: mayRefer ? 'True' : 'False',
    reason: mayRefer ? 'ResolvedRefs' : 'RefNotPermitted',
    message: mayRefer
      ? ''
      : 'No explicit ReferenceGrant exists to allow the reference.',
    observedGeneration,
  };
  const mine = attachments.map(({ parentRef, result }) => {
    const before = route.status?.parents?.find(
      parent =>
        parent.controllerName === CONTROLLER_NAME &&
        same(parent.parentRef, parentRef),
    );
    const facts: Fact[] =
      result.kind === 'attached'
        ? [
            {
              type: 'Accepted',
              status: 'True',
              reason: 'Accepted',
              message: '',
              observedGeneration,
            },
            resolved,
          ]
        : [
            {
              type: 'Accepted',
              status: 'False',
              reason: result.reason,
              message: result.message,
              observedGeneration,
            },
            resolved,
          ];
    return {
      parentRef,
      controllerName: CONTROLLER_NAME,
      conditions: withTransitions(before?.conditions, facts, now),
    };
  });
  const others = (route.status?.parents ?? []).filter(
    parent =>
      parent.controllerName !== CONTROLLER_NAME ||
      !attachments.some(({ parentRef }) => same(parent.parentRef, parentRef)),
  );
  const stillNamed = others.filter(
    parent =>
      parent.controllerName !== CONTROLLER_NAME ||
      (route.spec.parentRefs ?? []).some(ref => same(parent.parentRef, ref)),
  );
  return [...stillNamed, ...mine];
}

function same(left: object, right: object): boolean {
  const text = (value: object) =>
    JSON.stringify(
      Object.entries(value).sort(([one], [other]) => one.localeCompare(other)),
    );
  return text(left) === text(right);
}
