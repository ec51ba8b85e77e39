import { routeCopyName } from './routeCopyName';
import { shortHash } from './shortHash';

const ROUTE = 'HTTPRoute/shop/web';

describe('routeCopyName', () => {
  it.each([
    ['shop.example.com', 'gw-01', 'shop-example-com-gw-01'],
    [`${'a'.repeat(29)}.example.com`, 'gw-01', `${'a'.repeat(29)}--gw-01`],
    ['shop.example.com', 'g'.repeat(20), `shop-example-com-${'g'.repeat(16)}`],
    [
      'shop.example.com',
      `${'g'.repeat(14)}--x`,
      `shop-example-com-${'g'.repeat(14)}`,
    ],
  ])('of %s on %s is %s and a hash', (hostname, gateway, head) => {
    expect(routeCopyName(hostname, gateway, ROUTE)).toBe(
      `${head}-${shortHash(`${hostname} ${gateway} ${ROUTE}`)}`,
    );
  });

  it('has at most 63 characters', () => {
    const long = routeCopyName('a'.repeat(60), 'g'.repeat(60), ROUTE);

    expect(long.length).toBeLessThanOrEqual(63);
  });
});
