import {
  ConditionType,
  readySummary,
} from '@hostmaster/backstage-plugin-hostnames-common';
import type { RequestObject } from '../gateways/kinds';
import type { ChainOutcome, StepCondition } from '../reconciler/ChainOutcome';
import { isWarning } from './eventType.pure';
import { sameJson } from './sameJson.pure';
import type { Subject } from './Subject';

type Status = NonNullable<RequestObject['status']>;
type StoredCondition = NonNullable<Status['conditions']>[number];
type StatusAfter = Status & { conditions: StoredCondition[] };

/** Conditions that are there only while they are True (kstatus and this suite's `Denied`). */
const PASSING = ['Reconciling', 'Stalled', 'Denied'];

/**
 * The status after a pass: what steps remembered, their conditions, what follows from them, and `observedGeneration` stamped on
 * what was looked at. Conditions of other writers (`Reachable`) stay as they are in `stored`.
 */
export function statusOf(
  stored: RequestObject,
  outcome: ChainOutcome<Subject>,
  direction: 'apply' | 'release',
  now: number,
): StatusAfter {
  const observedGeneration = stored.metadata.generation;
  const remembered = outcome.subject.request.status ?? {};
  const before = stored.status?.conditions ?? [];
  if (outcome.conditions.length === 0) {
    return { ...remembered, conditions: before };
  }
  const found = [...outcome.conditions, ...derived(outcome, before, direction)];
  const kept = before.filter(
    ({ type }) =>
      !found.some(each => each.type === type) && !PASSING.includes(type),
  );
  const conditions = found.map((condition): StoredCondition => {
    const known = before.find(({ type }) => type === condition.type);
    const same = known?.status === condition.status;
    return {
      type: condition.type,
      status: condition.status,
      reason: condition.reason,
      message: condition.message.slice(0, 32_768),
      lastTransitionTime: same
        ? known.lastTransitionTime
        : `${new Date(now).toISOString().slice(0, 19)}Z`,
      observedGeneration,
    };
  });
  return {
    ...remembered,
    observedGeneration,
    conditions: [...conditions, ...kept].sort(byType(before)),
  };
}

function derived(
  outcome: ChainOutcome<Subject>,
  before: StoredCondition[],
  direction: 'apply' | 'release',
): StepCondition[] {
  const ready = direction === 'apply' ? live(outcome) : going(outcome);
  const progress = progressOf(outcome, direction, ready);
  const denied =
    direction === 'release'
      ? before.filter(({ type }) => type === 'Denied')
      : [];
  return [ready, ...progress, ...denied];
}

function live(outcome: ChainOutcome<Subject>): StepCondition {
  return readySummary(
    outcome.conditions as Array<StepCondition & { type: ConditionType }>,
  );
}

function going({ conditions }: ChainOutcome<Subject>): StepCondition {
  const last = conditions[conditions.length - 1];
  return {
    type: 'Ready',
    status: 'False',
    reason: 'Deleting',
    message: last.message,
  };
}

/** kstatus: in progress, or stuck until somebody acts; neither when done. */
function progressOf(
  outcome: ChainOutcome<Subject>,
  direction: 'apply' | 'release',
  ready: StepCondition,
): StepCondition[] {
  if (outcome.ended === 'finished' && direction === 'apply') return [];
  const { reason, message } = ready;
  const type = outcome.ended === 'blocked' ? 'Stalled' : 'Reconciling';
  return [{ type, status: 'True', reason, message }];
}

/** What is known in its order, then what is new in that of the chain: the list does not jump about. */
function byType(before: StoredCondition[]) {
  const order = new Map(before.map(({ type }, index) => [type, index]));
  const rank = (type: string) => order.get(type) ?? before.length;
  return (left: StoredCondition, right: StoredCondition) =>
    rank(left.type) - rank(right.type);
}

/** A merge patch that makes one status of another; undefined when they are the same. */
export function statusPatch(
  before: Status | undefined,
  after: Status,
): Record<string, unknown> | undefined {
  const patch: Record<string, unknown> = {};
  const fields = new Set([
    ...Object.keys(before ?? {}),
    ...Object.keys(after),
  ]) as Set<keyof Status>;
  for (const field of fields) {
    const value = after[field];
    if (sameJson(value, before?.[field])) continue;
    patch[field] =
      value === undefined ? null : replacing(before?.[field], value);
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

/** In a merge patch a key that is gone has to be named. */
function replacing(before: unknown, after: unknown): unknown {
  if (!isRecord(before) || !isRecord(after)) return after;
  const gone = Object.keys(before).filter(key => after[key] === undefined);
  return { ...after, ...Object.fromEntries(gone.map(key => [key, null])) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What is worth an Event: conditions whose status changed, and, while somebody has to act or soon will, those whose reason did. Steps that
 * wait for an earlier one have not changed by themselves.
 */
export function transitions(
  before: Status | undefined,
  { conditions }: StatusAfter,
): StoredCondition[] {
  const stalled = conditions.some(({ type }) => type === 'Stalled');
  return conditions.filter(condition => {
    const { type, status, reason } = condition;
    if (PASSING.includes(type) && type !== 'Denied') return false;
    if (status === 'Unknown' && reason.startsWith('WaitingFor')) return false;
    const known = before?.conditions?.find(each => each.type === type);
    if (known?.status !== status) return true;
    if (isWarning(condition) && known.reason !== reason) return true;
    return stalled && status !== 'True' && known.reason !== reason;
  });
}
