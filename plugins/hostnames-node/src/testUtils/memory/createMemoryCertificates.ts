import { WriteGate } from '@hostmaster/kubernetes-runtime';
import {
  Certificate,
  CertificateDetail,
  CertificateInventory,
  CertificateOrder,
  CertificateProvider,
  CertificateRefusal,
} from '../../providers/certificates';
import { ProviderError } from '../../providers/errors';
import {
  MemoryCertificateWorld,
  MemoryCertificateWorldOptions,
  StoredCertificate,
} from './MemoryCertificateWorld';
import { copied } from './copied';
import { MemoryFaults } from './MemoryFaults';
import { MemoryHealth } from './MemoryHealth';
import { MemoryInventory, isSameIdentity } from './MemoryInventory';
import { openGate } from './openGate';

/** After so long somebody finds out whether the account still is full. */
const FULL_PAUSE_MS = 30 * 60_000;

/** @public */
export interface MemoryCertificatesOptions
  extends MemoryCertificateWorldOptions {
  id?: string;
  gate?: WriteGate;
  /** A world that others see too; the options of the world are then ignored. */
  world?: MemoryCertificateWorld;
  /** How old an inventory may grow before it is listed again; default 15 s. */
  intervalMs?: number;
  validation?: 'record' | 'self';
}

/** @public */
export interface MemoryCertificates extends CertificateProvider {
  readonly world: MemoryCertificateWorld;
  readonly faults: MemoryFaults;
}

/**
 * A CertificateProvider over an authority in memory: pending until its validation records are served by the DNS world,
 * idempotent by order for an hour, slow to show what was requested.
 *
 * @public
 */
export function createMemoryCertificates(
  options: MemoryCertificatesOptions,
): MemoryCertificates {
  const { clock, gate = openGate, intervalMs = 15_000 } = options;
  const world = options.world ?? new MemoryCertificateWorld(options);
  const faults = new MemoryFaults(clock);
  const health = new MemoryHealth(clock);
  /** What this process has asked for, by order. */
  const remembered = new Map<string, string>();
  let listing: MemoryInventory | undefined;
  let lastRequestAt = Number.NEGATIVE_INFINITY;
  let full: CertificateRefusal | undefined;

  const isVisible = (certificate: StoredCertificate) =>
    certificate.visibleFrom <= clock.monotonic();
  const list = (): MemoryInventory => {
    const requested = new Set(remembered.values());
    const seen = world
      .all()
      .filter(
        certificate => isVisible(certificate) || requested.has(certificate.ref),
      );
    listing = new MemoryInventory(clock.monotonic(), seen.map(asCertificate));
    return listing;
  };
  const inventoryNewerThan = async (
    newerThan: number | undefined,
    stale: boolean,
    signal?: AbortSignal,
  ) => {
    if (listing && stale) return listing;
    if (
      listing &&
      newerThan === undefined &&
      listing.listedAt + intervalMs > clock.monotonic()
    )
      return listing;
    if (listing && newerThan !== undefined && listing.listedAt > newerThan)
      return listing;
    if (newerThan !== undefined && newerThan >= clock.monotonic()) {
      await clock.sleep(newerThan - clock.monotonic() + 1, signal);
      // Who waited for the same has listed by now.
      if (listing && listing.listedAt > newerThan) return listing;
    }
    return list();
  };

  return {
    id: options.id ?? 'memory',
    capabilities: {
      validation: options.validation ?? 'record',
      renewsOnlyInUse: (options.validation ?? 'record') === 'record',
      listLagMs: world.visibleAfterMs,
    },
    world,
    faults,

    inventory({ newerThan, signal } = {}) {
      return health.watch(
        faults.meet(
          { operation: 'inventory', target: '', write: false },
          ({ stale }): Promise<CertificateInventory> =>
            inventoryNewerThan(newerThan, stale, signal),
          signal,
        ),
      );
    },

    refusal() {
      return full && full.until > clock.monotonic() ? full : undefined;
    },

    find(order, { newerThan: wanted = -Infinity, signal } = {}) {
      return health.watch(
        faults.meet(
          { operation: 'find', target: order.names[0], write: false },
          async ({ stale }) => {
            const known = remembered.get(orderKey(order));
            const current = known === undefined ? undefined : world.get(known);
            if (current) return asCertificate(current);
            const newerThan = Math.max(
              lastRequestAt,
              wanted,
              clock.monotonic() - intervalMs,
            );
            const inventory = await inventoryNewerThan(
              newerThan,
              stale,
              signal,
            );
            return inventory
              .ownedBy(order.owner.identity)
              .find(certificate => answersOrder(certificate, order));
          },
          signal,
        ),
      );
    },

    request(order, { signal } = {}) {
      const run = () => {
        const ref = world.request(order);
        if (ref !== undefined) return { ref };
        const message = 'the account cannot hold more certificates';
        const until = clock.monotonic() + FULL_PAUSE_MS;
        full = { limit: 'total', message, until };
        throw new ProviderError('quota', message, {
          service: 'memory',
          operation: 'request',
          limit: 'total',
        });
      };
      return health.watch(
        gate.pass(async () => {
          lastRequestAt = clock.monotonic();
          const answer = await faults.meet(
            { operation: 'request', target: order.names[0], write: true },
            run,
            signal,
          );
          remembered.set(orderKey(order), answer.ref);
          const stored = world.get(answer.ref);
          if (stored) listing?.add(asCertificate(stored));
          return answer;
        }),
      );
    },

    describe(ref, { signal } = {}) {
      return health.watch(
        faults.meet(
          { operation: 'describe', target: ref, write: false },
          () => {
            const certificate = world.get(ref);
            if (!certificate) return undefined;
            if (isVisible(certificate)) return asDetail(certificate);
            return [...remembered.values()].includes(ref)
              ? { ...asDetail(certificate), validationRecords: [] }
              : undefined;
          },
          signal,
        ),
      );
    },

    delete(ref, identity, { signal } = {}) {
      const run = (): Awaited<ReturnType<CertificateProvider['delete']>> => {
        const certificate = world.get(ref);
        if (!certificate) return { kind: 'gone' };
        if (
          !certificate.owner ||
          !isSameIdentity(certificate.owner.identity, identity)
        ) {
          throw new ProviderError(
            'invalid',
            `the certificate ${ref} is not owned by ${identity.namespace}/${identity.name}`,
            {
              service: 'memory',
              operation: 'delete',
            },
          );
        }
        if (certificate.inUse)
          return { kind: 'inUse', usedBy: certificate.usedBy };
        world.delete(ref);
        full = undefined;
        listing?.remove(ref);
        return { kind: 'deleted' };
      };
      return health.watch(
        gate.pass(() =>
          faults.meet(
            { operation: 'delete', target: ref, write: true },
            run,
            signal,
          ),
        ),
      );
    },

    onChange: listener =>
      world.subscribe((ref, owner) => listener({ ref, owner })),

    health: () =>
      health.health(
        listing
          ? [
              {
                name: 'certificates',
                ageMs: clock.monotonic() - listing.listedAt,
              },
            ]
          : [],
      ),
  };
}

function asDetail(certificate: StoredCertificate): CertificateDetail {
  const { visibleFrom: _, ...detail } = certificate;
  return copied(detail);
}

function asCertificate(certificate: StoredCertificate): Certificate {
  const { validationRecords, serial, issuer, renewal, usedBy, ...plain } =
    asDetail(certificate);
  return plain;
}

function answersOrder(
  certificate: Certificate,
  order: CertificateOrder,
): boolean {
  return (
    certificate.owner?.attempt === order.owner.attempt &&
    certificate.keyAlgorithm === order.keyAlgorithm &&
    certificate.names.join() === [...order.names].sort().join()
  );
}

function orderKey(order: CertificateOrder): string {
  const { installation, cluster, namespace, name } = order.owner.identity;
  return JSON.stringify([
    installation,
    cluster,
    namespace,
    name,
    order.owner.attempt,
    [...order.names].sort(),
    order.keyAlgorithm,
  ]);
}
