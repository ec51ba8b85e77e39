import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock, Random, WriteGate } from '@hostmaster/kubernetes-runtime';

/** What the reconciler hands to every provider. @public */
export interface ProviderRuntime {
  clock: Clock;
  random: Random;
  /** Every outside write passes it. */
  gate: WriteGate;
  logger: LoggerService;
  /** Aborts when the plugin shuts down: background listings end. */
  signal: AbortSignal;
  /** Part of every identity and tag. */
  installation: string;
}
