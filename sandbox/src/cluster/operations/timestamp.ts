import { Clock } from '@hostmaster/kubernetes-runtime';

/** Now, in RFC 3339 with whole seconds, as the API server writes times. @internal */
export function timestamp(clock: Clock): string {
  return `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
}
