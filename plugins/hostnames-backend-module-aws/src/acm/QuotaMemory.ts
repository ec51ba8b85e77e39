import {
  CertificateOrder,
  CertificateRefusal,
  ProviderError,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { orderKey } from './orders';

/** After so long one request finds out whether the limit still holds. */
const PAUSE_MS = 30 * 60_000;

/**
 * Limits that ACM has answered: until the pause is over nobody asks again, since every request of the account (or, of too many
 * names, every one of the same order) would get the same answer and cost a call of the few there are.
 */
export class QuotaMemory {
  private account?: CertificateRefusal;
  private readonly orders = new Map<string, CertificateRefusal>();

  constructor(private readonly clock: Clock) {}

  /** What stands against asking for the order now. */
  refusal(order: CertificateOrder): CertificateRefusal | undefined {
    const now = this.clock.monotonic();
    const ofOrder = this.orders.get(orderKey(order));
    return [ofOrder, this.account].find(each => each && each.until > now);
  }

  /** @throws ProviderError `quota` when something stands against it. */
  check(order: CertificateOrder): void {
    const refusal = this.refusal(order);
    if (!refusal) return;
    throw new ProviderError('quota', refusal.message, {
      service: 'ACM',
      operation: 'RequestCertificate',
      limit: refusal.limit,
      retryAfterMs: refusal.until - this.clock.monotonic(),
    });
  }

  /** ACM has answered a limit. */
  reached(order: CertificateOrder, error: ProviderError): void {
    const { limit } = error.details;
    const until = this.clock.monotonic() + PAUSE_MS;
    const refusal = { limit, message: error.message, until };
    if (limit !== 'names') {
      this.account = refusal;
      return;
    }
    const key = orderKey(order);
    this.orders.set(key, refusal);
    this.clock.schedule(PAUSE_MS, () => {
      if (this.orders.get(key) === refusal) this.orders.delete(key);
    });
  }

  /** A certificate less: there is room again, though not for more requests within the year. */
  deleted(): void {
    if (this.account?.limit === 'total') this.account = undefined;
  }
}
