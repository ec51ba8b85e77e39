import { AwsLimits } from '../limits';
import { BatchPlan } from './BatchPlan';
import { changeErrors } from './errors';
import { HostedZone } from './HostedZone';
import { RecordChange } from './readChangeBatch';
import { RecordSet } from './RecordSet';

/** Whether an alias may point at a name outside the zone. @public */
export type AliasTargetCheck = (
  hostedZoneId: string,
  dnsName: string,
  type: string,
) => {
  liesWithin: boolean;
  found: boolean;
};

/** One step on the zone's records. @public */
export type RecordWrite =
  | { kind: 'put'; record: RecordSet }
  | { kind: 'remove'; record: RecordSet };

/** @public */
export type ChangePlan =
  | { kind: 'accepted'; writes: RecordWrite[] }
  | { kind: 'refused'; messages: string[] };

/**
 * What a batch does to a zone, or every reason why none of it is done.
 *
 * @public
 */
export function planChanges(
  zone: HostedZone,
  changes: readonly RecordChange[],
  limits: AwsLimits['route53'],
  aliasTargets: AliasTargetCheck,
): ChangePlan {
  const tooLarge = sizeProblems(changes, limits);
  if (tooLarge.length > 0) return { kind: 'refused', messages: tooLarge };

  const plan = new BatchPlan(zone, changes, limits, aliasTargets);
  const messages = plan.problems();
  return messages.length > 0
    ? { kind: 'refused', messages }
    : { kind: 'accepted', writes: plan.writes };
}

function sizeProblems(
  changes: readonly RecordChange[],
  limits: AwsLimits['route53'],
): string[] {
  let elements = 0;
  let characters = 0;
  for (const { action, record } of changes) {
    const factor = action === 'UPSERT' ? 2 : 1;
    elements += Math.max(1, record.values.length) * factor;
    for (const value of record.values) characters += value.length * factor;
    if (record.alias && limits.aliasNamesCountAsCharacters)
      characters += record.alias.dnsName.length * factor;
  }
  const messages: string[] = [];
  if (elements > limits.batchElements)
    messages.push(changeErrors.tooManyElements(limits.batchElements));
  if (characters > limits.batchCharacters)
    messages.push(changeErrors.tooManyCharacters(limits.batchCharacters));
  return messages;
}
