import { ResponseError } from '@backstage/errors';
import {
  CheckAvailability,
  CheckHostname,
  DefaultApiClient,
  GetHostname,
  GetVerdict,
  ListHostnames,
  PreviewDeletion,
  RequestOptions,
  TypedResponse,
} from '../schema/openapi/generated/apis';
import type {
  Availability,
  Capacity,
  DeletionPreview,
  FormOptions,
  HostnameDetail,
  HostnameList,
  HostnameSummary,
  Status,
} from '../schema/openapi/generated/models';

/** @public */
export type HostnamesRequestOptions = RequestOptions;

/**
 * The API of the hostnames backend. Every method throws a `ResponseError` of `@backstage/errors` for an answer that is not 2xx:
 * what may not be seen is 404 like what is not there.
 *
 * @public
 */
export interface HostnamesClient {
  /** The hostnames the caller may see, filtered, sorted and paged on the server. */
  listHostnames(
    query?: ListHostnames['query'],
    options?: HostnamesRequestOptions,
  ): Promise<HostnameList>;
  /** Everything known of one hostname. */
  getHostname(
    ref: GetHostname['path'],
    options?: HostnamesRequestOptions,
  ): Promise<HostnameDetail>;
  /** Looks at the hostname again now and answers with the new verdict. */
  checkHostname(
    ref: CheckHostname['path'],
    options?: HostnamesRequestOptions,
  ): Promise<HostnameDetail>;
  /** What goes and what stays when the request is deleted. */
  previewDeletion(
    ref: PreviewDeletion['path'],
    options?: HostnamesRequestOptions,
  ): Promise<DeletionPreview>;
  /** The one verdict for a hostname, for pipelines. */
  getVerdict(
    hostname: GetVerdict['path']['hostname'],
    options?: HostnamesRequestOptions,
  ): Promise<HostnameSummary>;
  /** Whether a hostname could be had, with the reasons and free alternatives. */
  checkAvailability(
    query: CheckAvailability['query'],
    options?: HostnamesRequestOptions,
  ): Promise<Availability>;
  /** What a request form can offer. */
  getFormOptions(options?: HostnamesRequestOptions): Promise<FormOptions>;
  /** Use of the pools of gateways. */
  getCapacity(options?: HostnamesRequestOptions): Promise<Capacity>;
  /** What the reconciler sees, and since when something cannot be seen. */
  getStatus(options?: HostnamesRequestOptions): Promise<Status>;
}

/**
 * A client over Backstage's DiscoveryApi and FetchApi (frontend), or the discovery service and the global fetch with a token in
 * the options (backend).
 *
 * @public
 */
export function hostnamesApiClient(options: {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi?: { fetch: typeof fetch };
}): HostnamesClient {
  const api = new DefaultApiClient(options);
  return {
    listHostnames: (query, request) =>
      body(api.listHostnames({ query: query ?? {} }, request)),
    getHostname: (path, request) => body(api.getHostname({ path }, request)),
    checkHostname: (path, request) =>
      body(api.checkHostname({ path }, request)),
    previewDeletion: (path, request) =>
      body(api.previewDeletion({ path }, request)),
    getVerdict: (hostname, request) =>
      body(api.getVerdict({ path: { hostname } }, request)),
    checkAvailability: (query, request) =>
      body(api.checkAvailability({ query }, request)),
    getFormOptions: request => body(api.getFormOptions({}, request)),
    getCapacity: request => body(api.getCapacity({}, request)),
    getStatus: request => body(api.getStatus({}, request)),
  };
}

async function body<T>(answer: Promise<TypedResponse<T>>): Promise<T> {
  const response = await answer;
  if (!response.ok) throw await ResponseError.fromResponse(response);
  return await response.json();
}
