import {
  RecordRow,
  relativeName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { ProbeResult } from '@hostmaster/backstage-plugin-hostnames-node';
import { detected } from '../../readModel/recordsAsProbed';
import { StoredHostname } from '../../readModel/StoredHostname';

/** Every record of a hostname, with what each layer has for it: expected, provider, the zone's servers, resolvers. */
export function recordRowsOf(stored: StoredHostname): RecordRow[] {
  const { facts, request } = stored.report;
  const zoneName = request.status?.validationZone?.name ?? facts.zone?.name;
  const rows: RecordRow[] = (facts.records ?? []).map(
    ({ published, ...record }) => ({
      ...record,
      zone: zoneOf(record.purpose, stored),
      inSync: published,
      ...(record.purpose === 'alias' && record.name === stored.hostname
        ? asProbed(record, stored)
        : {}),
    }),
  );
  const listed = new Set(rows.map(row => `${row.type} ${row.name}`));
  const validation = (facts.validationRecords ?? [])
    .filter(record => !listed.has(`${record.type} ${record.name}`))
    .map(record => ({
      name: record.name,
      relativeName: zoneName
        ? relativeName(record.name, zoneName)
        : record.name,
      zone: zoneName,
      type: record.type,
      purpose: 'validation' as const,
      expected: record.expected,
      provider: record.detected,
    }));
  return [...rows, ...validation];
}

function zoneOf(
  purpose: RecordRow['purpose'],
  { report: { request, facts } }: StoredHostname,
): string | undefined {
  const { zone, validationZone } = request.status ?? {};
  if (purpose === 'alias') return zone?.name ?? facts.zone?.name;
  return validationZone?.name ?? facts.zone?.name;
}

function asProbed(
  record: { type: string; expected?: string; authoritative?: string },
  { probes }: StoredHostname,
) {
  return {
    authoritative: record.authoritative ?? shown(probes.authoritative, record),
    resolver: shown(probes.resolver, record),
  };
}

function shown(
  result: Extract<ProbeResult, { probe: 'dns' }> | undefined,
  record: { type: string; expected?: string },
): string | undefined {
  if (!result) return undefined;
  if (result.kind !== 'answer') return result.message;
  const compared = detected(result, record);
  if (compared !== undefined) return compared;
  const addresses = result.addresses.filter(
    address => address.includes(':') === (record.type === 'AAAA'),
  );
  return addresses.join(', ') || undefined;
}
