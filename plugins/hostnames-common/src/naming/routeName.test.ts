import { routeName } from './routeName';
import { shortHash } from './shortHash';

const HOST = 'shop.example.com';

describe('routeName', () => {
  it.each([
    [{}, 'shop-example-com--route'],
    [{ path: '/' }, 'shop-example-com--route'],
    [{ path: '/api' }, 'shop-example-com--route-api'],
    [{ routeKind: 'HTTPRoute', path: '/api' }, 'shop-example-com--route-api'],
    [{ routeKind: 'GRPCRoute' }, 'shop-example-com--grpcroute'],
    [
      { path: `/${'a'.repeat(32)}` },
      `shop-example-com--route-${'a'.repeat(32)}`,
    ],
  ] as const)('of %j is %s', (route, name) => {
    expect(routeName(HOST, route)).toBe(name);
  });

  it.each([
    ['/Api/v1', 'Api/v1', 'api-v1-'],
    ['a/b', 'a/b', 'a-b-'],
    ['/a//b', 'a//b', 'a-b-'],
    ['//a', '/a', 'a-'],
    ['/a b/', 'a b/', 'a-b-'],
    ['/!', '!', ''],
    [`/${'a'.repeat(33)}`, 'a'.repeat(33), `${'a'.repeat(32)}-`],
    [`/${'a'.repeat(31)}/b`, `${'a'.repeat(31)}/b`, `${'a'.repeat(31)}-`],
  ])('of path %s carries a hash of %s', (path, hashed, readable) => {
    expect(routeName(HOST, { path })).toBe(
      `shop-example-com--route-${readable}${shortHash(hashed)}`,
    );
  });

  it('is that of the ListenerSet of a hostname with a hash of its own', () => {
    expect(routeName('*.example.com', { path: '/api' })).toMatch(
      /^any-example-com-[a-z0-9]{10}--route-api$/,
    );
  });
});
