import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  annotations,
  Condition,
  GatewayHostnameRequest,
  judgeHostname,
  KUBERNETES_ID_LABEL,
  parseHostname,
  Verdict,
  VerdictInput,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { HostnameReport } from '../hostnames/HostnameReport';
import { StoredHostname, StoredProbes } from './StoredHostname';
import { recordsAsProbed } from './recordsAsProbed';

/** What a verdict needs to know beyond the hostname itself. */
export interface World {
  /** Wall-clock ms. */
  now: number;
  cluster(name: string): { reachable: boolean; since?: string };
  providers: VerdictInput['providers'];
}

/** However little is going on, a verdict is made anew after this time. */
const REJUDGE_MS = 60 * 60_000;

/**
 * The stored form of a hostname: what the reconciler reported and what the probes saw, with the verdict of this moment.
 * Pure: the same arguments give the same row.
 */
export function projectHostname(
  before: StoredHostname | undefined,
  report: HostnameReport,
  probes: StoredProbes,
  probeAt: number,
  world: World,
): StoredHostname {
  const { request } = report;
  const known = before?.uid === report.uid ? before : undefined;
  const hostname = request.spec.hostname.toLowerCase();
  const parsed = parseHostname(hostname);
  const certificateExpiresAt = expiry(report, probes);
  const verdict = judge(report, probes, probeAt, world);
  const { assignedGateway, zone } = request.status ?? {};

  return {
    ref: report.ref,
    uid: report.uid,
    version: (before?.version ?? 0) + 1,
    hostname,
    ...(parsed.kind === 'hostname' && parsed.display !== hostname
      ? { displayName: parsed.display }
      : {}),
    environment: request.spec.environment,
    visibility: request.spec.visibility ?? 'internet-facing',
    profile: request.spec.gatewayClass,
    owner: entityRef(request, annotations.owner, 'group'),
    entity: entityRef(request, annotations.component, 'component'),
    kubernetesId: request.metadata.labels?.[KUBERNETES_ID_LABEL],
    zone: zone?.name ?? report.facts.zone?.name,
    gateway: assignedGateway
      ? `${assignedGateway.namespace}/${assignedGateway.name}`
      : undefined,
    claimed: conditionsOf(request).some(
      ({ type, status }) => type === 'Claimed' && status === 'True',
    ),
    deleting: request.metadata.deletionTimestamp !== undefined,
    certificateExpiresAt,
    createdAt: time(request.metadata.creationTimestamp) ?? report.at,
    changedAt: changedAt(known, report, verdict, world.now),
    seenAt: report.at,
    rejudgeAt: rejudgeAt(verdict, certificateExpiresAt, world.now),
    probeAt,
    report,
    probes,
    verdict,
  };
}

/** Conditions of a request as the verdict reads them. */
export function conditionsOf(request: GatewayHostnameRequest): Condition[] {
  return (request.status?.conditions ?? []) as Condition[];
}

function judge(
  report: HostnameReport,
  probes: StoredProbes,
  probeAt: number,
  world: World,
): Verdict {
  const { request, ref } = report;
  try {
    return judgeHostname(verdictInput());
  } catch (error) {
    return notJudged(error as Error, world.now);
  }

  function verdictInput(): VerdictInput {
    return {
      ...report.facts,
      now: world.now,
      hostname: request.spec.hostname,
      namespace: ref.namespace,
      owner: entityRef(request, annotations.owner, 'group'),
      createdAt:
        request.metadata.creationTimestamp ?? new Date(report.at).toISOString(),
      deleting: request.metadata.deletionTimestamp !== undefined,
      conditions: conditionsOf(request),
      cluster: { name: ref.cluster, ...world.cluster(ref.cluster) },
      providers: world.providers,
      records: recordsAsProbed(report.facts.records, request, probes),
      probes: {
        dns: dnsAsSeen(probes),
        tls: probes.tls,
        http: probes.http,
      },
      nextCheckAt: new Date(probeAt).toISOString(),
    };
  }
}

/**
 * The DNS answer that tells most. What the zone's own servers lack, resolvers will lack soon; what those have and resolvers do
 * not find, the world does not find. A server that could not be asked says nothing while the other could.
 *
 * | authoritative | resolver | seen |
 * | --- | --- | --- |
 * | answer | answer | resolver's |
 * | no such name | answer (remembered) | authoritative |
 * | answer | no such name | resolver's |
 * | unreachable | answer | resolver's |
 * | answer | unreachable | authoritative |
 */
export function dnsAsSeen({
  authoritative,
  resolver,
}: StoredProbes): VerdictInput['probes']['dns'] {
  const says = (result: VerdictInput['probes']['dns']) =>
    result && result.kind !== 'timeout' && result.kind !== 'unreachable';
  if (says(authoritative) && authoritative?.kind !== 'answer')
    return authoritative;
  if (says(resolver)) return resolver;
  return authoritative ?? resolver;
}

/** Objects are other people's input: one that the rules do not expect must not keep the rest from being shown. */
function notJudged(error: Error, now: number): Verdict {
  return {
    level: 'unknown',
    impact: 'none',
    label: 'Cannot be judged',
    sentence: `What is known of this hostname could not be judged: ${error.message}`,
    who: 'platform',
    next: [],
    axes: [],
    checkedAt: new Date(now).toISOString(),
  };
}

/** What is served counts, where it was seen; else what is held. */
function expiry(
  report: HostnameReport,
  probes: StoredProbes,
): number | undefined {
  const held = time(report.facts.certificate?.notAfter);
  const served =
    probes.tls?.kind === 'handshake'
      ? probes.tls.certificate.notAfter
      : undefined;
  if (held === undefined || served === undefined) return held ?? served;
  return Math.min(held, served);
}

function changedAt(
  before: StoredHostname | undefined,
  report: HostnameReport,
  verdict: Verdict,
  now: number,
): number {
  const transitions = conditionsOf(report.request).map(
    condition => time(condition.lastTransitionTime) ?? 0,
  );
  const newest = Math.max(
    time(report.request.metadata.creationTimestamp) ?? 0,
    ...transitions,
  );
  if (!before) return newest || report.at;
  const sameVerdict =
    before.verdict.level === verdict.level &&
    before.verdict.label === verdict.label;
  return Math.max(before.changedAt, newest, sameVerdict ? 0 : now);
}

function rejudgeAt(
  verdict: Verdict,
  expiresAt: number | undefined,
  now: number,
): number {
  const moments = [
    now + REJUDGE_MS,
    expiresAt,
    time(verdict.impactAt),
    ...verdict.axes.map(axis => time(axis.lateAfter)),
  ];
  return (
    Math.min(
      ...moments.filter(
        (moment): moment is number => moment !== undefined && moment > now,
      ),
    ) + 1
  );
}

/** An annotation is a tenant's text: what is no entity ref is not taken. */
function entityRef(
  request: GatewayHostnameRequest,
  annotation: string,
  defaultKind: string,
): string | undefined {
  const value = request.metadata.annotations?.[annotation];
  if (!value || value.length > 1000) return undefined;
  try {
    return stringifyEntityRef(
      parseEntityRef(value, { defaultKind, defaultNamespace: 'default' }),
    ).toLowerCase();
  } catch {
    return undefined;
  }
}

function time(value: string | undefined): number | undefined {
  const parsed = value === undefined ? NaN : Date.parse(value);
  return Number.isNaN(parsed) ? undefined : parsed;
}
