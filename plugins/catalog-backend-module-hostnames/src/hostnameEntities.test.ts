import {
  Entity,
  entityEnvelopeSchemaValidator,
  resourceEntityV1alpha1Validator,
} from '@backstage/catalog-model';
import { HostnameSummary } from '@hostmaster/backstage-plugin-hostnames-common';
import { hostnameEntities } from './hostnameEntities';

function summary(
  options: Partial<HostnameSummary> & { claim?: 'ok' | 'action' } = {},
): HostnameSummary {
  const { claim = 'ok', ...rest } = options;
  return {
    ref: { cluster: 'prod', namespace: 'shop', name: 'shop' },
    hostname: 'shop.example.com',
    environment: 'prod',
    visibility: 'internet-facing',
    profile: 'alb-public',
    deleting: false,
    verdict: {
      level: 'ok',
      impact: 'none',
      label: 'Live',
      sentence: '',
      who: 'nobody',
      next: [],
      axes: [
        {
          id: 'claim',
          level: claim,
          sentence: '',
          who: 'nobody',
          evidence: [],
          next: [],
        },
      ],
      checkedAt: '2026-11-20T12:00:00Z',
    },
    ...rest,
  };
}

describe('hostnameEntities', () => {
  it('makes an entity that the catalog accepts, with owner, component and locations', async () => {
    const [entity] = hostnameEntities([
      summary({
        owner: 'group:default/checkout',
        entity: 'component:default/shop',
      }),
    ]);

    expect(() => entityEnvelopeSchemaValidator()(entity)).not.toThrow();
    expect(await resourceEntityV1alpha1Validator.check(entity)).toBe(true);
    expect(entity).toMatchObject({
      kind: 'Resource',
      metadata: {
        name: 'shop.example.com',
        annotations: {
          'backstage.io/managed-by-location': 'hostnames:prod/shop/shop',
          'backstage.io/managed-by-origin-location': 'hostnames:prod/shop/shop',
        },
      },
      spec: {
        type: 'hostname',
        owner: 'group:default/checkout',
        dependencyOf: ['component:default/shop'],
      },
    });
  });

  it('gives every request a valid name of its own, whatever the hostname', () => {
    const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.example.com`;
    const hostnames = [
      '*.example.com',
      long,
      `*.${long}`,
      'xn--bcher-kva.example.com',
    ];
    const entities = hostnameEntities(
      hostnames.map((hostname, index) =>
        summary({
          hostname,
          ref: { cluster: 'prod', namespace: 'n', name: `${index}` },
        }),
      ),
    );

    const names = entities.map(entity => entity.metadata.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names)
      expect(name).toMatch(
        /^(?=.{1,63}$)[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/,
      );
    expect(names).toContain('any--.example.com');
  });

  it('gives the plain name to the holder, in whatever order the requests come', () => {
    const holder = summary({
      ref: { cluster: 'prod', namespace: 'shop', name: 'shop' },
    });
    const loser = summary({
      claim: 'action',
      ref: { cluster: 'dev', namespace: 'other', name: 'shop' },
    });

    const nameOf = (entities: Entity[], namespace: string) =>
      entities.find(entity =>
        entity.metadata.annotations?.['hostmaster.dev/request-ref']?.includes(
          `/${namespace}/`,
        ),
      )?.metadata.name;
    for (const order of [
      [holder, loser],
      [loser, holder],
    ]) {
      const entities = hostnameEntities(order);
      expect(nameOf(entities, 'shop')).toBe('shop.example.com');
      expect(nameOf(entities, 'other')).toMatch(
        /^shop\.example\.com-[0-9a-f]{10}$/,
      );
    }
  });
});
