import {
  Availability,
  AvailabilityProblem,
  NameAssessment,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  DnsRecord,
  DnsZone,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { StoredHostname } from '../readModel/StoredHostname';
import { FoundHolder } from './NameHolders';

/** One thing found about a name; the first one that applies is the answer. */
export type Finding = Pick<Availability, 'verdict' | 'sentence'> & {
  problem?: AvailabilityProblem;
};

export function byHolder(
  hostname: string,
  holder: FoundHolder | undefined,
  isMine: (each: FoundHolder) => boolean,
): Finding | undefined {
  if (!holder) return undefined;
  const by = holder.owner ?? 'another team';
  if (isMine(holder)) {
    return holder.state === 'released'
      ? undefined
      : { verdict: 'yours', sentence: `${hostname} is yours already.` };
  }
  if (holder.state === 'released') {
    const message = `${hostname} was released by ${by} and is free again at ${holder.until}.`;
    return {
      verdict: 'cooling-down',
      sentence: message,
      problem: { field: 'hostname', code: 'CoolingDown', message },
    };
  }
  const since = holder.since ? ` since ${holder.since.slice(0, 10)}` : '';
  const message = `${hostname} is held by ${by}${since}. Ask them to transfer it, or choose another name.`;
  return {
    verdict: 'held',
    sentence: message,
    problem: { field: 'hostname', code: 'HeldByOther', message },
  };
}

export function byRules(assessment: NameAssessment): Finding | undefined {
  if (assessment.kind === 'accepted') return undefined;
  return {
    verdict: ruleVerdict(assessment.reason),
    sentence: assessment.message,
    problem: toProblem(assessment),
  };
}

function ruleVerdict(reason: string): Availability['verdict'] {
  if (reason === 'HostnameReserved') return 'reserved';
  if (reason.startsWith('Zone')) return 'no-zone';
  return 'not-allowed';
}

/** An exact name yields to a wildcard that another owner holds. */
export function byWildcard(
  hostname: string,
  above: FoundHolder | undefined,
  isMine: (each: FoundHolder) => boolean,
): Finding | undefined {
  if (!above || isMine(above)) return undefined;
  const message = `${hostname} is covered by a wildcard that ${
    above.owner ?? 'another team'
  } holds. Ask them, or choose a name outside it.`;
  return {
    verdict: 'held',
    sentence: message,
    problem: { field: 'hostname', code: 'HeldByOther', message },
  };
}

export function byNamesBelow(
  hostname: string,
  below: StoredHostname[],
  isMine: (each: FoundHolder) => boolean,
): Finding | undefined {
  const foreign = below.find(
    stored =>
      !isMine({ ...stored.ref, state: 'held', owner: stored.owner, stored }),
  );
  if (!foreign) return undefined;
  const message = `${hostname} would cover names that ${
    foreign.owner ?? 'another team'
  } holds. Ask for single hostnames, or for a wildcard one label deeper.`;
  return {
    verdict: 'held',
    sentence: message,
    problem: { field: 'hostname', code: 'HeldByOther', message },
  };
}

export function byRecords(
  hostname: string,
  view: ZoneView | undefined,
  holder: FoundHolder | undefined,
): Finding | undefined {
  const [record] = view && !holder ? foreignRecords(hostname, view) : [];
  if (!record) return undefined;
  const message = `${hostname} already has a ${record.type} record that Hostmaster did not write. Have it removed or adopted by the platform team, or choose another name.`;
  return {
    verdict: 'record-exists',
    sentence: message,
    problem: { field: 'hostname', code: 'RecordNotOurs', message },
  };
}

export function bySight(
  hostname: string,
  seen: { zonesFailed?: string; zone?: DnsZone; view?: ZoneView },
): Finding {
  if (seen.zonesFailed !== undefined || !seen.zone || !seen.view) {
    return {
      verdict: 'unknown',
      sentence: `Nobody is known to hold ${hostname}, but its zone cannot be looked into at the moment. Try again in a minute.`,
    };
  }
  return { verdict: 'free', sentence: `${hostname} is free.` };
}

/** Records that answer for the name itself; at the top of a zone NS, SOA, MX and TXT are at home. */
export function foreignRecords(hostname: string, view: ZoneView): DnsRecord[] {
  const blocking =
    hostname === view.zone.name
      ? ['A', 'AAAA', 'CNAME']
      : ['A', 'AAAA', 'CNAME', 'NS'];
  return view.records(hostname).filter(({ type }) => blocking.includes(type));
}

/** The finding's own problem first; what the rules say besides is told as well. */
export function allProblems(
  finding: Finding,
  assessment: NameAssessment,
): AvailabilityProblem[] {
  const rules = assessment.kind === 'refused' ? [toProblem(assessment)] : [];
  const all = [...(finding.problem ? [finding.problem] : []), ...rules];
  return all.filter(
    (problem, index) =>
      all.findIndex(({ code }) => code === problem.code) === index,
  );
}

function toProblem(
  refusal: Extract<NameAssessment, { kind: 'refused' }>,
): AvailabilityProblem {
  return {
    field: refusal.field,
    code: refusal.reason,
    message: refusal.message,
  };
}
