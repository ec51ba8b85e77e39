import type { ConditionType } from '../../conditions';
import type { AxisId } from '../../schema/openapi/generated/models';
import { Subject } from '../Subject';

/** Which axis a condition of the chain is shown on, in the chain's order. */
const AXES: Array<[ConditionType, AxisId]> = [
  ['Accepted', 'claim'],
  ['Claimed', 'claim'],
  ['CertificateRequested', 'certificate'],
  ['DnsValidated', 'certificate'],
  ['CertificateIssued', 'certificate'],
  ['GatewayAssigned', 'gateway'],
  ['ListenerAttached', 'gateway'],
  ['RoutesAllowed', 'route'],
  ['DnsAliasReady', 'dns'],
];

/**
 * The axis of the first condition before `before` that is not True: what a later axis waits for. `before` left out: of all.
 *
 * @internal
 */
export function firstUndone(
  subject: Subject,
  before?: ConditionType,
): AxisId | undefined {
  for (const [type, axis] of AXES) {
    if (type === before) return undefined;
    if (!subject.isTrue(type)) return axis;
  }
  return undefined;
}
