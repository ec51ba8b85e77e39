import {
  claimName,
  wildcardOf,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { ClaimObject } from '../gateways/kinds';
import { delegationOver } from '../hostnames/claims';
import { ownerOf } from '../hostnames/Subject';
import { ClusterWorld } from './ClusterWorld';
import { ClaimLookup, Holder } from './Reconciler';

/** Looks up claims in all clusters; what a cluster that cannot be seen last showed still counts. */
export function claimLookup(worlds: ReadonlyArray<ClusterWorld>): ClaimLookup {
  const claims = (hostname: string) =>
    worlds.flatMap(world => {
      const claim = world.stores.claims.get({ name: claimName(hostname) });
      return claim?.spec.hostname === hostname ? [{ world, claim }] : [];
    });
  const holderOf = (hostname: string) => {
    const held = claims(hostname).filter(
      ({ claim }) => claim.spec.owner && claim.spec.state !== 'released',
    );
    // A loser in another cluster has a claim there too; the one whose request holds the name is told.
    const holder =
      held.find(({ world, claim }) => isClaimed(world, claim)) ?? held[0];
    return holder && asHolder(holder.world, holder.claim);
  };
  return {
    holderOf,
    wildcardHolderOf(hostname) {
      const wildcard = wildcardOf(hostname);
      return wildcard === hostname ? undefined : holderOf(wildcard);
    },
    coolDownOf(hostname) {
      const released = claims(hostname).find(
        ({ claim }) => claim.spec.state === 'released',
      );
      const until = Date.parse(released?.claim.spec.releasedUntil ?? '');
      if (!released || Number.isNaN(until)) return undefined;
      const { world, claim } = released;
      return {
        cluster: world.name,
        until,
        owner: asHolder(world, claim).owner,
      };
    },
    delegationOf(cluster, hostname) {
      const world = worlds.find(({ name }) => name === cluster);
      return world && delegationOver(world, hostname);
    },
  };
}

function asHolder(world: ClusterWorld, claim: ClaimObject): Holder {
  const { owner } = claim.spec;
  const request = owner && world.stores.requests.get(owner);
  return {
    cluster: world.name,
    claim,
    request,
    owner: request && ownerOf(request),
  };
}

function isClaimed(world: ClusterWorld, claim: ClaimObject): boolean {
  return (
    asHolder(world, claim).request?.status?.conditions?.some(
      ({ type, status }) => type === 'Claimed' && status === 'True',
    ) ?? false
  );
}
