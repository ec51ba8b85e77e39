import { claimName } from '@hostmaster/backstage-plugin-hostnames-common';
import { StepPart } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { giveUpClaim } from '../claims';
import { moveOwnership, ownershipIn } from '../records/ownership.pure';
import { submitChanges, viewOrGone } from '../records/zoneAccess';
import { Memory, Subject } from '../Subject';
import {
  ReleaseAction,
  ReleaseFacts,
  decideReleaseHostname,
} from './claimHostname.release.decide';

interface ReleaseObservation {
  coolDown: number;
  names: ReleaseFacts[];
}

/** Gives up the names: the TXT first, the claim last, so that within the cluster nobody is faster than the zone. */
export const releaseHostname: StepPart<
  Subject,
  ChainDeps,
  ReleaseObservation,
  ReleaseAction,
  Memory
> = {
  async observe(subject, deps) {
    const names: ReleaseFacts[] = [];
    for (const place of subject.names) {
      const { hostname, validationZone } = place;
      const view = await viewOrGone(subject, deps, validationZone.id);
      const claim = deps.cluster.stores.claims.get({
        name: claimName(hostname),
      });
      const owner = claim?.spec.owner;
      const isOurs =
        owner?.namespace === subject.identity.namespace &&
        owner.name === subject.identity.name;
      names.push({
        place,
        ownership: view && ownershipIn(view, hostname, subject.identity),
        claim: isOurs ? claim : undefined,
      });
    }
    return { coolDown: deps.config.reconciler.waits.coolDown, names };
  },
  decide: (subject, { coolDown, names }, now) =>
    decideReleaseHostname(coolDown)(subject, names, now),
  async act(action, subject, deps) {
    if (action.kind === 'giveUpClaim') {
      await giveUpClaim(deps.cluster, action.claim, action.until);
      return;
    }
    const { place, current, until } = action;
    const { hostname, validationZone: zone } = place;
    await submitChanges(
      subject,
      deps,
      zone.id,
      until === undefined
        ? [{ action: 'DELETE', record: current.record }]
        : moveOwnership(current, hostname, zone.name, {
            state: 'released',
            owns: [],
            until,
          }),
    );
  },
};
