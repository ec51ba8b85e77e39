import type { Verdict } from '../schema/openapi/generated/models';
import type { VerdictInput } from './VerdictInput';

/** The one verdict for a hostname. Pure. @public */
export function judgeHostname(input: VerdictInput): Verdict {
  const at = new Date(input.now).toISOString();
  return {
    level: 'unknown',
    impact: 'none',
    label: 'Not looked at yet',
    sentence: `${input.hostname} has not been looked at yet`,
    who: 'nobody',
    next: [],
    axes: [],
    checkedAt: at,
  };
}
