import { parseEntityRef } from '@backstage/catalog-model';
import {
  Availability,
  NameAssessment,
  parseHostname,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { DnsZone, ZoneView } from '@hostmaster/backstage-plugin-hostnames-node';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { HostnameStore } from '../readModel/HostnameStore';
import { AvailabilityQuestion } from '../service/HostnamesService';
import { ReconcilerPort } from '../service/ReconcilerPort';
import { Scope } from '../service/Scope';
import { ServiceSettings } from '../service/ServiceSettings';
import { alternativeNames } from './alternativeNames';
import { assessQuestion } from './assessQuestion';
import {
  allProblems,
  byHolder,
  byNamesBelow,
  byRecords,
  byRules,
  bySight,
  byWildcard,
  foreignRecords,
} from './findings';
import { FoundHolder, NameHolders } from './NameHolders';
import { ZonesView } from './ZonesView';

/** A question waits this long for views at most; what is missing then is said to be unknown. */
const LOOK_MS = 5_000;
const MOST_ALTERNATIVES = 5;

/** Answers whether a hostname can be had. Writes nothing; the claim alone decides in the end. */
export class Availabilities {
  private readonly holders: NameHolders;

  constructor(
    private readonly options: {
      store: HostnameStore;
      reconciler: ReconcilerPort;
      zones: ZonesView;
      settings: ServiceSettings;
      clock: Clock;
      /** Entity ref of the group that owns an entity, as the caller sees the catalog. */
      ownerOf: (entity: string, scope: Scope) => Promise<string | undefined>;
    },
  ) {
    this.holders = new NameHolders(options.store, options.reconciler);
  }

  async check(
    question: AvailabilityQuestion,
    scope: Scope,
  ): Promise<Availability> {
    const checkedAt = new Date(this.options.clock.now()).toISOString();
    const limit = this.limit();
    try {
      const trimmed = { ...question, hostname: question.hostname.trim() };
      const answer = await this.answer(trimmed, scope, limit.signal);
      return {
        ...answer,
        ...(answer.verdict === 'invalid'
          ? {}
          : { changed: answer.hostname !== question.hostname }),
        checkedAt,
      };
    } finally {
      limit.end();
    }
  }

  private async answer(
    question: AvailabilityQuestion,
    scope: Scope,
    signal: AbortSignal,
  ): Promise<Omit<Availability, 'checkedAt'>> {
    const { zones, failed } = await this.options.zones.zones(signal);
    const owner = question.entity
      ? await this.options.ownerOf(question.entity, scope)
      : undefined;
    const askers = owner
      ? [owner]
      : scope.claims.filter(claim => claim.startsWith('group:'));
    const assessment = assessQuestion(
      question,
      askers,
      this.options.settings,
      zones,
    );
    const hostname = canonical(question.hostname, assessment);
    if (!hostname) {
      const message =
        assessment.kind === 'refused'
          ? assessment.message
          : 'This is not a hostname.';
      return {
        hostname: question.hostname,
        verdict: 'invalid',
        sentence: message,
        problems: [{ field: 'hostname', code: 'HostnameInvalid', message }],
        alternatives: [],
      };
    }

    const zone = deepestPublic(hostname, zones, assessment);
    const view = zone && (await this.options.zones.view(zone.id, signal));
    const now = this.options.clock.now();
    const [holder, above, below] = await Promise.all([
      this.holders.of(hostname, view, now),
      this.holders.ofWildcardAbove(hostname, view, now),
      this.holders.coveredBy(hostname),
    ]);
    const isMine = (each: FoundHolder) => isYours(each, question, owner, scope);
    const finding =
      byHolder(hostname, holder, isMine) ??
      byRules(assessment) ??
      byWildcard(hostname, above, isMine) ??
      byNamesBelow(hostname, below, isMine) ??
      byRecords(hostname, view, holder) ??
      bySight(hostname, { zonesFailed: failed, zone, view });
    const problems = allProblems(finding, assessment);

    return {
      ...namesOf(question.hostname, hostname),
      verdict: finding.verdict,
      sentence: finding.sentence,
      problems,
      ...(zone ? { zone: { id: zone.id, name: zone.name } } : {}),
      ...(await this.holderView(holder, scope)),
      ...wildcardView(hostname, above, view, isMine),
      alternatives: ['free', 'yours'].includes(finding.verdict)
        ? []
        : await this.alternatives(hostname, question, askers, zones, signal),
    };
  }

  /** Of another team the owner alone; the request only where the caller may see it. */
  private async holderView(
    holder: FoundHolder | undefined,
    scope: Scope,
  ): Promise<Pick<Availability, 'holder'>> {
    if (!holder) return {};
    const visible = holder.stored
      ? await this.options.store.byHostname(
          holder.stored.hostname,
          scope.visibility,
        )
      : [];
    const seen = visible.find(stored => stored.uid === holder.stored?.uid);
    return {
      holder: {
        owner: holder.owner,
        since: holder.since,
        ...(seen ? { ref: seen.ref } : {}),
      },
    };
  }

  private async alternatives(
    hostname: string,
    question: AvailabilityQuestion,
    askers: string[],
    zones: DnsZone[],
    signal: AbortSignal,
  ): Promise<string[]> {
    const now = this.options.clock.now();
    const candidates = alternativeNames(hostname, {
      component: question.entity ? entityName(question.entity) : undefined,
      environment: question.environment,
      zones: [
        ...new Set(
          zones
            .filter(({ visibility }) => visibility === 'public')
            .map(({ name }) => name),
        ),
      ],
    });
    const free: string[] = [];
    for (const candidate of candidates) {
      if (free.length === MOST_ALTERNATIVES) break;
      const { zoneId, ...open } = question;
      const assessment = assessQuestion(
        { ...open, hostname: candidate },
        askers,
        this.options.settings,
        zones,
      );
      if (assessment.kind === 'refused') continue;
      const view = await this.options.zones.view(
        assessment.validationZone.id,
        signal,
      );
      const taken =
        (await this.holders.of(candidate, view, now)) ??
        (await this.holders.ofWildcardAbove(candidate, view, now)) ??
        (view && foreignRecords(candidate, view)[0]);
      if (!taken) free.push(assessment.hostname);
    }
    return free;
  }

  private limit() {
    const controller = new AbortController();
    const cancel = this.options.clock.schedule(LOOK_MS, () =>
      controller.abort(),
    );
    return { signal: controller.signal, end: cancel };
  }
}

function canonical(
  typed: string,
  assessment: NameAssessment,
): string | undefined {
  if (assessment.kind === 'accepted') return assessment.hostname;
  if (assessment.reason === 'HostnameInvalid') return undefined;
  const parsed = parseHostname(typed);
  return parsed.kind === 'hostname' ? parsed.hostname : undefined;
}

function namesOf(
  typed: string,
  hostname: string,
): Pick<Availability, 'hostname' | 'displayName' | 'changed'> {
  const parsed = parseHostname(hostname);
  const displayName =
    parsed.kind === 'hostname' && parsed.display !== hostname
      ? parsed.display
      : undefined;
  return {
    hostname,
    ...(displayName ? { displayName } : {}),
    changed: typed !== hostname,
  };
}

function deepestPublic(
  hostname: string,
  zones: DnsZone[],
  assessment: NameAssessment,
): DnsZone | undefined {
  if (assessment.kind === 'accepted')
    return zones.find(({ id }) => id === assessment.validationZone.id);
  return zones
    .filter(
      ({ name, visibility }) =>
        visibility === 'public' &&
        (hostname === name || hostname.endsWith(`.${name}`)),
    )
    .sort((left, right) => right.name.length - left.name.length)[0];
}

function isYours(
  holder: FoundHolder,
  question: AvailabilityQuestion,
  owner: string | undefined,
  scope: Scope,
): boolean {
  if (
    question.entity &&
    holder.stored?.entity === question.entity.toLowerCase()
  )
    return true;
  const holderOwner = holder.owner?.toLowerCase();
  if (!holderOwner) return false;
  return (
    scope.claims.includes(holderOwner) || holderOwner === owner?.toLowerCase()
  );
}

/** A wildcard record or claim that answers for the name today. */
function wildcardView(
  hostname: string,
  above: FoundHolder | undefined,
  view: ZoneView | undefined,
  isMine: (each: FoundHolder) => boolean,
): Pick<Availability, 'wildcard'> {
  if (above)
    return {
      wildcard: {
        hostname: `*.${hostname.slice(hostname.indexOf('.') + 1)}`,
        yours: isMine(above),
      },
    };
  const [record] =
    view && !hostname.startsWith('*.') ? view.wildcardFor(hostname) : [];
  return record ? { wildcard: { hostname: record.name, yours: false } } : {};
}

function entityName(entity: string): string | undefined {
  try {
    return parseEntityRef(entity, {
      defaultKind: 'component',
      defaultNamespace: 'default',
    }).name.toLowerCase();
  } catch {
    return undefined;
  }
}
