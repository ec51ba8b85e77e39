import {
  DnsProvider,
  ProviderError,
  ProviderRuntime,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { AwsCaller } from '../calls/AwsCaller';
import { BatchSender } from './BatchSender';
import { ChangeTracker } from './ChangeTracker';
import { FlushPace } from './FlushPace';
import { Route53Api } from './Route53Api';
import { ZoneDirectory } from './ZoneDirectory';
import { ZoneRecords } from './ZoneRecords';
import { ZoneWriter } from './ZoneWriter';

/** @internal */
export interface Route53ProviderOptions {
  api: Route53Api;
  caller: AwsCaller;
  runtime: ProviderRuntime;
  intervals: { zonesMs: number; quickMs: number; slowMs: number };
  /** How long changes are collected at low load. */
  flushMs: number;
}

interface OpenZone {
  records: ZoneRecords;
  writer: ZoneWriter;
}

/** Route 53 as a DnsProvider: one listing and one writer per zone, all within the account's budget. */
export function createRoute53Provider(
  options: Route53ProviderOptions,
): DnsProvider {
  const { api, caller, runtime, intervals } = options;
  const { clock } = runtime;
  const listeners = new Set<Parameters<DnsProvider['onChange']>[0]>();
  const directory = new ZoneDirectory({
    api,
    runtime,
    intervalMs: intervals.zonesMs,
  });
  const tracker = new ChangeTracker(api, runtime);
  const pace = new FlushPace(clock, api.budget, options.flushMs);
  const zones = new Map<string, OpenZone>();

  const onChange: Parameters<DnsProvider['onChange']>[0] = change => {
    for (const listener of [...listeners]) {
      try {
        listener(change);
      } catch (error) {
        runtime.logger.error(`A listener to zone changes failed: ${error}`);
      }
    }
  };

  const close = (zoneId: string) => {
    const zone = zones.get(zoneId);
    if (!zone) return;
    zones.delete(zoneId);
    zone.records.stop();
    zone.writer.stop(noSuchZone(zoneId));
    onChange({ zoneId, names: 'many' });
  };

  const open = async (
    zoneId: string,
    signal?: AbortSignal,
  ): Promise<OpenZone> => {
    const known = zones.get(zoneId);
    if (known) return known;
    const zone = await directory.zone(zoneId, signal);
    if (!zone) throw noSuchZone(zoneId);
    const meanwhile = zones.get(zoneId);
    if (meanwhile) return meanwhile;
    const records = new ZoneRecords({
      zone,
      api,
      runtime,
      tracker,
      intervals,
      pagesOfAllZones: () =>
        [...zones.values()].reduce(
          (sum, { records: { pages } }) => sum + pages,
          0,
        ),
      onChange,
      onGone: () => close(zoneId),
    });
    const sender = new BatchSender({ zoneId, api, runtime, records });
    const writer = new ZoneWriter({ zoneId, runtime, pace, sender });
    const opened = { records, writer };
    zones.set(zoneId, opened);
    return opened;
  };

  return {
    id: 'route53',
    capabilities: { alias: true, compareAndSet: true },

    zones: (zonesOptions = {}) => directory.zones(zonesOptions),

    async view(zoneId, { newerThan, signal } = {}) {
      const { records } = await open(zoneId, signal);
      return records.view(newerThan, signal);
    },

    async submit(zoneId, subject, changes, { priority, signal } = {}) {
      const { writer } = await open(zoneId, signal);
      return writer.submit(subject, changes, { priority, signal });
    },

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    health() {
      // A zone that nobody asks about is not listed, and is no view that anybody relies on.
      const views = [...zones].flatMap(([zoneId, { records }]) =>
        records.listedAt === undefined || records.intervalMs === undefined
          ? []
          : [
              {
                name: `records of ${zoneId}`,
                zone: zoneId,
                ageMs: clock.monotonic() - records.listedAt,
                intervalMs: records.intervalMs,
              },
            ],
      );
      const { ageMs } = directory;
      return {
        ...caller.health(),
        budgets: [api.budget.status()],
        views:
          ageMs === undefined
            ? views
            : [
                { name: 'zones', ageMs, intervalMs: intervals.zonesMs },
                ...views,
              ],
      };
    },
  };
}

function noSuchZone(zoneId: string): ProviderError {
  return new ProviderError(
    'notFound',
    `Route 53 has no hosted zone ${zoneId} that these credentials can see`,
    { service: 'Route 53' },
  );
}
