import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import {
  hostnamesApiClient,
  type HostnamesClient,
} from '@hostmaster/backstage-plugin-hostnames-common';
import type { HostnamesApi, HostnamesCallOptions } from './HostnamesApi';

/** The HostnamesApi over the backend plugin `hostnames`. @public */
export function createHostnamesApi(options: {
  discoveryApi: DiscoveryApi;
  fetchApi: FetchApi;
}): HostnamesApi {
  const { discoveryApi, fetchApi } = options;

  function clientFor(call: HostnamesCallOptions | undefined): HostnamesClient {
    const fetchOnce: typeof fetch = (input, init) =>
      fetchApi.fetch(input, { ...init, signal: call?.signal });
    return hostnamesApiClient({ discoveryApi, fetchApi: { fetch: fetchOnce } });
  }

  return {
    listHostnames: (query, call) => clientFor(call).listHostnames(query),
    getHostname: (ref, call) => clientFor(call).getHostname(ref),
    checkHostname: (ref, call) => clientFor(call).checkHostname(ref),
    previewDeletion: (ref, call) => clientFor(call).previewDeletion(ref),
    getVerdict: (hostname, call) => clientFor(call).getVerdict(hostname),
    checkAvailability: (question, call) =>
      clientFor(call).checkAvailability(question),
    getFormOptions: call => clientFor(call).getFormOptions(),
    getCapacity: call => clientFor(call).getCapacity(),
    getStatus: call => clientFor(call).getStatus(),
  };
}
