import type { AxisId } from '../schema/openapi/generated/models';
import { Judgement } from './Judgement';

const WORDS: Record<AxisId, string> = {
  claim: 'the name',
  certificate: 'the certificate',
  dns: 'DNS',
  gateway: 'a place on a gateway',
  route: 'a route',
  live: 'the live check',
};

/**
 * An axis that has nothing to do until another one is done; it never outranks that one.
 *
 * @internal
 */
export function waitsFor(id: AxisId, other: AxisId): Judgement {
  return {
    id,
    level: 'waiting',
    state: `waits-for-${other}`,
    label: `Waiting for ${WORDS[other]}`,
    sentence: `Waits for ${WORDS[other]}`,
    waitsFor: other,
  };
}
