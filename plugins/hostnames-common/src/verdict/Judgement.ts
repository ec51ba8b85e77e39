import type {
  Actor,
  Axis,
  AxisId,
  Impact,
  NextStep,
} from '../schema/openapi/generated/models';

/**
 * What one axis's rules say: the axis as it is shown, and what it means for the whole.
 *
 * @internal
 */
export interface Judgement
  extends Omit<Axis, 'state' | 'evidence' | 'next' | 'who'> {
  /** Stable key of the row. */
  state: string;
  /** Two or three words for the badge of the whole hostname. */
  label: string;
  /** Default: nobody. */
  who?: Actor;
  evidence?: Axis['evidence'];
  /** Never empty for `action`. */
  next?: NextStep[];
  /** What it means for those who use the hostname; default: none. */
  impact?: Impact;
  /** RFC 3339. For at-risk: when it breaks. */
  impactAt?: string;
  /** The axis whose row is the cause of this one: that one speaks for the hostname. */
  explainedBy?: AxisId;
  /** Seen from outside or told by the clock, so that it holds when cluster and providers are silent. */
  seenOutside?: boolean;
}
