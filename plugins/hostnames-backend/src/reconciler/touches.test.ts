import { hostnamesBehind } from './touches';

describe('hostnamesBehind', () => {
  it.each([
    ['shop.example.com', ['shop.example.com', '*.shop.example.com']],
    ['*.shop.example.com', ['shop.example.com', '*.shop.example.com']],
    ['_0123.shop.example.com', ['shop.example.com', '*.shop.example.com']],
    [
      'shop._hostmaster.example.com',
      ['shop.example.com', '*.shop.example.com'],
    ],
    [
      'any--.shop._hostmaster.example.com',
      ['shop.example.com', '*.shop.example.com'],
    ],
    ['apex--._hostmaster.example.com', ['example.com', '*.example.com']],
    ['aaaa-shop.example.com', ['shop.example.com', '*.shop.example.com']],
  ])('%s', (record, hostnames) => {
    expect(hostnamesBehind(record)).toEqual(hostnames);
  });
});
