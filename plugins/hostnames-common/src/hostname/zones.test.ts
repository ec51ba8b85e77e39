import fc from 'fast-check';
import { coversHostname } from './coversHostname';
import { deepestZone } from './deepestZone';
import { isWithin } from './isWithin';
import { relativeName } from './relativeName';
import { wildcardOf } from './wildcardOf';

describe('isWithin', () => {
  it.each([
    ['shop.example.com', 'example.com', true],
    ['example.com', 'example.com', true],
    ['*.example.com', 'example.com', true],
    ['evilexample.com', 'example.com', false],
    ['example.com', 'shop.example.com', false],
    ['example.com.evil.net', 'example.com', false],
    ['a.b.example.com', 'b.example.com', true],
  ])('%s within %s: %s', (hostname, zone, within) => {
    expect(isWithin(hostname, zone)).toBe(within);
  });
});

describe('deepestZone', () => {
  const zones = [
    { name: 'example.com' },
    { name: 'team-a.example.com' },
    { name: 'a.example.com' },
    { name: 'ample.com' },
  ];

  it.each([
    ['shop.example.com', 'example.com'],
    ['shop.team-a.example.com', 'team-a.example.com'],
    ['team-a.example.com', 'team-a.example.com'],
    ['x-team-a.example.com', 'example.com'],
    ['*.a.example.com', 'a.example.com'],
    ['shop.example.org', undefined],
  ])('%s lies in %s', (hostname, zone) => {
    expect(deepestZone(hostname, zones)?.name).toBe(zone);
    expect(deepestZone(hostname, [...zones].reverse())?.name).toBe(zone);
  });

  it('takes the first of zones with the same name', () => {
    const twins = [
      { id: 'Z1', name: 'example.com' },
      { id: 'Z2', name: 'example.com' },
    ];

    expect(deepestZone('shop.example.com', twins)).toBe(twins[0]);
  });
});

describe('coversHostname', () => {
  it.each([
    ['shop.example.com', 'shop.example.com', true],
    ['SHOP.example.com', 'shop.example.com', true],
    ['*.example.com', 'shop.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'a.shop.example.com', false],
    ['*.example.com', '*.example.com', true],
    ['*.example.com', '*.shop.example.com', false],
    ['shop.example.com', '*.example.com', false],
    ['*.example.com', '.example.com', false],
    ['*.example.com', 'shopexample.com', false],
    ['xyexample.com', 'a.example.com', false],
  ])('%s covers %s: %s', (pattern, hostname, covers) => {
    expect(coversHostname(pattern, hostname)).toBe(covers);
  });
});

describe('wildcardOf and relativeName', () => {
  it.each([
    ['shop.example.com', '*.example.com'],
    ['*.example.com', '*.example.com'],
  ])('the wildcard beside %s is %s', (hostname, wildcard) => {
    expect(wildcardOf(hostname)).toBe(wildcard);
  });

  it.each([
    ['shop.example.com', 'example.com', 'shop'],
    ['a.shop.example.com', 'example.com', 'a.shop'],
    ['example.com', 'example.com', '@'],
    ['*.example.com', 'example.com', '*'],
    ['shop.example.org', 'example.com', 'shop.example.org'],
  ])('%s in %s is written %s', (name, zone, relative) => {
    expect(relativeName(name, zone)).toBe(relative);
  });

  it('covers every name one label below with its wildcard', () => {
    fc.assert(
      fc.property(
        fc.domain(),
        fc.stringMatching(/^[a-z]{1,5}$/),
        (zone, label) => {
          const hostname = `${label}.${zone.toLowerCase()}`;

          expect(coversHostname(wildcardOf(hostname), hostname)).toBe(true);
          expect(isWithin(hostname, zone.toLowerCase())).toBe(true);
        },
      ),
    );
  });
});
