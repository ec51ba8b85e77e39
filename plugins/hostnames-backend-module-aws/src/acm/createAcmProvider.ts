import {
  Certificate,
  CertificateOrder,
  CertificateOwner,
  CertificateProvider,
  ProviderError,
  ProviderRuntime,
  RequestIdentity,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { AwsCaller } from '../calls/AwsCaller';
import { untilAborted } from '../calls/untilAborted';
import { AcmApi } from './AcmApi';
import { CertificateDetails } from './CertificateDetails';
import { CertificateListing } from './CertificateListing';
import { CertificateStore, LIST_LAG_MS } from './CertificateStore';
import { identityKey, namesKey, orderKey, subjectOf } from './orders';
import { OwnerReader } from './OwnerReader';
import { ListedCertificate } from './readCertificate';

/** After so long a request whose answer was lost shows in listings, if it was executed. */
const SURELY_LISTED_MS = 15_000;
const TOKEN_REMEMBERED_MS = 3_600_000;
/** A certificate in use is not tried again before this. */
const IN_USE_MS = 5_000;
/** Tags are read again before a deletion when they were read longer ago. */
const OWNER_GOOD_FOR_MS = 600_000;

/** ACM as a CertificateProvider: one listing for all certificates, one look at each, requests that never come twice. */
export function createAcmProvider(options: {
  api: AcmApi;
  caller: AwsCaller;
  runtime: ProviderRuntime;
  intervals: { quickMs: number; slowMs: number };
}): CertificateProvider {
  const { api, caller, runtime, intervals } = options;
  const { clock } = runtime;
  const listeners = new Set<Parameters<CertificateProvider['onChange']>[0]>();
  const store = new CertificateStore(clock);
  const announce = (ref: string, owner?: CertificateOwner) => {
    for (const listener of [...listeners]) {
      try {
        listener({ ref, owner });
      } catch (error) {
        runtime.logger.error(
          `A listener to certificate changes failed: ${error}`,
        );
      }
    }
  };
  const onChange = (refs: string[]) =>
    refs.forEach(ref => announce(ref, store.get(ref)?.owner));
  const owners = new OwnerReader({ api, store, runtime });
  const listing = new CertificateListing({
    api,
    store,
    owners,
    runtime,
    intervals,
    onChange,
  });
  owners.onOwner((ref, owner) => {
    if (store.get(ref)?.status.kind === 'pending') listing.hurry();
    announce(ref, owner);
  });
  const details = new CertificateDetails({
    api,
    store,
    owners,
    runtime,
    onChange,
  });
  /** By order: the certificate, when it was last asked for, and the request under way. */
  const remembered = new Map<string, string>();
  const asked = new Map<string, number>();
  const asking = new Map<string, Promise<{ ref: string }>>();
  /** By certificate: when its tags were last read, and when it was last found in use. */
  const ownerReadAt = new Map<string, number>();
  const inUse = new Map<string, { at: number; usedBy: string[] }>();

  const match = async (
    order: CertificateOrder,
  ): Promise<ListedCertificate | undefined> => {
    for (const { ref, keyAlgorithm } of store.candidates(order.names)) {
      if (keyAlgorithm && keyAlgorithm !== order.keyAlgorithm) continue;
      if (!store.isOwnerKnown(ref)) {
        await owners.read(ref, 'high', order.owner.identity.namespace);
      }
      const certificate = store.get(ref);
      if (certificate && answers(certificate, order)) return certificate;
    }
    return undefined;
  };

  const request = async (order: CertificateOrder, signal?: AbortSignal) => {
    const key = orderKey(order);
    let ref: string;
    try {
      ref = await api.request(order, { signal });
      if (store.wasDeleted(ref)) {
        // ACM remembers the token for longer than the certificate.
        ref = await api.request(order, { signal, deletedRef: ref });
      }
    } catch (error) {
      // Nothing was done, unless the answer was lost.
      if (!isUnknownOutcome(error)) throw error;
      asked.set(key, clock.monotonic());
      throw error;
    }
    asked.set(key, clock.monotonic());
    remembered.set(key, ref);
    ownerReadAt.set(ref, clock.monotonic());
    store.addOwn({
      ref,
      names: [...new Set(order.names)].sort(),
      isComplete: true,
      mayBeOurs: true,
      keyAlgorithm: order.keyAlgorithm,
      status: { kind: 'pending' },
      inUse: false,
      createdAt: clock.now(),
      owner: order.owner,
    });
    listing.hurry();
    announce(ref, order.owner);
    return { ref };
  };

  const forget = (ref: string) => {
    const owner = store.get(ref)?.owner;
    store.removeOwn(ref);
    details.forget(ref);
    ownerReadAt.delete(ref);
    inUse.delete(ref);
    for (const [key, other] of remembered)
      if (other === ref) remembered.delete(key);
    announce(ref, owner);
  };

  /** By tags read from ACM, not by what anybody says. */
  const provenOwner = async (
    ref: string,
    namespace: string,
  ): Promise<CertificateOwner | 'gone' | undefined> => {
    const readAt = ownerReadAt.get(ref);
    const isRecent =
      readAt !== undefined && clock.monotonic() - readAt < OWNER_GOOD_FOR_MS;
    if (isRecent && store.isOwnerKnown(ref)) return store.get(ref)?.owner;
    const answer = await api.owner(ref, { namespace, priority: 'high' });
    if (!answer) return 'gone';
    store.setOwner(ref, answer.owner);
    ownerReadAt.set(ref, clock.monotonic());
    return answer.owner;
  };

  return {
    id: 'acm',
    capabilities: {
      validation: 'record',
      renewsOnlyInUse: true,
      listLagMs: LIST_LAG_MS,
    },

    async inventory({ newerThan, ownersKnown = false, signal } = {}) {
      await listing.newerThan(newerThan ?? Number.NEGATIVE_INFINITY, signal);
      if (ownersKnown) await untilAborted(owners.allKnown(), signal);
      return store.inventory(listing.listedAt!);
    },

    refusal: order => api.quotas.refusal(order),

    async find(order, { newerThan = Number.NEGATIVE_INFINITY, signal } = {}) {
      const key = orderKey(order);
      const known = remembered.get(key);
      const certificate = known === undefined ? undefined : store.get(known);
      if (certificate) return plain(certificate);
      await untilAborted(
        asking.get(key)?.catch(() => {}) ?? Promise.resolve(),
        signal,
      );
      const askedAt = asked.get(key) ?? Number.NEGATIVE_INFINITY;
      // An older listing could lack what another process has asked for, when ACM has forgotten its token already.
      await listing.newerThan(
        Math.max(
          askedAt,
          newerThan,
          clock.monotonic() - TOKEN_REMEMBERED_MS / 2,
        ),
        signal,
      );
      let found = await untilAborted(match(order), signal);
      if (!found && clock.monotonic() - askedAt < SURELY_LISTED_MS) {
        await clock.sleep(
          askedAt + SURELY_LISTED_MS - clock.monotonic(),
          signal,
        );
        await listing.newerThan(askedAt + SURELY_LISTED_MS - 1, signal);
        found = await untilAborted(match(order), signal);
      }
      if (!found) return undefined;
      remembered.set(key, found.ref);
      return plain(found);
    },

    async request(order, { signal } = {}) {
      subjectOf(order.names);
      api.quotas.check(order);
      const key = orderKey(order);
      const running = asking.get(key);
      if (running) return untilAborted(running, signal);
      const started = request(order, signal).finally(() => asking.delete(key));
      asking.set(key, started);
      return started;
    },

    describe: (ref, describeOptions = {}) => details.get(ref, describeOptions),

    async delete(ref, identity, { signal } = {}) {
      const namespace = `${identity.cluster}/${identity.namespace}`;
      const owner = await untilAborted(provenOwner(ref, namespace), signal);
      if (owner === 'gone') {
        forget(ref);
        return { kind: 'gone' };
      }
      if (!owner || identityKey(owner.identity) !== identityKey(identity)) {
        throw notOwned(ref, identity, owner);
      }
      const used = inUse.get(ref);
      if (used && clock.monotonic() - used.at < IN_USE_MS) {
        return { kind: 'inUse', usedBy: used.usedBy };
      }
      const outcome = await api.delete(ref, { namespace, signal });
      if (outcome !== 'inUse') {
        forget(ref);
        return { kind: outcome };
      }
      const detail = await details
        .get(ref, { fresh: true, signal })
        .catch(() => undefined);
      const usedBy = detail?.usedBy ?? [];
      inUse.set(ref, { at: clock.monotonic(), usedBy });
      return { kind: 'inUse', usedBy };
    },

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    health() {
      const { listedAt } = listing;
      return {
        ...caller.health(),
        budgets: api.status(),
        views:
          listedAt === undefined
            ? []
            : [
                {
                  name: 'certificates',
                  ageMs: clock.monotonic() - listedAt,
                  intervalMs: intervals.slowMs,
                },
              ],
      };
    },
  };
}

function answers(
  certificate: ListedCertificate,
  order: CertificateOrder,
): boolean {
  const { owner } = certificate;
  return (
    owner !== undefined &&
    identityKey(owner.identity) === identityKey(order.owner.identity) &&
    owner.attempt === order.owner.attempt &&
    (!certificate.isComplete ||
      namesKey(certificate.names) === namesKey(order.names))
  );
}

function isUnknownOutcome(error: unknown): boolean {
  return !(error instanceof ProviderError) || error.code === 'unavailable';
}

function notOwned(
  ref: string,
  identity: RequestIdentity,
  owner: CertificateOwner | undefined,
): ProviderError {
  const whose = owner
    ? `of ${owner.identity.namespace}/${owner.identity.name} in cluster ${owner.identity.cluster} (installation ${owner.identity.installation})`
    : 'of nobody that this suite knows';
  return new ProviderError(
    'invalid',
    `The certificate ${ref} is by its tags ${whose} and not of ${identity.namespace}/${identity.name}: it is not deleted`,
    { service: 'ACM', operation: 'DeleteCertificate' },
  );
}

function plain(certificate: ListedCertificate): Certificate {
  const { isComplete, mayBeOurs, ...rest } = certificate;
  return rest;
}
