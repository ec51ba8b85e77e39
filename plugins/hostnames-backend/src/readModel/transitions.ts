import { HostnameRef } from '@hostmaster/backstage-plugin-hostnames-common';
import { fitted } from './HostnameRow';
import { conditionsOf } from './projectHostname';
import { StoredHostname, StoredProbes } from './StoredHostname';

/** Something that changed. `at`: wall-clock ms. */
export interface Transition {
  at: number;
  kind: 'condition' | 'verdict' | 'probe';
  condition?: string;
  status?: string;
  reason?: string;
  message: string;
}

/** A row of the table `hostname_history`. */
export interface HistoryRow {
  cluster: string;
  namespace: string;
  name: string;
  at: number | string;
  kind: string;
  condition: string | null;
  status: string | null;
  reason: string | null;
  message: string;
}

const LONGEST_MESSAGE = 2_000;

/** What changed between two looks at the same request; everything there is, for one not seen before. */
export function transitionsBetween(
  before: StoredHostname | undefined,
  after: StoredHostname,
  now: number,
): Transition[] {
  const known = before?.uid === after.uid ? before : undefined;
  return [
    ...conditionTransitions(known, after),
    ...probeTransitions(known?.probes, after.probes),
    ...verdictTransitions(known, after, now),
  ];
}

export function toHistoryRow(
  ref: HostnameRef,
  transition: Transition,
): HistoryRow {
  return {
    ...ref,
    at: transition.at,
    kind: transition.kind,
    condition:
      transition.condition === undefined
        ? null
        : fitted(transition.condition, 64),
    status:
      transition.status === undefined ? null : fitted(transition.status, 16),
    reason:
      transition.reason === undefined ? null : fitted(transition.reason, 128),
    message: fitted(transition.message, LONGEST_MESSAGE),
  };
}

function conditionTransitions(
  before: StoredHostname | undefined,
  after: StoredHostname,
): Transition[] {
  const earlier = new Map(
    before
      ? conditionsOf(before.report.request).map(condition => [
          condition.type,
          condition,
        ])
      : [],
  );
  return conditionsOf(after.report.request)
    .filter(({ type, status, reason }) => {
      const old = earlier.get(type);
      return !old || old.status !== status || old.reason !== reason;
    })
    .map(condition => ({
      at: Date.parse(condition.lastTransitionTime) || after.report.at,
      kind: 'condition' as const,
      condition: condition.type,
      status: condition.status,
      reason: condition.reason,
      message: condition.message,
    }));
}

function verdictTransitions(
  before: StoredHostname | undefined,
  after: StoredHostname,
  now: number,
): Transition[] {
  const same =
    before &&
    before.verdict.level === after.verdict.level &&
    before.verdict.label === after.verdict.label;
  if (same) return [];
  return [
    {
      at: now,
      kind: 'verdict',
      status: after.verdict.level,
      reason: after.verdict.label,
      message: after.verdict.sentence,
    },
  ];
}

function probeTransitions(
  before: StoredProbes | undefined,
  after: StoredProbes,
): Transition[] {
  return (['authoritative', 'resolver', 'tls', 'http'] as const).flatMap(
    layer => {
      const result = after[layer];
      if (
        !result ||
        describeProbe(before, layer) === describeProbe(after, layer)
      )
        return [];
      return [
        {
          at: result.at,
          kind: 'probe' as const,
          condition: layer,
          status: result.kind,
          message: describeProbe(after, layer),
        },
      ];
    },
  );
}

/** One line that stays the same while the world does: no durations, no ttl that counts down. */
function describeProbe(
  probes: StoredProbes | undefined,
  layer: 'authoritative' | 'resolver' | 'tls' | 'http',
): string {
  const result = probes?.[layer];
  if (!result) return '';
  if ('message' in result) return result.message;
  switch (result.probe) {
    case 'dns':
      return result.cnames.length > 0
        ? 'Resolves through an alias.'
        : 'Resolves.';
    case 'tls':
      return result.trusted
        ? `Serves certificate ${
            result.certificate.serial
          }, valid until ${new Date(result.certificate.notAfter).toISOString()}`
        : result.problem ?? 'The certificate is not trusted.';
    case 'http':
      return result.fromBase
        ? 'The gateway answers that no route serves the name.'
        : `Answers with HTTP ${result.status}.`;
    default:
      return '';
  }
}
