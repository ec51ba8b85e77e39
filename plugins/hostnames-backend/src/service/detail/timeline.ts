import {
  annotations,
  Axis,
  AxisId,
  Condition,
  ConditionType,
  TimelineStep,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { conditionsOf } from '../../readModel/projectHostname';
import { StoredHostname } from '../../readModel/StoredHostname';

interface Stage {
  type: ConditionType;
  label: string;
  axis: AxisId;
  usual?: string;
}

/** The chain in the order in which a hostname passes it, with what each step usually takes. */
const stages: Stage[] = [
  {
    type: 'Accepted',
    label: 'Accepted',
    axis: 'claim',
    usual: 'a few seconds',
  },
  {
    type: 'Claimed',
    label: 'Name claimed',
    axis: 'claim',
    usual: 'a few seconds',
  },
  {
    type: 'CertificateRequested',
    label: 'Certificate requested',
    axis: 'certificate',
    usual: 'a few seconds',
  },
  {
    type: 'DnsValidated',
    label: 'Validation record in place',
    axis: 'certificate',
    usual: 'about 1 min',
  },
  {
    type: 'CertificateIssued',
    label: 'Certificate issued',
    axis: 'certificate',
    usual: '1–30 min',
  },
  {
    type: 'GatewayAssigned',
    label: 'Gateway assigned',
    axis: 'gateway',
    usual: 'a few seconds; 3 min when one has to be made',
  },
  {
    type: 'ListenerAttached',
    label: 'On the listener',
    axis: 'gateway',
    usual: '1–2 min',
  },
  {
    type: 'RoutesAllowed',
    label: 'Routes allowed',
    axis: 'route',
    usual: 'a few seconds',
  },
  {
    type: 'DnsAliasReady',
    label: 'DNS points at the gateway',
    axis: 'dns',
    usual: 'about 1 min',
  },
  { type: 'Ready', label: 'Ready', axis: 'live' },
];

/** From the pull request to live: what has happened, what is happening, what is still to come. Times: wall-clock ms. */
export function timelineOf(
  stored: StoredHostname,
  now: number,
): TimelineStep[] {
  const { request } = stored.report;
  const before = [...pullRequestStep(stored), syncedStep(stored)];
  const conditions = new Map(
    conditionsOf(request).map(condition => [condition.type, condition]),
  );
  const steps: TimelineStep[] = [];
  let startedAt = request.metadata.creationTimestamp;
  let reached = true;

  for (const stage of stages) {
    const condition = conditions.get(stage.type);
    if (condition?.status === 'True') {
      steps.push({
        id: stage.type,
        label: stage.label,
        state: 'done',
        at: condition.lastTransitionTime,
        startedAt: earlier(startedAt, condition.lastTransitionTime),
        usual: stage.usual,
        message: condition.message,
      });
      startedAt = later(startedAt, condition.lastTransitionTime);
      continue;
    }
    steps.push(openStep(stage, condition, reached, startedAt, stored, now));
    reached = false;
  }
  return [
    ...before,
    ...steps,
    ...liveStep(stored, startedAt, reached),
    ...deletingStep(stored),
  ];
}

function pullRequestStep({
  report: { request },
}: StoredHostname): TimelineStep[] {
  const url = webUrl(request.metadata.annotations?.[annotations.pullRequest]);
  const known = url ?? request.metadata.annotations?.[annotations.request];
  if (!known) return [];
  return [
    {
      id: 'pullRequest',
      label: 'Pull request merged',
      state: 'done',
      ...(url ? { url } : {}),
    },
  ];
}

function syncedStep({
  ref,
  report: { request },
}: StoredHostname): TimelineStep {
  const by = appliedBy({
    ...request.metadata.labels,
    ...request.metadata.annotations,
  });
  return {
    id: 'synced',
    label: `Applied to cluster ${ref.cluster}`,
    state: 'done',
    at: request.metadata.creationTimestamp,
    ...(by ? { by } : {}),
  };
}

function appliedBy(marks: Record<string, string>): string | undefined {
  if (
    marks['kustomize.toolkit.fluxcd.io/name'] ||
    marks['helm.toolkit.fluxcd.io/name']
  )
    return 'Flux';
  if (
    marks['argocd.argoproj.io/tracking-id'] ||
    marks['argocd.argoproj.io/instance']
  )
    return 'Argo CD';
  return undefined;
}

function openStep(
  stage: Stage,
  condition: Condition | undefined,
  isNext: boolean,
  startedAt: string | undefined,
  stored: StoredHostname,
  now: number,
): TimelineStep {
  if (!isNext)
    return {
      id: stage.type,
      label: stage.label,
      state: 'pending',
      usual: stage.usual,
    };
  const axis = stored.verdict.axes.find(({ id }) => id === stage.axis);
  return {
    id: stage.type,
    label: stage.label,
    state: openState(axis, now),
    startedAt,
    usual: axis?.usual ?? stage.usual,
    message: condition?.message,
  };
}

function openState(axis: Axis | undefined, now: number): TimelineStep['state'] {
  if (axis?.lateAfter && Date.parse(axis.lateAfter) <= now) return 'late';
  return axis?.level === 'action' ? 'failed' : 'current';
}

/** What the world sees, which no condition gates. */
function liveStep(
  stored: StoredHostname,
  startedAt: string | undefined,
  ready: boolean,
): TimelineStep[] {
  const live = stored.verdict.axes.find(({ id }) => id === 'live');
  if (!live) return [];
  const step = {
    id: 'Reachable',
    label: 'Answers from outside',
    message: live.sentence,
  };
  if (live.level === 'ok' || live.level === 'improve')
    return [{ ...step, state: 'done', at: live.since }];
  if (!ready) return [{ id: step.id, label: step.label, state: 'pending' }];
  return [
    {
      ...step,
      state: live.level === 'action' ? 'failed' : 'current',
      startedAt,
      usual: live.usual,
    },
  ];
}

function deletingStep({ report: { request } }: StoredHostname): TimelineStep[] {
  const since = request.metadata.deletionTimestamp;
  if (!since) return [];
  return [
    {
      id: 'deleting',
      label: 'Being deleted',
      state: 'current',
      startedAt: since,
      usual: '2–5 min',
    },
  ];
}

/** Annotations are tenants' text: only what is a web address becomes a link. */
export function webUrl(value: string | undefined): string | undefined {
  if (!value || value.length > 2_000 || !URL.canParse(value)) return undefined;
  return ['https:', 'http:'].includes(new URL(value).protocol)
    ? value
    : undefined;
}

function earlier(left: string | undefined, right: string): string {
  return left !== undefined && Date.parse(left) < Date.parse(right)
    ? left
    : right;
}

function later(left: string | undefined, right: string): string {
  return left !== undefined && Date.parse(left) > Date.parse(right)
    ? left
    : right;
}
