import { seededRandom } from '@hostmaster/kubernetes-runtime/testUtils';
import { Point } from './parts/Part';

/** The first `count` points in an order that depends on the seed alone; all of them when there are no more. */
export function sample(points: Point[], count: number, seed: number): Point[] {
  const random = seededRandom(seed);
  const shuffled = points
    .map(point => ({ point, order: random() }))
    .sort((left, right) => left.order - right.order)
    .map(({ point }) => point);
  return shuffled.slice(0, count);
}
