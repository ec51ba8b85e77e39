import { Clock, WriteGate } from '@hostmaster/kubernetes-runtime';
import { DnsChange, DnsProvider } from '../../providers/dns';
import { ProviderError } from '../../providers/errors';
import { RequestIdentity } from '../../providers/identity';
import { canonicalName } from '../../records';
import { MemoryDnsWorld, MemoryZoneOptions } from './MemoryDnsWorld';
import { MemoryFaults } from './MemoryFaults';
import { MemoryHealth } from './MemoryHealth';
import { MemoryZoneView, namesThatDiffer } from './MemoryZoneView';
import { openGate } from './openGate';

/** @public */
export interface MemoryDnsOptions {
  clock: Clock;
  id?: string;
  /** Every `submit` passes it; without one nothing is stopped. */
  gate?: WriteGate;
  /** Zones to begin with, in a world of their own … */
  zones?: MemoryZoneOptions[];
  /** … or a world that others see too. */
  world?: MemoryDnsWorld;
  propagationMs?: number;
  /** How old a view may grow before it is listed again; default 30 s. */
  intervalMs?: number;
  capabilities?: Partial<DnsProvider['capabilities']>;
}

/** A DNS provider whose service is the world it carries. @public */
export interface MemoryDns extends DnsProvider {
  readonly world: MemoryDnsWorld;
  readonly faults: MemoryFaults;
}

/**
 * A DnsProvider over zones in memory: the same promises as the real ones, views that age, foreign changes that are noticed
 * with the next listing, and faults on request.
 *
 * @public
 */
export function createMemoryDns(options: MemoryDnsOptions): MemoryDns {
  const { clock, gate = openGate, intervalMs = 30_000 } = options;
  const world =
    options.world ?? new MemoryDnsWorld(clock, options.propagationMs);
  for (const zone of options.zones ?? []) world.addZone(zone);
  const faults = new MemoryFaults(clock);
  const health = new MemoryHealth(clock);
  const writer = {};
  const views = new Map<string, MemoryZoneView>();
  const relisting = new Set<string>();
  const listeners = new Set<Parameters<DnsProvider['onChange']>[0]>();
  const notify = (zoneId: string, names: string[]) => {
    for (const listener of [...listeners])
      listener({ zoneId, names: names.length > 100 ? 'many' : names });
  };

  const list = (zoneId: string): MemoryZoneView => {
    const zone = world.zone(zoneId);
    if (!zone) {
      views.delete(zoneId);
      throw new ProviderError('notFound', `there is no zone ${zoneId}`, {
        service: 'memory',
        operation: 'view',
      });
    }
    const before = views.get(zoneId);
    const view = new MemoryZoneView(zone, world, clock, before);
    views.set(zoneId, view);
    const changed = before ? namesThatDiffer(before, view) : [];
    if (changed.length > 0) notify(zoneId, changed);
    return view;
  };

  world.subscribe(change => {
    if (
      change.writer === writer ||
      !views.has(change.zoneId) ||
      relisting.has(change.zoneId)
    )
      return;
    relisting.add(change.zoneId);
    clock.schedule(intervalMs, () => {
      relisting.delete(change.zoneId);
      if (world.zone(change.zoneId)) list(change.zoneId);
      else if (views.delete(change.zoneId)) notify(change.zoneId, ['*']);
    });
  });

  const announcePublication = (zoneId: string, changes: DnsChange[]) =>
    clock.schedule(world.propagationMs, () =>
      notify(zoneId, [
        ...new Set(changes.map(({ record }) => canonicalName(record.name))),
      ]),
    );

  return {
    id: options.id ?? 'memory',
    capabilities: { alias: true, compareAndSet: true, ...options.capabilities },
    world,
    faults,

    zones({ signal } = {}) {
      const listedAt = clock.monotonic();
      return health.watch(
        faults.meet(
          { operation: 'zones', target: '', write: false },
          () => ({ zones: world.zones(), listedAt }),
          signal,
        ),
      );
    },

    view(zoneId, { newerThan, signal } = {}) {
      return health.watch(
        faults.meet(
          { operation: 'view', target: zoneId, write: false },
          async ({ stale }) => {
            const known = views.get(zoneId);
            if (known && stale) return known;
            const isRecent =
              known && known.listedAt + intervalMs > clock.monotonic();
            const isNewer =
              known && (newerThan === undefined || known.listedAt > newerThan);
            if (isRecent && isNewer) return known;
            if (newerThan !== undefined && newerThan >= clock.monotonic()) {
              await clock.sleep(newerThan - clock.monotonic() + 1, signal);
              // Who waited for the same has listed it by now.
              const listed = views.get(zoneId);
              if (listed && listed.listedAt > newerThan) return listed;
            }
            return list(zoneId);
          },
          signal,
        ),
      );
    },

    submit(zoneId, subject: RequestIdentity, changes, { signal } = {}) {
      const run = () => {
        const outcome = world.submit(zoneId, changes, { writer, subject });
        if (!outcome)
          throw new ProviderError('notFound', `there is no zone ${zoneId}`, {
            service: 'memory',
            operation: 'submit',
          });
        if (outcome.kind === 'applied') {
          views.get(zoneId)?.applyOwn(changes);
          announcePublication(zoneId, changes);
        }
        return outcome;
      };
      return health.watch(
        gate.pass(() =>
          faults.meet(
            { operation: 'submit', target: zoneId, write: true },
            run,
            signal,
          ),
        ),
      );
    },

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    health: () =>
      health.health(
        [...views].map(([zoneId, view]) => ({
          name: `zone ${zoneId}`,
          ageMs: clock.monotonic() - view.listedAt,
        })),
      ),
  };
}
