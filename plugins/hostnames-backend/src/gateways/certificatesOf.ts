import { ListenerConfiguration, LoadBalancerConfiguration } from './kinds';
import { EMPTY_SINCE_ANNOTATION } from './poolLabels';
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
 * The configuration with its mark that says since when it has no tenant's certificate: set by the write that takes the last one
 * out, gone with the next that comes. So that nothing has to be written only to remember it.
 */
export function withEmptyMark(
  configuration: LoadBalancerConfiguration,
  now: string,
): LoadBalancerConfiguration {
  const { [EMPTY_SINCE_ANNOTATION]: mark, ...annotations } =
    configuration.metadata.annotations ?? {};
  const isEmpty = certificatesOf(configuration).length === 0;
  if (isEmpty === (mark !== undefined)) return configuration;
  return {
    ...configuration,
    metadata: {
      ...configuration.metadata,
      annotations: isEmpty
        ? { ...annotations, [EMPTY_SINCE_ANNOTATION]: now }
        : annotations,
    },
  };
}

/**
 * The configuration with some certificates added and others taken out; everything else, and the order of what was there,
 * stays. Undefined when that changes nothing. `most`: of those added only as many as make no more than so many; a load balancer
 * that is asked for one more refuses, and its gateway fails for everybody.
 */
export function withCertificates(
  configuration: LoadBalancerConfiguration,
  change: { add: Iterable<string>; remove: Iterable<string>; most?: number },
): LoadBalancerConfiguration | undefined {
  const listeners = configuration.spec.listenerConfigurations ?? [];
  const listener = httpsListenerOf(configuration);
  if (!listener) return undefined;
  const removed = new Set(change.remove);
  const before = listener.certificates ?? [];
  const kept = before.filter(ref => !removed.has(ref));
  const tenants = kept.filter(ref => ref !== listener.defaultCertificate);
  const added = [...new Set(change.add)]
    .filter(
      ref =>
        !removed.has(ref) &&
        !kept.includes(ref) &&
        ref !== listener.defaultCertificate,
    )
    .slice(0, Math.max(0, (change.most ?? Infinity) - tenants.length));
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
