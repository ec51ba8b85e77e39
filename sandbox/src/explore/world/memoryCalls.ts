import {
  CallAround,
  MemoryApiCall,
} from '@hostmaster/backstage-plugin-hostnames-backend/testUtils';
import {
  ProviderError,
  ProviderErrorCode,
} from '@hostmaster/backstage-plugin-hostnames-node';
import {
  KubernetesError,
  KubernetesErrorCode,
} from '@hostmaster/kubernetes-runtime';
import { Call, Service } from './Call';
import { ProductProcess, UnnumberedCall } from './ProductProcess';

const KUBERNETES_ERRORS: KubernetesErrorCode[] = [
  'Unauthorized',
  'Forbidden',
  'NotFound',
  'Conflict',
  'Expired',
  'Invalid',
  'TooManyRequests',
  'ServerError',
  'Unavailable',
  'Timeout',
  'Network',
];
const PROVIDER_ERRORS: ProviderErrorCode[] = [
  'throttled',
  'unavailable',
  'denied',
  'quota',
  'busy',
  'notFound',
  'invalid',
];

/** Labels of the errors that can be the answer to a call. */
export function memoryErrorLabels({ service }: Call): string[] {
  return service === 'kubernetes' ? KUBERNETES_ERRORS : PROVIDER_ERRORS;
}

/** Takes the calls of a cluster's client through the process' plan. */
export function aroundOf(process: ProductProcess, cluster: string): CallAround {
  return (call, run) =>
    process.send(describe(call, cluster), run, {
      broken: () => new KubernetesError('Network', 'the connection broke'),
      error: label => {
        throw new KubernetesError(
          label as KubernetesErrorCode,
          `injected: ${label}`,
        );
      },
    });
}

function describe(call: MemoryApiCall, cluster: string): UnnumberedCall {
  const { verb, plural, key, subresource } = call;
  return {
    service: 'kubernetes',
    cluster,
    operation: verb,
    target: `${plural} ${key}${subresource ? `/${subresource}` : ''}`,
    kind: kindOfCall(call),
  };
}

function kindOfCall({ plural, verb }: MemoryApiCall): Call['kind'] {
  if (plural === 'leases') return 'lease';
  if (plural === 'events') return 'event';
  if (verb === 'watch') return 'watch';
  return verb === 'get' || verb === 'list' ? 'read' : 'write';
}

/** A provider whose methods go through the process' plan. Writes are met behind the write gate, as requests are. */
export function throughProcess<P extends object>(
  process: ProductProcess,
  service: Service,
  provider: P & { faults: { meet: any } },
  methods: { [method in keyof P]?: 'read' | 'write' },
): P {
  const answers = new Map<string, unknown>();
  const ways = (key: string) => ({
    broken: () =>
      new ProviderError('unavailable', 'the connection broke', { service }),
    error: (label: string): never => {
      throw new ProviderError(
        label as ProviderErrorCode,
        `injected: ${label}`,
        { service },
      );
    },
    stale: () => answers.get(key) as any,
  });
  const { faults } = provider;
  const meet = faults.meet.bind(faults);
  faults.meet = async (
    call: { operation: string; target: string; write: boolean },
    run: unknown,
    signal?: AbortSignal,
  ) => {
    const key = `${call.operation} ${call.target}`;
    if (!(call.operation in methods)) return meet(call, run, signal);
    const answer = await process.send(
      {
        service,
        operation: call.operation,
        target: call.target,
        kind: call.write ? 'write' : 'read',
      },
      () => meet(call, run, signal),
      ways(key),
    );
    if (!call.write) answers.set(key, answer);
    return answer;
  };
  return provider;
}
