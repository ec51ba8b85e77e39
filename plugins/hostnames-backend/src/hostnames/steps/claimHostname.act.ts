import { claimName } from '@hostmaster/backstage-plugin-hostnames-common';
import { ChainDeps } from '../ChainDeps';
import { createClaim, giveUpClaim, removeClaim, takeClaim } from '../claims';
import {
  firstOwnership,
  moveOwnership,
  ownershipRecord,
} from '../records/ownership.pure';
import { submitChanges } from '../records/zoneAccess';
import { Subject } from '../Subject';
import { withConsent } from '../transfer.pure';
import { ClaimAction } from './claimHostname.decide';

/** Carries out what was decided about a claim; each may be called twice. */
export async function actOnClaim(
  action: ClaimAction,
  subject: Subject,
  deps: ChainDeps,
): Promise<void> {
  const { identity, uid } = subject;
  const { cluster } = deps;
  const claimedAt = new Date(deps.clock.now()).toISOString();
  switch (action.kind) {
    case 'createClaim': {
      const { hostname, validationZone } = action.place;
      const zoneId = validationZone.id;
      return createClaim(cluster, {
        hostname,
        zoneId,
        identity,
        uid,
        claimedAt,
      });
    }
    case 'takeClaim':
      return takeClaim(cluster, action.claim, { identity, uid, claimedAt });
    case 'removeClaim':
      return removeClaim(cluster, action.claim);
    case 'grant':
      return deps.grants.set(identity.namespace, {
        request: identity.name,
        hostnames: action.hostnames,
        since: claimedAt,
      });
    default:
      return actOnOwnership(action, subject, deps);
  }
}

async function actOnOwnership(
  action: Exclude<
    ClaimAction,
    { kind: 'createClaim' | 'takeClaim' | 'removeClaim' | 'grant' }
  >,
  subject: Subject,
  deps: ChainDeps,
): Promise<void> {
  const { hostname, validationZone: zone } = action.place;
  switch (action.kind) {
    case 'createOwnership': {
      const { owns } = action;
      const first = firstOwnership(subject.identity, { owns });
      const record = ownershipRecord(hostname, zone.name, first);
      return submitChanges(subject, deps, zone.id, [
        { action: 'CREATE', record },
      ]);
    }
    case 'replaceOwnership': {
      const seq = action.current.ownership.seq + 1;
      const next = firstOwnership(subject.identity, {
        seq,
        ...withConsent(action.current.ownership, undefined),
      });
      const record = ownershipRecord(hostname, zone.name, next);
      return submitChanges(subject, deps, zone.id, [
        { action: 'DELETE', record: action.current.record },
        { action: 'CREATE', record },
      ]);
    }
    case 'moveOwnership': {
      const { state } = action;
      return submitChanges(
        subject,
        deps,
        zone.id,
        moveOwnership(action.current, hostname, zone.name, { state }),
      );
    }
    case 'consent': {
      const { current, target } = action;
      return submitChanges(
        subject,
        deps,
        zone.id,
        moveOwnership(
          current,
          hostname,
          zone.name,
          withConsent(current.ownership, target),
        ),
      );
    }
    case 'withdraw': {
      if (action.current) {
        await submitChanges(subject, deps, zone.id, [
          { action: 'DELETE', record: action.current.record },
        ]);
      }
      const name = claimName(hostname);
      const claim = deps.cluster.stores.claims.get({ name });
      const { namespace, name: request } = subject.identity;
      const owner = claim?.spec.owner;
      if (claim && owner?.namespace === namespace && owner.name === request) {
        await giveUpClaim(deps.cluster, claim, undefined);
      }
      return undefined;
    }
    default:
      throw new Error(
        `unknown action ${JSON.stringify(action satisfies never)}`,
      );
  }
}
