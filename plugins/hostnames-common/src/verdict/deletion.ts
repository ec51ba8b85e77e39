import type { Condition, ConditionType } from '../conditions';
import type { AxisId } from '../schema/openapi/generated/models';
import { byReason } from './byReason';
import { Judgement } from './Judgement';
import { checkAgain, link } from './nextSteps';
import { Subject } from './Subject';
import { HOUR, toTime } from './times';
import { waiting } from './waiting';
import { waitsFor } from './waitsFor';

interface Stage {
  id: AxisId;
  /** Conditions that tell of it, the most telling first. */
  conditions: ConditionType[];
  going: (subject: Subject) => string;
  gone: string;
}

/** The order that leaves no dangling name. */
const STAGES: Stage[] = [
  {
    id: 'dns',
    conditions: ['DnsAliasReady'],
    going: () => 'its alias is being taken out of DNS',
    gone: 'The alias is gone',
  },
  {
    id: 'gateway',
    conditions: ['RoutesAllowed', 'ListenerAttached', 'GatewayAssigned'],
    going: ({ gateway }) =>
      `its listener is being taken off ${gateway?.name ?? 'the gateway'}`,
    gone: 'The listener is gone',
  },
  {
    id: 'certificate',
    conditions: ['CertificateIssued', 'CertificateRequested', 'DnsValidated'],
    going: () => 'its certificate and validation record are being deleted',
    gone: 'The certificate is gone',
  },
  {
    id: 'claim',
    conditions: ['Claimed'],
    going: () => 'the name is being released',
    gone: 'The name is released',
  },
];

const GONE = ['Released', 'Retained', 'SharedWithOthers'];

/**
 * The axes of a request that is being deleted: what is gone, what is being removed now, what comes after.
 *
 * @internal
 */
export function judgeDeletion(subject: Subject): Judgement[] {
  const current = currentStage(subject);
  const at = STAGES.findIndex(({ id }) => id === current.id);
  const stages = STAGES.map((stage, index) => {
    if (index < at) return gone(stage, subject);
    return index === at
      ? removing(stage, subject)
      : waitsFor(stage.id, current.id);
  });
  const byId = new Map(stages.map(stage => [stage.id, stage]));
  return [
    byId.get('claim')!,
    byId.get('certificate')!,
    byId.get('dns')!,
    byId.get('gateway')!,
    served('route', 'Routes no longer serve the name', at > 1, current.id),
    served('live', 'The name is no longer answered', at > 0, current.id),
  ];
}

function currentStage(subject: Subject): Stage {
  return (
    STAGES.find(stage =>
      stage.conditions.some(type => isBusy(subject.condition(type))),
    ) ??
    STAGES.find(stage =>
      stage.conditions.some(type => isThere(subject.condition(type))),
    ) ??
    STAGES[STAGES.length - 1]
  );
}

/** Being removed, or kept from it. */
function isBusy(condition: Condition | undefined): boolean {
  return (
    condition !== undefined &&
    condition.status !== 'True' &&
    !GONE.includes(condition.reason) &&
    !/^WaitingFor/.test(condition.reason) &&
    /^(?:Releasing|StillInUse|BrakeApplied|AccessDenied|Throttled|Provider|ZoneBusy|Cluster|ReconcileError|NotFound|AwaitingInsync|RecordNotOurs)/.test(
      condition.reason,
    )
  );
}

function isThere(condition: Condition | undefined): boolean {
  return condition?.status === 'True' && !GONE.includes(condition.reason);
}

function gone(stage: Stage, subject: Subject): Judgement {
  const kept = stage.conditions
    .map(type => subject.condition(type))
    .find(
      condition =>
        condition &&
        ['Retained', 'SharedWithOthers'].includes(condition.reason),
    );
  return {
    id: stage.id,
    level: 'ok',
    state: kept ? 'kept' : 'removed',
    label: kept ? 'Kept' : 'Removed',
    sentence: kept?.message || stage.gone,
    since: kept?.lastTransitionTime,
  };
}

function removing(stage: Stage, subject: Subject): Judgement {
  const condition = stage.conditions
    .map(type => subject.condition(type))
    .find(isBusy);
  const sentence = `${subject.hostname} is being removed: ${stage.going(
    subject,
  )}`;
  const by =
    condition && condition.reason !== 'Releasing'
      ? byReason(stage.id, condition, subject.now)
      : undefined;
  if (by && by.level !== 'waiting') {
    return { ...by, sentence: `${sentence}; ${by.sentence}` };
  }
  return waiting(
    {
      id: stage.id,
      level: 'waiting',
      state: 'removing',
      label: 'Being removed',
      sentence,
      since: condition?.lastTransitionTime ?? lastStep(subject),
      usual: '2–5 minutes',
      lateAfterMs: HOUR,
      evidence: condition?.message
        ? [{ label: 'Now', value: condition.message }]
        : [],
      late: {
        who: 'platform',
        label: 'Removal is late',
        sentence: duration => `${sentence}, for ${duration} now`,
        next: [
          checkAgain(),
          link('Ask the platform team to look at the removal'),
        ],
      },
    },
    subject.now,
  );
}

function served(
  id: 'route' | 'live',
  sentence: string,
  over: boolean,
  current: AxisId,
): Judgement {
  return over
    ? { id, level: 'ok', state: 'removed', label: 'Removed', sentence }
    : waitsFor(id, current);
}

/** When the removal last got on: the newest thing gone, or the start of it. */
function lastStep({ conditions }: Subject): string | undefined {
  return conditions
    .filter(({ reason }) => reason === 'Deleting' || GONE.includes(reason))
    .map(({ lastTransitionTime }) => lastTransitionTime)
    .sort((a, b) => (toTime(a) ?? 0) - (toTime(b) ?? 0))
    .pop();
}
