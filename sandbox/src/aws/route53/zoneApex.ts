import { Identifiers } from '../core/identifiers';
import { HostedZone } from './HostedZone';
import { RecordSet, RecordType } from './RecordSet';

/** The records every zone begins with. @internal */
export function apexRecords(zone: HostedZone): RecordSet[] {
  const last = zone.nameServers[zone.nameServers.length - 1];
  return [
    {
      name: zone.name,
      type: 'NS' satisfies RecordType,
      ttl: 172800,
      values: zone.nameServers.map(server => `${server}.`),
    },
    {
      name: zone.name,
      type: 'SOA' satisfies RecordType,
      ttl: 900,
      values: [
        `${
          zone.private ? zone.nameServers[0] : last
        }. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`,
      ],
    },
  ];
}

/** Four name servers in four domains; all private zones have the same. @internal */
export function drawNameServers(
  isPrivate: boolean,
  ids: Identifiers,
): readonly string[] {
  if (isPrivate) {
    return [
      'ns-0.awsdns-00.com',
      'ns-512.awsdns-00.net',
      'ns-1024.awsdns-00.org',
      'ns-1536.awsdns-00.co.uk',
    ];
  }
  return ['com', 'net', 'org', 'co.uk'].map((domain, index) => {
    const number = index * 512 + ids.number(512);
    return `ns-${number}.awsdns-${String(ids.number(64)).padStart(
      2,
      '0',
    )}.${domain}`;
  });
}
