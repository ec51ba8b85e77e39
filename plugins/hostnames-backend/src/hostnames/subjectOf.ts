import { GatewayProfile } from '@hostmaster/backstage-plugin-hostnames-node';
import { RequestObject } from '../gateways/kinds';
import { poolOf } from '../gateways/poolLabels';
import { namesOf } from '../gateways/requestNames';
import { ChainDeps } from './ChainDeps';
import { Subject } from './Subject';

/** The request as the chain takes it; names and zones are found by the chain. */
export function subjectOf(request: RequestObject, deps: ChainDeps): Subject {
  const { namespace = '', name, uid = '' } = request.metadata;
  const [hostname = request.spec.hostname] = namesOf(request);
  return {
    identity: {
      installation: deps.config.installation,
      cluster: deps.cluster.name,
      namespace,
      name,
    },
    uid,
    request,
    hostname,
    names: [],
    profile:
      profileNamed(request.spec.gatewayClass, deps) ??
      (request.metadata.deletionTimestamp
        ? profileOfPlace(request, deps)
        : undefined),
  };
}

function profileNamed(
  name: string | undefined,
  deps: ChainDeps,
): GatewayProfile | undefined {
  return deps.config.profiles.find(profile => profile.name === name);
}

/** Of the gateway it is on: what was asked for wrongly in the end can still be removed from where it is. */
function profileOfPlace(
  { status }: RequestObject,
  deps: ChainDeps,
): GatewayProfile | undefined {
  const place = status?.assignedGateway;
  if (!place) return undefined;
  const gateway = deps.cluster.stores.gateways.get(place);
  return (
    profileNamed(gateway && poolOf(gateway)?.profile, deps) ??
    deps.config.profiles.find(
      profile =>
        profile.gateway?.namespace === place.namespace &&
        profile.gateway.name === place.name,
    )
  );
}
