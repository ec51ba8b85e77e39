import {
  NamePolicy,
  NameQuestion,
  annotations,
  assessName,
  isWithin,
} from '@hostmaster/backstage-plugin-hostnames-common';
import type { DnsZone } from '@hostmaster/backstage-plugin-hostnames-node';
import { expiresAt, isKeptByGitOps } from '../expiry.pure';
import { redirectedName } from '../../gateways/redirectedName.pure';
import type { Decision } from '../../reconciler/Step';
import type { Memory, NamePlace, Subject, ZoneName } from '../Subject';
import { delegationProblem, caaProblem } from './preChecks.decide';
import type { CaaRecord, Delegation } from './preChecks.decide';

export interface AcceptObservation {
  policy: NamePolicy;
  zones: DnsZone[];
  /** CAA record sets at the names or above them, the closest first; only for authorities known to be asked. */
  caa: CaaRecord[];
  /** What the parent zones say of the validation zones, where they can be seen. */
  delegations: Delegation[];
}

export type AcceptAction = { kind: 'expire' };

/**
 * | what is found | decision |
 * | --- | --- |
 * | older than `expiresAfter` | act: delete the request |
 * | the same, and GitOps would make it anew | blocked, LifetimeOver: what it had has been released before (`Pass`) |
 * | a rule of `assessName` says no | blocked, with its reason and words |
 * | the zone remembered is gone | blocked, ZoneNotFound |
 * | CAA forbids, parent lists other name servers | blocked, CaaForbids, ZoneNotDelegated |
 * | else | satisfied; zones remembered for good |
 */
export function decideAccept(
  subject: Subject,
  seen: AcceptObservation,
  now: number,
): Decision<AcceptAction, Memory> {
  const expiry = expiresAt(subject.request);
  if (expiry !== undefined && expiry <= now) {
    if (isKeptByGitOps(subject.request)) return expired(subject);
    return {
      kind: 'act',
      action: { kind: 'expire' },
      reason: 'Deleting',
      message: `expiresAfter ${subject.request.spec.expiresAfter} has passed; the request deletes itself, and everything it had goes with it.`,
    };
  }
  const question = questionOf(subject);
  const assessed = assessName(question, seen.policy, seen.zones);
  if (assessed.kind === 'refused') {
    return {
      kind: 'blocked',
      reason: assessed.reason,
      message: assessed.message,
      checkAfter: remaining(expiry, now),
    };
  }
  const main = remembered(subject, assessed.hostname, seen.zones);
  if (main?.kind === 'gone') {
    return {
      kind: 'blocked',
      reason: 'ZoneNotFound',
      message: `The zone ${main.zone.name} (${main.zone.id}) that holds the records of ${assessed.hostname} is gone. Restore it, or delete this request and make a new one.`,
    };
  }
  const place: NamePlace = {
    hostname: assessed.hostname,
    zone: main?.zone ?? assessed.zone,
    validationZone: main?.validationZone ?? assessed.validationZone,
  };
  const names = [
    place,
    ...assessed.names
      .filter(name => name !== assessed.hostname)
      .map(name => placeOf(name, question, seen)),
  ];
  const problem =
    caaProblem(names, seen.caa) ?? delegationProblem(names, seen.delegations);
  if (problem) {
    return {
      kind: 'blocked',
      ...problem,
      remember: { names },
      checkAfter: 60_000,
    };
  }
  return {
    kind: 'satisfied',
    reason: 'AsRequested',
    message: `${place.hostname} is allowed as requested; its zone is ${place.zone.name}.`,
    remember: {
      names,
      status: { zone: place.zone, validationZone: place.validationZone },
    },
    checkAfter: remaining(expiry, now),
  };
}

/** Nothing is remembered any more: a longer `expiresAfter` begins from the beginning. */
function expired({
  request: { spec, status },
}: Subject): Decision<AcceptAction, Memory> {
  const forgotten = Object.fromEntries(
    Object.keys(status ?? {})
      .filter(key => key !== 'conditions' && key !== 'observedGeneration')
      .map(key => [key, undefined]),
  );
  return {
    kind: 'blocked',
    reason: 'LifetimeOver',
    message: `expiresAfter ${spec.expiresAfter} has passed: records, certificate, listener and claim have been removed. Remove the manifest from Git, which would make a deleted request anew, or set a longer expiresAfter.`,
    remember: { status: forgotten },
  };
}

export function questionOf(subject: Subject): NameQuestion {
  const { spec, metadata } = subject.request;
  return {
    hostname: spec.hostname,
    zoneId: spec.zoneId,
    environment: spec.environment,
    profile: spec.gatewayClass,
    visibility: spec.visibility ?? 'internet-facing',
    owner: metadata.annotations?.[annotations.owner],
    additionalNames: [
      ...(spec.certificate?.additionalNames ?? []),
      ...(redirectedName(spec) ?? []),
    ],
  };
}

/**
 * Zones are resolved once; afterwards the records stay where they are. Only a change between public and private moves the alias,
 * into the zone in which its visitors look; the validation record and the TXT stay in the public one.
 */
function remembered(
  subject: Subject,
  hostname: string,
  zones: DnsZone[],
):
  | { kind: 'kept'; zone?: ZoneName; validationZone: ZoneName }
  | { kind: 'gone'; zone: ZoneName }
  | undefined {
  const { zone, validationZone } = subject.request.status ?? {};
  if (!zone || !validationZone) return undefined;
  if (!isWithin(hostname, zone.name)) return undefined;
  const missing = [zone, validationZone].find(
    each => !zones.some(({ id }) => id === each.id),
  );
  if (missing) return { kind: 'gone', zone: missing };
  const isPrivate = (id: string) =>
    zones.some(each => each.id === id && each.visibility === 'private');
  const wantsPrivate =
    subject.request.spec.visibility === 'internal' &&
    zones.some(
      each => each.visibility === 'private' && isWithin(hostname, each.name),
    );
  return {
    kind: 'kept',
    zone: isPrivate(zone.id) === wantsPrivate ? zone : undefined,
    validationZone,
  };
}

function placeOf(
  name: string,
  question: NameQuestion,
  seen: AcceptObservation,
): NamePlace {
  const assessed = assessName(
    { ...question, hostname: name, zoneId: undefined, additionalNames: [] },
    seen.policy,
    seen.zones,
  );
  if (assessed.kind !== 'accepted') {
    throw new Error(`${name} was accepted and is refused: ${assessed.message}`);
  }
  return {
    hostname: name,
    zone: assessed.zone,
    validationZone: assessed.validationZone,
  };
}

function remaining(expiry: number | undefined, now: number) {
  return expiry === undefined ? undefined : Math.max(1_000, expiry - now);
}
