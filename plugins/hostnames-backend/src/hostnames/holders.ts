import {
  Ownership,
  claimName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { ClaimObject } from '../gateways/kinds';
import { ChainDeps } from './ChainDeps';
import { HolderFacts } from './steps/claimHostname.decide';
import { ownerOf } from './Subject';

/** What may be told of whoever holds a claim in the subject's cluster: the owner's contact, and since when. */
export function holderOfClaim(
  claim: ClaimObject,
  deps: Pick<ChainDeps, 'cluster'>,
): HolderFacts {
  const { owner, claimedAt } = claim.spec;
  const request = owner && deps.cluster.stores.requests.get(owner);
  return {
    owner: request && ownerOf(request),
    since: claimedAt,
  };
}

/** The same of whoever an ownership TXT names; `cluster` is set when it is not the subject's. */
export function holderOfOwnership(
  ownership: Ownership,
  hostname: string,
  deps: Pick<ChainDeps, 'cluster' | 'clusters' | 'config'>,
): HolderFacts {
  const ours = ownership.installation === deps.config.installation;
  const world = ours
    ? deps.clusters.find(({ name }) => name === ownership.cluster)
    : undefined;
  const claim = world?.stores.claims.get({ name: claimName(hostname) });
  const request = world?.stores.requests.get(ownership.owner);
  const isHere = ours && ownership.cluster === deps.cluster.name;
  const elsewhere = ours
    ? ownership.cluster
    : `${ownership.cluster} (installation ${ownership.installation})`;
  return {
    owner: request && ownerOf(request),
    since: claim?.spec.claimedAt,
    ...(isHere ? {} : { cluster: elsewhere }),
  };
}
