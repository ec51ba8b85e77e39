import { childText } from '../../core/xml';
import { route53Errors } from '../errors';
import { renderDelegationSet, renderDelegationSets } from '../render';
import { Route53Operation } from '../Route53Operation';
import { route53Answer, Route53Request } from '../Route53Request';
import { DelegationSet, Route53State } from '../Route53State';

/** Operations on reusable delegation sets. @public */
export const delegationSetOperations: Route53Operation[] = [
  {
    name: 'CreateReusableDelegationSet',
    method: 'POST',
    path: 'delegationset',
    execute: create,
  },
  {
    name: 'ListReusableDelegationSets',
    method: 'GET',
    path: 'delegationset',
    execute: list,
  },
  {
    name: 'GetReusableDelegationSet',
    method: 'GET',
    path: 'delegationset/{Id}',
    execute: get,
  },
  {
    name: 'DeleteReusableDelegationSet',
    method: 'DELETE',
    path: 'delegationset/{Id}',
    execute: remove,
  },
];

function create(request: Route53Request, state: Route53State): Response {
  const body = request.body('CreateReusableDelegationSetRequest');
  const callerReference = childText(body, 'CallerReference') ?? '';
  if (callerReference.length < 1 || callerReference.length > 128) {
    throw route53Errors.invalidInput(
      'CallerReference must have 1 to 128 characters.',
    );
  }
  if (state.isReferenceUsed(callerReference))
    throw route53Errors.delegationSetAlreadyCreated(callerReference);
  const limit = state.world.limits.route53.reusableDelegationSets;
  if (state.delegationSets.size >= limit) {
    throw route53Errors.limitsExceeded(
      `Limits Exceeded: MAX_REUSABLE_DELEGATION_SETS_BY_OWNER - ${limit}.`,
    );
  }
  const zoneId = childText(body, 'HostedZoneId');
  const nameServers =
    zoneId === undefined
      ? state.drawNameServers(false)
      : state.zone(zoneId).nameServers;
  const set: DelegationSet = {
    id: `N${state.world.ids.upper(20)}`,
    callerReference,
    nameServers,
  };
  state.useReference(callerReference);
  state.delegationSets.set(set.id, set);
  return route53Answer(
    'CreateReusableDelegationSetResponse',
    { DelegationSet: renderDelegationSet(set) },
    {
      status: 201,
      headers: {
        location: `https://route53.amazonaws.com/2013-04-01/delegationset/${set.id}`,
      },
    },
  );
}

function list(request: Route53Request, state: Route53State): Response {
  const size = request.pageSize('maxitems', 100, 100);
  const marker = request.query('marker');
  const all = [...state.delegationSets.values()];
  const start =
    marker === undefined ? 0 : all.findIndex(set => set.id === marker);
  if (start < 0)
    throw route53Errors.invalidInput(`The marker ${marker} is not valid.`);
  const next: DelegationSet | undefined = all[start + size];
  return route53Answer('ListReusableDelegationSetsResponse', {
    DelegationSets: renderDelegationSets(all.slice(start, start + size)),
    Marker: marker ?? '',
    IsTruncated: next !== undefined,
    NextMarker: next?.id,
    MaxItems: size,
  });
}

function get(request: Route53Request, state: Route53State): Response {
  return route53Answer('GetReusableDelegationSetResponse', {
    DelegationSet: renderDelegationSet(setOf(request, state)),
  });
}

function remove(request: Route53Request, state: Route53State): Response {
  const set = setOf(request, state);
  for (const zone of state.zones.values()) {
    if (zone.delegationSetId === set.id)
      throw route53Errors.delegationSetInUse(set.id);
  }
  state.delegationSets.delete(set.id);
  return route53Answer('DeleteReusableDelegationSetResponse', {});
}

function setOf(request: Route53Request, state: Route53State): DelegationSet {
  const id = request.path.Id.replace(/^\/?delegationset\//, '');
  const set = state.delegationSets.get(id);
  if (!set) throw route53Errors.noSuchDelegationSet(id);
  return set;
}
