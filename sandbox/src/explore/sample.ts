import { seededRandom } from '@hostmaster/kubernetes-runtime/testUtils';
import { Point } from './parts/Part';

/** Of a sample, at most this share runs on the emulators where the part has quicker points too. */
const EMULATED_SHARE = 0.015;

/**
 * So many points in an order that depends on the seed alone; all of them when there are no more. Points of the emulated world,
 * several times slower, are taken in full by a part that has no others.
 */
export function sample(points: Point[], count: number, seed: number): Point[] {
  const random = seededRandom(seed);
  const shuffled = points
    .map(point => ({ point, order: random() }))
    .sort((left, right) => left.order - right.order)
    .map(({ point }) => point);
  if (points.length <= count) return shuffled;
  const isEmulated = ({ id }: Point) => id.includes(':emulated:');
  const quick = shuffled.filter(point => !isEmulated(point));
  const slow = shuffled.filter(isEmulated);
  if (quick.length === 0 || slow.length === 0) return shuffled.slice(0, count);
  const slowCount = Math.min(slow.length, Math.ceil(count * EMULATED_SHARE));
  return [...slow.slice(0, slowCount), ...quick.slice(0, count - slowCount)];
}
