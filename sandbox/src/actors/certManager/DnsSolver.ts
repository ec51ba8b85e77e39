import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  HostedZone,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';

/** Writes and removes the TXT record of a DNS-01 challenge in the deepest public zone, one record per call. */
export class DnsSolver {
  private readonly changes = new Map<string, string>();

  constructor(private readonly route53: Route53Client) {}

  /** Writes the record; `false` while it is not visible everywhere yet. */
  async present(dnsName: string, value: string): Promise<boolean> {
    const key = `${dnsName}/${value}`;
    const change = this.changes.get(key);
    if (change) return this.inSync(change);
    const zone = await this.zoneOf(dnsName);
    const name = `_acme-challenge.${dnsName}.`;
    const others = await this.values(zone, name);
    const values = [...new Set([...others, `"${value}"`])];
    const { ChangeInfo } = await this.route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: zone.Id,
        ChangeBatch: {
          Changes: [
            {
              Action: 'UPSERT',
              ResourceRecordSet: {
                Name: name,
                Type: 'TXT',
                TTL: 10,
                ResourceRecords: values.map(Value => ({ Value })),
              },
            },
          ],
        },
      }),
    );
    this.changes.set(key, ChangeInfo!.Id!);
    return this.inSync(ChangeInfo!.Id!);
  }

  async cleanUp(dnsName: string, value: string): Promise<void> {
    this.changes.delete(`${dnsName}/${value}`);
    const zone = await this.zoneOf(dnsName);
    const name = `_acme-challenge.${dnsName}.`;
    const present = await this.values(zone, name);
    if (!present.includes(`"${value}"`)) return;
    const rest = present.filter(entry => entry !== `"${value}"`);
    const record = (values: string[]) => ({
      Name: name,
      Type: 'TXT' as const,
      TTL: 10,
      ResourceRecords: values.map(Value => ({ Value })),
    });
    await this.route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: zone.Id,
        ChangeBatch: {
          Changes: [
            rest.length
              ? { Action: 'UPSERT', ResourceRecordSet: record(rest) }
              : { Action: 'DELETE', ResourceRecordSet: record(present) },
          ],
        },
      }),
    );
  }

  private async inSync(id: string): Promise<boolean> {
    const { ChangeInfo } = await this.route53.send(
      new GetChangeCommand({ Id: id }),
    );
    return ChangeInfo?.Status === 'INSYNC';
  }

  private async zoneOf(dnsName: string): Promise<HostedZone> {
    const zones: HostedZone[] = [];
    let marker: string | undefined;
    do {
      const page = await this.route53.send(
        new ListHostedZonesCommand({ Marker: marker }),
      );
      zones.push(...(page.HostedZones ?? []));
      marker = page.IsTruncated ? page.NextMarker : undefined;
    } while (marker);
    const [deepest] = zones
      .filter(
        zone =>
          !zone.Config?.PrivateZone && `.${dnsName}.`.endsWith(`.${zone.Name}`),
      )
      .sort((left, right) => right.Name!.length - left.Name!.length);
    if (!deepest) throw new Error(`no hosted zone contains ${dnsName}`);
    return deepest;
  }

  private async values(zone: HostedZone, name: string): Promise<string[]> {
    const { ResourceRecordSets = [] } = await this.route53.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: zone.Id,
        StartRecordName: name,
        StartRecordType: 'TXT',
        MaxItems: 1,
      }),
    );
    const [found] = ResourceRecordSets;
    return found?.Name === name && found.Type === 'TXT'
      ? (found.ResourceRecords ?? []).map(({ Value }) => Value!)
      : [];
  }
}
