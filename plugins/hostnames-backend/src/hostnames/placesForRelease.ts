import {
  deepestZone,
  isWithin,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { DnsZone } from '@hostmaster/backstage-plugin-hostnames-node';
import { namesOf } from '../gateways/requestNames';
import { indexes } from '../reconciler/ClusterWorld';
import { ChainDeps } from './ChainDeps';
import { dnsOf } from './records/zoneAccess';
import { NamePlace, Subject, ZoneName, visibilityOf } from './Subject';

/** Stands for a zone that is not there: it has no records. */
const NO_ZONE: ZoneName = { id: '', name: '' };

/**
 * The names a request may have things of, with their zones: those it asks for, and those its claims are on. By what was
 * remembered, else by the claim, else where they would be now: rules that have changed since do not matter when cleaning up.
 */
export async function placesForRelease(
  subject: Subject,
  deps: ChainDeps,
): Promise<NamePlace[]> {
  const { zones } = await dnsOf(subject, deps).zones();
  const { namespace, name } = subject.identity;
  const claims = deps.cluster.stores.claims.byIndex(
    indexes.claimsByOwner,
    `${namespace}/${name}`,
  );
  const claimed = new Map(
    claims.map(({ spec }) => [spec.hostname, spec.zoneId]),
  );
  const hostnames = new Set([...namesOf(subject.request), ...claimed.keys()]);
  return [...hostnames].map(hostname =>
    placeOf(subject, hostname, claimed.get(hostname), zones),
  );
}

/** The same for one name. */
export function placeOf(
  subject: Subject,
  hostname: string,
  claimedZone: string | undefined,
  zones: DnsZone[],
): NamePlace {
  const { zone, validationZone } = subject.request.status ?? {};
  const isMain = hostname === subject.hostname;
  const remembered = (known: ZoneName | undefined) =>
    isMain && known && isWithin(hostname, known.name) ? known : undefined;
  const visible = (visibility: DnsZone['visibility']) =>
    deepestZone(
      hostname,
      zones.filter(each => each.visibility === visibility),
    );
  const ofClaim = zones.find(({ id }) => id === claimedZone);
  const validation: ZoneName =
    remembered(validationZone) ?? ofClaim ?? visible('public') ?? NO_ZONE;
  const internal = visibilityOf(subject.request) === 'internal';
  const alias: ZoneName =
    remembered(zone) ??
    (internal ? visible('private') : undefined) ??
    validation;
  return {
    hostname,
    zone: named(alias),
    validationZone: named(validation),
  };
}

function named({ id, name }: ZoneName): ZoneName {
  return { id, name };
}
