import { isWithin } from '@hostmaster/backstage-plugin-hostnames-common';

const MOST_CANDIDATES = 24;

/**
 * Names to offer when the one asked for cannot be had, best first: the same label in the zone with a hint of what it is for,
 * then the same label in other zones.
 *
 * | asked for | component, environment | candidates |
 * | --- | --- | --- |
 * | shop.example.com | checkout, dev | checkout.example.com, shop-dev.example.com, shop-checkout.example.com, shop-2.example.com, … |
 */
export function alternativeNames(
  hostname: string,
  hints: { component?: string; environment?: string; zones: string[] },
): string[] {
  const wildcard = hostname.startsWith('*.');
  const plain = wildcard ? hostname.slice(2) : hostname;
  const [label, ...parents] = plain.split('.');
  const parent = parents.join('.');
  const atApex = hints.zones.includes(plain);
  const base = atApex ? plain : parent;
  const stem = atApex ? 'www' : label;
  if (!base.includes('.') && !hints.zones.includes(base)) return [];

  const labels = [
    ...(hints.component ? [hints.component] : []),
    ...(hints.environment ? [`${stem}-${hints.environment}`] : []),
    ...(hints.component ? [`${stem}-${hints.component}`] : []),
    `${stem}-app`,
    `${stem}-2`,
    `my-${stem}`,
    `${stem}-3`,
  ];
  const here = labels.map(each => `${each}.${base}`);
  const elsewhere = hints.zones
    .filter(zone => !isWithin(plain, zone))
    .map(zone => `${stem}.${zone}`);
  return [...new Set([...here, ...elsewhere])]
    .filter(name => name !== plain)
    .slice(0, MOST_CANDIDATES)
    .map(name => (wildcard ? `*.${name}` : name));
}
