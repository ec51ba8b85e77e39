import { Clock, ClusterClient, Random } from '@hostmaster/kubernetes-runtime';

/** A stand-in for a controller that others run in a real cluster. It uses the same APIs as the real one, and nothing else. */
export interface Actor {
  readonly name: string;
  /** Runs until the signal aborts; resolves when everything has ended. */
  run(signal: AbortSignal): Promise<void>;
}

/** What every actor in a cluster is given. */
export interface ActorOptions {
  client: ClusterClient;
  clock: Clock;
  random: Random;
  /** One line when something noteworthy happens. */
  log?: (line: string) => void;
}
