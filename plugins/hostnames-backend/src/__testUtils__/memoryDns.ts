import {
  DnsProvider,
  DnsRecord,
  DnsZone,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';

/** Zones and records to look into; nothing can be written. */
export function memoryDns(
  zones: Array<DnsZone & { records?: DnsRecord[] }>,
): DnsProvider {
  const viewOf = (zone: DnsZone & { records?: DnsRecord[] }): ZoneView => {
    const records = zone.records ?? [];
    const named = (name: string) =>
      records.filter(record => record.name === name);
    return {
      zone,
      listedAt: 0,
      records: (name, type) =>
        named(name).filter(record => !type || record.type === type),
      below: name => records.filter(record => record.name.endsWith(`.${name}`)),
      wildcardFor: name =>
        named(name).length > 0
          ? []
          : named(`*.${name.slice(name.indexOf('.') + 1)}`),
      all: () => records,
      isPublished: () => true,
    };
  };
  return {
    id: 'memory',
    capabilities: { alias: true, compareAndSet: true },
    zones: async () => ({
      zones: zones.map(({ records, ...zone }) => zone),
      listedAt: 0,
    }),
    view: async zoneId => {
      const zone = zones.find(({ id }) => id === zoneId);
      if (!zone) throw new Error('no such zone');
      return viewOf(zone);
    },
    submit: async () => {
      throw new Error('read only');
    },
    onChange: () => () => {},
    health: () => ({ budgets: [], views: [] }),
  };
}
