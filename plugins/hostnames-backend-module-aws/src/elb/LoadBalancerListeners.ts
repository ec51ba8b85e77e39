import { ProviderRuntime } from '@hostmaster/backstage-plugin-hostnames-node';
import { awsErrorName } from '../calls/translateAwsError';
import { ReadProgress, SharedRead } from '../views/SharedRead';
import { ElbApi } from './ElbApi';

/** What is on a listener is read once for everybody who asks within this time. */
const CERTIFICATES_GOOD_FOR_MS = 10_000;
const LISTENERS_GOOD_FOR_MS = 600_000;

/** The TLS listeners of one load balancer and what is on them. */
export class LoadBalancerListeners {
  private readonly listeners: SharedRead<Map<number, string>>;
  private readonly byListener = new Map<string, SharedRead<Set<string>>>();

  constructor(
    loadBalancerRef: string,
    private readonly api: ElbApi,
    private readonly runtime: ProviderRuntime,
  ) {
    this.listeners = new SharedRead(runtime.clock, progress =>
      api.tlsListeners(loadBalancerRef, progress),
    );
  }

  async certificates(
    port: number,
    newerThan: number | undefined,
    signal?: AbortSignal,
  ): Promise<ReadonlySet<string> | undefined> {
    const now = this.runtime.clock.monotonic();
    const time = newerThan ?? now - CERTIFICATES_GOOD_FOR_MS;
    const listener = await this.listenerAt(
      port,
      now - LISTENERS_GOOD_FOR_MS,
      time,
      signal,
    );
    if (listener === undefined) return undefined;
    try {
      return await this.read(listener, time, signal);
    } catch (error) {
      if (!isListenerGone(error)) throw error;
    }
    // Made anew under another ARN, or gone for good.
    this.byListener.delete(listener);
    const { value } = await this.listeners.newerThan(now, { signal });
    const successor = value.get(port);
    return successor === undefined
      ? undefined
      : this.read(successor, time, signal);
  }

  /** A listener that is known stays known for a while; one that is missing is looked for again. */
  private async listenerAt(
    port: number,
    knownSince: number,
    missingSince: number,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const known = await this.listeners.newerThan(knownSince, { signal });
    const listener = known.value.get(port);
    if (listener !== undefined) return listener;
    const again = await this.listeners.newerThan(missingSince, { signal });
    return again.value.get(port);
  }

  private async read(
    listener: string,
    newerThan: number,
    signal?: AbortSignal,
  ): Promise<ReadonlySet<string>> {
    const known = this.byListener.get(listener);
    const certificates =
      known ??
      new SharedRead(this.runtime.clock, (progress: ReadProgress) =>
        this.api.certificates(listener, progress),
      );
    if (!known) this.byListener.set(listener, certificates);
    return (await certificates.newerThan(newerThan, { signal })).value;
  }
}

function isListenerGone(error: unknown): boolean {
  return /^ListenerNotFound/.test(awsErrorName(error));
}
