import { Reservations } from './Reservations';

describe('Reservations', () => {
  it('keeps one place for each request', () => {
    const reservations = new Reservations();
    reservations.keep('shop/shop', 'gw-01');
    reservations.keep('shop/cart', 'gw-01');

    reservations.keep('shop/shop', 'gw-02');

    expect(reservations.of('shop/shop')).toBe('gw-02');
    expect([...reservations.on('gw-01')]).toEqual(['shop/cart']);
    expect([...reservations.on('gw-02')]).toEqual(['shop/shop']);
  });

  it('forgets gateways on which nothing is promised any more', () => {
    const reservations = new Reservations();
    reservations.keep('shop/shop', 'gw-01');
    reservations.keep('shop/cart', 'gw-02');

    reservations.drop('shop/shop');
    reservations.drop('shop/unknown');

    expect(reservations.of('shop/shop')).toBeUndefined();
    expect([...reservations.on('gw-01')]).toEqual([]);
    expect([...reservations.gateways()]).toEqual(['gw-02']);
  });
});
