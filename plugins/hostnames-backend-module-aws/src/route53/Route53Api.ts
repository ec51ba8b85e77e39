import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  RRType,
  Route53Client,
} from '@aws-sdk/client-route-53';
import {
  DnsChange,
  DnsRecord,
  DnsZone,
  ProviderError,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { Budget } from '../budget/Budget';
import { CallPriority } from '../budget/FairQueue';
import { AwsCaller } from '../calls/AwsCaller';
import { awsErrorName } from '../calls/translateAwsError';
import { ReadProgress } from '../views/SharedRead';
import { readRecordName } from './recordNames';
import { readRecordSet, writeChange } from './recordSets';

/** The most that one page of ListResourceRecordSets holds. */
export const RECORDS_PER_PAGE = 300;
const ZONES_PER_PAGE = 100;

/** The five calls made to Route 53, in our words. Every one waits for the account's budget. */
export class Route53Api {
  constructor(
    private readonly client: Route53Client,
    private readonly caller: AwsCaller,
    readonly budget: Budget,
  ) {}

  async listZones(progress: ReadProgress): Promise<DnsZone[]> {
    const zones: DnsZone[] = [];
    let marker: string | undefined;
    do {
      const command = new ListHostedZonesCommand({
        MaxItems: ZONES_PER_PAGE,
        Marker: marker,
      });
      const page = await this.read(
        'ListHostedZones',
        'zones',
        progress.priority(),
        ['HostedZones', 'IsTruncated'],
        abortSignal => this.client.send(command, { abortSignal }),
      );
      for (const zone of page.HostedZones ?? []) {
        zones.push({
          id: plainId(zone.Id),
          name: readRecordName(zone.Name ?? ''),
          visibility: zone.Config?.PrivateZone ? 'private' : 'public',
          nameServers: [],
          recordCount: zone.ResourceRecordSetCount,
        });
      }
      marker = nextPage(page.IsTruncated, page.NextMarker, 'ListHostedZones');
    } while (marker !== undefined);
    return zones;
  }

  /** Name servers of a public zone, sorted. */
  async nameServers(zoneId: string, priority: CallPriority): Promise<string[]> {
    const answer = await this.hostedZone(zoneId, priority);
    const servers = answer.DelegationSet?.NameServers ?? [];
    return servers.map(readRecordName).sort();
  }

  /** Record sets of a zone by Route 53's own count; undefined: it does not tell. */
  async recordCount(
    zoneId: string,
    priority: CallPriority,
  ): Promise<number | undefined> {
    const answer = await this.hostedZone(zoneId, priority);
    return answer.HostedZone?.ResourceRecordSetCount;
  }

  private hostedZone(zoneId: string, priority: CallPriority) {
    const command = new GetHostedZoneCommand({ Id: zoneId });
    return this.read(
      'GetHostedZone',
      zoneId,
      priority,
      ['HostedZone'],
      abortSignal => this.client.send(command, { abortSignal }),
    );
  }

  /** Every record set of a zone; a listing that breaks off, or has no SOA record, is no listing. @throws ProviderError `notFound`: no such zone */
  async listRecords(
    zoneId: string,
    progress: ReadProgress,
  ): Promise<{ records: DnsRecord[]; pages: number }> {
    const records: DnsRecord[] = [];
    let start: { name: string; type?: string; identifier?: string } | undefined;
    for (let pages = 1; ; pages++) {
      const command = new ListResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        MaxItems: RECORDS_PER_PAGE,
        StartRecordName: start?.name,
        StartRecordType: start?.type as RRType | undefined,
        StartRecordIdentifier: start?.identifier,
      });
      const page = await this.read(
        'ListResourceRecordSets',
        zoneId,
        progress.priority(),
        ['ResourceRecordSets', 'IsTruncated'],
        abortSignal => this.client.send(command, { abortSignal }),
      );
      for (const set of page.ResourceRecordSets ?? []) {
        const record = readRecordSet(set);
        if (record) records.push(record);
      }
      const name = nextPage(
        page.IsTruncated,
        page.NextRecordName,
        'ListResourceRecordSets',
      );
      if (name === undefined) return { records: whole(records), pages };
      start = {
        name,
        type: page.NextRecordType,
        identifier: page.NextRecordIdentifier,
      };
    }
  }

  /** Sends one batch. Not repeated after a lost answer. @throws ProviderError; see `explainRefusal` for `invalid` ones */
  async change(
    zoneId: string,
    changes: DnsChange[],
    how: { comment: string; retry: boolean },
  ): Promise<{ changeId: string; isInSync: boolean }> {
    const command = new ChangeResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      ChangeBatch: { Comment: how.comment, Changes: changes.map(writeChange) },
    });
    const answer = await this.caller.call(
      {
        operation: 'ChangeResourceRecordSets',
        budget: this.budget,
        kind: 'write',
        namespace: zoneId,
        priority: 'high',
        members: ['ChangeInfo'],
        retry: how.retry,
      },
      abortSignal => this.client.send(command, { abortSignal }),
    );
    return {
      changeId: plainId(answer.ChangeInfo?.Id),
      isInSync: answer.ChangeInfo?.Status === 'INSYNC',
    };
  }

  /** Whether all name servers have a change; one that Route 53 does not remember any more is long done. */
  async isInSync(changeId: string): Promise<boolean> {
    const command = new GetChangeCommand({ Id: changeId });
    try {
      const answer = await this.read(
        'GetChange',
        'changes',
        'low',
        ['ChangeInfo'],
        abortSignal => this.client.send(command, { abortSignal }),
      );
      return answer.ChangeInfo?.Status === 'INSYNC';
    } catch (error) {
      if (awsErrorName(error) === 'NoSuchChange') return true;
      throw error;
    }
  }

  private read<T extends object>(
    operation: string,
    namespace: string,
    priority: CallPriority,
    members: Array<keyof T & string>,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return this.caller.call(
      {
        operation,
        budget: this.budget,
        kind: 'read',
        namespace,
        priority,
        members,
      },
      send,
    );
  }
}

/** `/hostedzone/Z1` and `/change/C1` become `Z1` and `C1`. */
function plainId(id: string | undefined): string {
  return (id ?? '').replace(/^\/?(hostedzone|change)\//, '');
}

/** Every hosted zone has its SOA record, which cannot be deleted: a listing without it shows something else. */
function whole(records: DnsRecord[]): DnsRecord[] {
  if (records.some(({ type }) => type === 'SOA')) return records;
  throw new ProviderError(
    'unavailable',
    'Route 53 ListResourceRecordSets: the answer lacks the SOA record that every zone has; it is not taken for the zone',
    { service: 'Route 53', operation: 'ListResourceRecordSets' },
  );
}

/** A truncated page without a continuation would make a partial listing look complete. */
function nextPage(
  isTruncated: boolean | undefined,
  next: string | undefined,
  operation: string,
): string | undefined {
  if (!isTruncated) return undefined;
  if (next !== undefined) return next;
  throw new ProviderError(
    'unavailable',
    `Route 53 ${operation}: the answer is incomplete and does not say where it goes on`,
    { service: 'Route 53', operation },
  );
}
