import {
  pullRequestFiles,
  PullRequestForm,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { EntityFacts } from './EntityFacts';
import { FileClaim, requireOwnFile } from './requireOwnFile';

const facts: EntityFacts = {
  entity: 'component:default/shop',
  title: 'Shop',
  namespace: 'shop',
  owner: 'group:default/checkout',
};
const claim: FileClaim = {
  kind: 'hostname-request',
  hostname: 'shop.example.test',
  facts,
  repository: 'acme/gitops on github.com',
};
const PATH = 'clusters/prod/shop/shop-example-test.yaml';

/** What the action itself writes for a form. */
function written(
  form: Partial<PullRequestForm> = {},
  by: Partial<EntityFacts> = {},
): string {
  const { entity, namespace, owner } = { ...facts, ...by };
  const [{ content }] = pullRequestFiles(
    {
      kind: 'hostname-request',
      hostname: 'shop.example.test',
      environment: 'prod',
      profile: 'alb',
      serviceName: 'shop',
      issuer: 'letsencrypt',
      ...form,
    } as PullRequestForm,
    {
      namespace,
      owner,
      component: entity,
      pathPattern: '{name}.yaml',
      edgeNamespace: 'edge',
    },
  );
  return content;
}

describe('a file may be written over', () => {
  it.each<[string, Partial<FileClaim>, string | undefined]>([
    ['that is not there', {}, undefined],
    ['that holds what the same form wrote', {}, written()],
    [
      'that holds the request with other values',
      {},
      written({ profile: 'other', path: '/x', expiresAfter: '1h' }),
    ],
    [
      'that holds the request of another service of the same owner',
      {},
      written({}, { entity: 'component:default/other' }),
    ],
    [
      'that holds the request of the same service under its former owner',
      {},
      written({}, { owner: 'group:default/former' }),
    ],
    [
      'that was written by hand, for the same hostname',
      {},
      'apiVersion: hostmaster.dev/v1alpha1\nkind: GatewayHostnameRequest\nmetadata: { name: x }\nspec: { hostname: Shop.Example.test }\n',
    ],
    ['that is empty', {}, '# nothing yet\n'],
    ['by a removal, that holds the request', { kind: 'removal' }, written()],
    [
      'by a route, that holds the route',
      { kind: 'route' },
      written({ kind: 'route' }),
    ],
    [
      'by a certificate, that holds it with further names',
      { kind: 'certificate' },
      written({ kind: 'certificate', wildcard: true }),
    ],
  ])('%s', (_case, changes, present) => {
    expect(() =>
      requireOwnFile({ ...claim, ...changes }, PATH, present),
    ).not.toThrow();
  });
});

describe('a file is left alone, and named,', () => {
  it.each<[string, Partial<FileClaim>, string | undefined, RegExp]>([
    [
      'with the request for another hostname',
      {},
      written({ hostname: 'other.example.test' }),
      /already holds GatewayHostnameRequest "other-example-test" for other.example.test/,
    ],
    [
      'with the request of another owner',
      {},
      written(
        {},
        { entity: 'component:default/film', owner: 'group:default/media' },
      ),
      /already holds .* of group:default\/media; ask them/,
    ],
    [
      'with a request that names only another owner',
      {},
      written({}, { owner: 'group:default/media' }).replace(
        /.*hostmaster.dev\/component.*\n/g,
        '',
      ),
      /already holds .* of group:default\/media/,
    ],
    [
      'with the request of another namespace',
      {},
      written({}, { namespace: 'film' }),
      /already holds .* of namespace film/,
    ],
    [
      'with anything else beside it',
      {},
      `${written()}---\napiVersion: v1\nkind: Service\nmetadata: { name: shop }\n`,
      /also holds Service "shop", which would be lost/,
    ],
    [
      'with a route that serves more names',
      {},
      written().replace(
        '    - shop.example.test\n',
        '    - shop.example.test\n    - b.example.test\n',
      ),
      /already holds HTTPRoute .* for shop.example.test, b.example.test/,
    ],
    [
      'with a request, from a route',
      { kind: 'route' },
      written(),
      /also holds GatewayHostnameRequest/,
    ],
    [
      'with a request, from a certificate',
      { kind: 'certificate' },
      written(),
      /also holds GatewayHostnameRequest/,
    ],
    ['that is no YAML', {}, 'a: [', /is not YAML that can be read/],
    ['that is no object', {}, '- a\n- b\n', /is not YAML that can be read/],
    [
      'with aliases that grow without end',
      {},
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
        .split('')
        .map(
          (each, index) =>
            `${each}: &${each} [${Array(9)
              .fill(`*${'abcdefgh'[index]}`)
              .join()}]`,
        )
        .join('\n')}\n`,
      /is not YAML that can be read/,
    ],
    [
      'from a removal, when it is not there',
      { kind: 'removal' },
      undefined,
      /acme\/gitops on github.com has no file clusters.*removed already, is not merged yet, or is kept elsewhere/,
    ],
    [
      'from a removal, when it holds only a route',
      { kind: 'removal' },
      written({ kind: 'route' }),
      /does not hold the request for shop.example.test/,
    ],
  ])('%s', (_case, changes, present, message) => {
    const refuse = () =>
      requireOwnFile({ ...claim, ...changes }, PATH, present);

    expect(refuse).toThrow(message);
    expect(refuse).toThrow(/^hostname: /);
    expect(refuse).toThrow(PATH);
  });
});
