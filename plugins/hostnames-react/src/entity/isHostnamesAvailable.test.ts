import type { Entity } from '@backstage/catalog-model';
import { isHostnamesAvailable } from './isHostnamesAvailable';

const entity = (kind: string, type?: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name: 'x' },
  spec: type ? { type } : {},
});

describe('isHostnamesAvailable', () => {
  it.each([
    ['Component', 'service', true],
    ['API', 'openapi', true],
    ['System', undefined, true],
    ['Domain', undefined, true],
    ['Group', 'team', true],
    ['Resource', 'hostname', true],
    ['Resource', 'database', false],
    ['User', undefined, false],
    ['Template', 'service', false],
  ])('says for %s of type %s: %s', (kind, type, available) => {
    expect(isHostnamesAvailable(entity(kind, type))).toBe(available);
  });
});
