import { Condition, ConditionType } from './Condition';

/** The conditions that must be True for Ready, in the order of the chain. @public */
export const readyConditionTypes = [
  'Accepted',
  'Claimed',
  'CertificateRequested',
  'DnsValidated',
  'CertificateIssued',
  'GatewayAssigned',
  'ListenerAttached',
  'RoutesAllowed',
  'DnsAliasReady',
] as const satisfies readonly ConditionType[];

/**
 * What Ready says, from the other conditions: True/`Live` when every step is, else the status, reason and message of the first
 * one that is not. A step that was not looked at yet is Unknown. `Denied=True` comes before what follows from it, because it
 * says who holds the name.
 *
 * | conditions | Ready |
 * | --- | --- |
 * | all True | True, Live |
 * | Accepted True, Claimed False/CoolingDown, others Unknown | False, CoolingDown |
 * | Accepted True, Claimed Unknown/Throttled | Unknown, Throttled |
 * | none | Unknown, WaitingForAccepted |
 *
 * @public
 */
export function readySummary(
  conditions: ReadonlyArray<
    Pick<Condition, 'type' | 'status' | 'reason' | 'message'>
  >,
): Pick<Condition, 'status' | 'reason' | 'message'> & { type: 'Ready' } {
  const byType = new Map(conditions.map(each => [each.type, each]));
  for (const type of readyConditionTypes) {
    const condition = byType.get(type);
    if (!condition) {
      return {
        type: 'Ready',
        status: 'Unknown',
        reason: `WaitingFor${type}`,
        message: `${type} has not been looked at yet.`,
      };
    }
    if (condition.status === 'True') continue;
    const denied = byType.get('Denied');
    const telling =
      type === 'Claimed' && denied?.status === 'True'
        ? { ...denied, status: 'False' as const }
        : condition;
    return {
      type: 'Ready',
      status: telling.status,
      reason: telling.reason,
      message: telling.message,
    };
  }
  return {
    type: 'Ready',
    status: 'True',
    reason: 'Live',
    message: 'The hostname is served.',
  };
}
