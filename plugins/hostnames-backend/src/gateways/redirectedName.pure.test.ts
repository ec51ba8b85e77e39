import { redirectedName } from './redirectedName.pure';

describe('redirectedName', () => {
  it.each([
    ['shop.example.com', true, ['www.shop.example.com']],
    ['shop.example.com', false, undefined],
    ['www.example.com', true, undefined],
    ['*.example.com', true, undefined],
    ['wwwx.example.com', true, ['www.wwwx.example.com']],
    ['a.www.example.com', true, ['www.a.www.example.com']],
  ])('of %s with wwwRedirect %s: %j', (hostname, wwwRedirect, name) => {
    expect(redirectedName({ hostname, dns: { wwwRedirect } })).toEqual(name);
  });

  it('is none where nothing is said', () => {
    expect(redirectedName({ hostname: 'shop.example.com' })).toBeUndefined();
  });
});
