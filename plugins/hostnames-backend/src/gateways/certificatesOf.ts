import { ListenerConfiguration, LoadBalancerConfiguration } from './kinds';
import { HTTPS } from './renderGateway';

/** The entry of the HTTPS listener. */
export function httpsListenerOf(
  configuration: LoadBalancerConfiguration | undefined,
): ListenerConfiguration | undefined {
  return configuration?.spec.listenerConfigurations?.find(
    ({ protocolPort }) => protocolPort === HTTPS,
  );
}

/** References of tenants' certificates in a configuration, the default left out. */
export function certificatesOf(
  configuration: LoadBalancerConfiguration | undefined,
): string[] {
  const listener = httpsListenerOf(configuration);
  return (listener?.certificates ?? []).filter(
    ref => ref !== listener?.defaultCertificate,
  );
}

/**
 * The configuration with some certificates added and others taken out; everything else, and the order of what was there,
 * stays. Undefined when that changes nothing.
 */
export function withCertificates(
  configuration: LoadBalancerConfiguration,
  change: { add: Iterable<string>; remove: Iterable<string> },
): LoadBalancerConfiguration | undefined {
  const listeners = configuration.spec.listenerConfigurations ?? [];
  const listener = httpsListenerOf(configuration);
  if (!listener) return undefined;
  const removed = new Set(change.remove);
  const before = listener.certificates ?? [];
  const kept = before.filter(ref => !removed.has(ref));
  const added = [...new Set(change.add)].filter(
    ref =>
      !removed.has(ref) &&
      !kept.includes(ref) &&
      ref !== listener.defaultCertificate,
  );
  if (added.length === 0 && kept.length === before.length) return undefined;
  const { certificates: _, ...rest } = listener;
  const after = [...kept, ...added];
  return {
    ...configuration,
    spec: {
      ...configuration.spec,
      listenerConfigurations: listeners.map(each =>
        each === listener
          ? { ...rest, ...(after.length ? { certificates: after } : {}) }
          : each,
      ) as ListenerConfiguration[],
    },
  };
}
