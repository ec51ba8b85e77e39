import {
  coversHostname,
  ownershipRecordName,
  parseOwnership,
  wildcardOf,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { ZoneView } from '@hostmaster/backstage-plugin-hostnames-node';
import { HostnameStore } from '../readModel/HostnameStore';
import { StoredHostname } from '../readModel/StoredHostname';
import { conditionsOf } from '../readModel/projectHostname';
import { NameHolder, ReconcilerPort } from '../service/ReconcilerPort';

/** A holder, and its request where the read model knows it. */
export interface FoundHolder extends NameHolder {
  stored?: StoredHostname;
}

/**
 * Who holds a name: by the clusters' claims, by the requests known, by the ownership record in the zone, in this order. The
 * record is what other installations and clusters out of sight can be seen by.
 */
export class NameHolders {
  constructor(
    private readonly store: HostnameStore,
    private readonly reconciler: ReconcilerPort,
  ) {}

  async of(
    hostname: string,
    view: ZoneView | undefined,
    now: number,
  ): Promise<FoundHolder | undefined> {
    const [stored] = await this.store.byHostname(hostname, 'everything');
    const claim = this.reconciler.holderOf(hostname);
    if (claim?.state === 'held')
      return {
        ...claim,
        owner: claim.owner ?? stored?.owner,
        stored: matching(claim, stored),
      };
    if (stored?.claimed) return fromRequest(stored);
    const recorded = view && fromRecord(hostname, view);
    const holder = recorded?.state === 'held' ? recorded : claim ?? recorded;
    if (!holder || (holder.state === 'released' && !isLater(holder.until, now)))
      return undefined;
    return { ...holder, stored: matching(holder, stored) };
  }

  /** The holder of the wildcard one label up that answers for the name. */
  async ofWildcardAbove(
    hostname: string,
    view: ZoneView | undefined,
    now: number,
  ): Promise<FoundHolder | undefined> {
    if (hostname.startsWith('*.') || hostname.split('.').length < 3)
      return undefined;
    const holder = await this.of(wildcardOf(hostname), view, now);
    return holder?.state === 'held' ? holder : undefined;
  }

  /** Held names that a wildcard would cover. */
  async coveredBy(wildcard: string): Promise<StoredHostname[]> {
    if (!wildcard.startsWith('*.')) return [];
    const below = await this.store.heldBelow(wildcard.slice(2));
    return below.filter(
      stored =>
        coversHostname(wildcard, stored.hostname) &&
        stored.hostname !== wildcard,
    );
  }
}

function fromRequest(stored: StoredHostname): FoundHolder {
  const claimed = conditionsOf(stored.report.request).find(
    ({ type }) => type === 'Claimed',
  );
  return {
    state: 'held',
    ...stored.ref,
    owner: stored.owner,
    since: claimed?.lastTransitionTime,
    stored,
  };
}

function fromRecord(hostname: string, view: ZoneView): NameHolder | undefined {
  const name = ownershipRecordName(hostname, view.zone.name);
  const records = name ? view.records(name, 'TXT') : [];
  const ownership = records
    .flatMap(({ values }) => values ?? [])
    .map(parseOwnership)
    .find(parsed => parsed !== undefined);
  if (!ownership || ownership.state === 'pending') return undefined;
  const { cluster, owner, until, state } = ownership;
  return { state, cluster, ...owner, until };
}

function matching(
  holder: NameHolder,
  stored: StoredHostname | undefined,
): StoredHostname | undefined {
  const same =
    stored &&
    stored.ref.namespace === holder.namespace &&
    stored.ref.name === holder.name;
  return same ? stored : undefined;
}

function isLater(until: string | undefined, now: number): boolean {
  return until !== undefined && Date.parse(until) > now;
}
