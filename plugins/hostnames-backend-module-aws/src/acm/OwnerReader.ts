import {
  CertificateOwner,
  ProviderRuntime,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { CallPriority } from '../budget/FairQueue';
import { AcmApi } from './AcmApi';
import { CertificateStore } from './CertificateStore';

/** Calls under way at once in the background; the budget sets the pace. */
const WORKERS = 5;
/** A certificate whose tags could not be read is left alone for so long. */
const RETRY_MS = 60_000;

/**
 * Finds out whose certificates are: tags are not in listings, so they are read once for every certificate, those somebody waits
 * for first.
 */
export class OwnerReader {
  private readonly reading = new Map<string, Promise<boolean>>();
  private readonly failedAt = new Map<string, number>();
  private workers = 0;
  private listener: (ref: string, owner: CertificateOwner) => void = () => {};

  constructor(
    private readonly options: {
      api: AcmApi;
      store: CertificateStore;
      runtime: ProviderRuntime;
    },
  ) {}

  /** Called when a certificate turns out to be somebody's of this suite. */
  onOwner(listener: (ref: string, owner: CertificateOwner) => void): void {
    this.listener = listener;
  }

  /** Reads the tags of one certificate into the store; false: it does not exist. @throws ProviderError */
  read(
    ref: string,
    priority: CallPriority,
    namespace: string = 'inventory',
  ): Promise<boolean> {
    const running = this.reading.get(ref);
    // One that waits in the background must not hold up somebody who waits for the answer.
    if (running && priority === 'low') return running;
    const reading = this.readNow(ref, priority, namespace).finally(() => {
      if (this.reading.get(ref) === reading) this.reading.delete(ref);
    });
    this.reading.set(ref, reading);
    return reading;
  }

  /** Reads the tags of all certificates that lack an owner, in the background. */
  readAll(): void {
    const { store, runtime } = this.options;
    const now = runtime.clock.monotonic();
    const refs = store
      .withoutOwner()
      .filter(ref => (this.failedAt.get(ref) ?? -Infinity) + RETRY_MS <= now)
      .filter(ref => !this.reading.has(ref));
    while (this.workers < WORKERS && this.workers < refs.length) {
      this.workers++;
      void this.work(refs).finally(() => {
        this.workers--;
      });
    }
  }

  /**
   * Waits until the tags of all certificates that were known at the call have been read, several at a time. One that cannot be
   * read fails the whole: what is not known is not nobody's.
   * @throws ProviderError
   */
  async allKnown(): Promise<void> {
    const { store } = this.options;
    const refs = store.withoutOwner();
    const workers = Array.from({ length: WORKERS }, async () => {
      for (let ref = refs.shift(); ref !== undefined; ref = refs.shift()) {
        if (!store.isOwnerKnown(ref)) await this.read(ref, 'normal');
      }
    });
    await Promise.all(workers);
  }

  private async work(refs: string[]): Promise<void> {
    const { store, runtime } = this.options;
    for (let ref = refs.shift(); ref !== undefined; ref = refs.shift()) {
      if (runtime.signal.aborted) return;
      if (store.isOwnerKnown(ref) || this.reading.has(ref)) continue;
      try {
        await this.read(ref, 'low');
      } catch {
        this.failedAt.set(ref, runtime.clock.monotonic());
      }
    }
  }

  private async readNow(
    ref: string,
    priority: CallPriority,
    namespace: string,
  ): Promise<boolean> {
    const { api, store } = this.options;
    const answer = await api.owner(ref, { namespace, priority });
    if (!answer) return false;
    store.setOwner(ref, answer.owner);
    this.failedAt.delete(ref);
    if (answer.owner) this.listener(ref, answer.owner);
    return true;
  }
}
