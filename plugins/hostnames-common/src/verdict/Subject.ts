import type { Condition, ConditionType } from '../conditions';
import { sameValue } from './sameValue';
import { HOUR } from './times';
import type { VerdictInput } from './VerdictInput';

/**
 * The input with its conditions by type, as the rules read it.
 *
 * @internal
 */
export interface Subject extends VerdictInput {
  condition(type: ConditionType): Condition | undefined;
  isTrue(type: ConditionType): boolean;
  /** Not reached in the last pass: nothing is known of it but what the facts tell. */
  isNotReached(type: ConditionType): boolean;
  /** The looks from outside that say something about now. */
  seen: VerdictInput['probes'];
  /** The world can find the hostname: what fails now fails for its users. */
  isPublished: boolean;
  /** The reason of a condition that is not True; undefined when it is, or is not there. */
  reasonAgainst(type: ConditionType): string | undefined;
}

/** @internal */
export function subjectOf(input: VerdictInput): Subject {
  const conditions = new Map(input.conditions.map(each => [each.type, each]));
  const isTrue = (type: ConditionType) =>
    conditions.get(type)?.status === 'True';
  return {
    ...input,
    isTrue,
    seen: recent(input),
    isPublished:
      isTrue('DnsAliasReady') || isTrue('Ready') || isAliasInPlace(input),
    condition: type => conditions.get(type),
    isNotReached: type => {
      const condition = conditions.get(type);
      return (
        condition === undefined ||
        (condition.status !== 'True' && isWaitingReason(condition.reason))
      );
    },
    reasonAgainst: type => {
      const condition = conditions.get(type);
      return condition?.status === 'True' ? undefined : condition?.reason;
    },
  };
}

/** `WaitingForZone` is the claim's own; the others name the condition that comes first. */
function isWaitingReason(reason: string): boolean {
  return reason.startsWith('WaitingFor') && reason !== 'WaitingForZone';
}

/** The alias stands at the provider as it should, whatever the last pass got to. */
function isAliasInPlace({ records = [] }: VerdictInput): boolean {
  const aliases = records.filter(
    ({ purpose, expected }) => purpose === 'alias' && expected,
  );
  return (
    aliases.length > 0 &&
    aliases.every(
      ({ expected = '', provider, published }) =>
        published && provider !== undefined && sameValue(provider, expected),
    )
  );
}

/** A look older than an hour says nothing about now. */
function recent({ probes, now }: VerdictInput): VerdictInput['probes'] {
  const { dns, tls, http } = probes;
  const isRecent = (probe: { at: number } | undefined) =>
    probe !== undefined && now - probe.at <= HOUR;
  return {
    ...(isRecent(dns) ? { dns } : {}),
    ...(isRecent(tls) ? { tls } : {}),
    ...(isRecent(http) ? { http } : {}),
  };
}
