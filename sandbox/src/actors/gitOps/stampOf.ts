import { Clock } from '@hostmaster/kubernetes-runtime';

/** The time as Kubernetes objects have it: whole seconds, UTC. */
export function stampOf(clock: Clock): string {
  return new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
}
