import type { Entity } from '@backstage/catalog-model';
import { scopeOfEntity } from './scopeOfEntity';

function entity(ref: string, parts: string[] = []): Entity {
  const [kind, rest] = ref.split(':');
  const [namespace, name] = rest.split('/');
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { namespace, name },
    relations: parts.map(targetRef => ({ type: 'hasPart', targetRef })),
  };
}

const catalog =
  (...entities: Entity[]) =>
  async (refs: string[]) =>
    refs.map(ref =>
      entities.find(
        ({ kind, metadata }) =>
          `${kind}:${metadata.namespace}/${metadata.name}` === ref,
      ),
    );

describe('scopeOfEntity', () => {
  it.each([
    ['component:default/shop', { entity: ['component:default/shop'] }],
    ['api:default/shop', { entity: ['api:default/shop'] }],
    ['group:default/checkout', { owner: ['group:default/checkout'] }],
    ['user:default/dana', { owner: ['user:default/dana'] }],
  ])('asks for the hostnames of %s', async (ref, query) => {
    expect(await scopeOfEntity(entity(ref), catalog())).toEqual([query]);
  });

  it('takes the parts of a system', async () => {
    const system = entity('system:default/web', [
      'component:default/shop',
      'api:default/orders',
    ]);

    expect(await scopeOfEntity(system, catalog())).toEqual([
      {
        entity: [
          'system:default/web',
          'component:default/shop',
          'api:default/orders',
        ],
      },
    ]);
  });

  it('takes the parts of the systems of a domain, each once, and ends where parts go in circles', async () => {
    const web = entity('system:default/web', [
      'component:default/shop',
      'domain:default/sales',
    ]);
    const mail = entity('system:default/mail', [
      'component:default/shop',
      'component:default/mailer',
    ]);
    const sales = entity('domain:default/sales', [
      'system:default/web',
      'system:default/mail',
      'system:default/gone',
    ]);

    const [query] = await scopeOfEntity(sales, catalog(web, mail, sales));

    expect(query.entity).toEqual(
      expect.arrayContaining([
        'component:default/shop',
        'component:default/mailer',
        'system:default/gone',
      ]),
    );
    expect(
      query.entity?.filter(ref => ref === 'component:default/shop'),
    ).toHaveLength(1);
  });

  it('splits what would not fit into a URL', async () => {
    const parts = Array.from(
      { length: 200 },
      (_, index) => `component:default/c${index}`,
    );

    const queries = await scopeOfEntity(
      entity('system:default/big', parts),
      catalog(),
    );

    expect(queries.map(({ entity: refs }) => refs?.length)).toEqual([
      80, 80, 41,
    ]);
  });
});
