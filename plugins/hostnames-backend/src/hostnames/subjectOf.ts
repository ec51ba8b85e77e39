import { RequestObject } from '../gateways/kinds';
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
    profile: deps.config.profiles.find(
      profile => profile.name === request.spec.gatewayClass,
    ),
  };
}
