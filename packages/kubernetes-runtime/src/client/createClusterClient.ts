import type { KubeConfig } from '@kubernetes/client-node';
import { Clock } from '../clock/Clock';
import { systemClock } from '../clock/systemClock';
import { WriteGate } from '../leadership/types';
import { noMetrics, RuntimeMetrics } from '../metrics/RuntimeMetrics';
import {
  deletedFromAnswer,
  describeCall,
  errorFromAnswer,
  objectFromAnswer,
  pageFromAnswer,
  readText,
  saysObjectNotFound,
} from './answers';
import { KubernetesError } from './errors';
import { exchange, translate } from './exchange';
import { kubeConfigTransport } from './kubeConfigTransport';
import { objectKey } from './objectKey';
import { resourceNameOf } from './resourceKind';
import { resourcePath } from './resourcePath';
import {
  ClusterClient,
  KubernetesObject,
  Patch,
  ResourceKind,
  Transport,
  WatchOptions,
  WriteOptions,
} from './types';
import { watchEvents } from './watchStream';

/** @public */
export type ClusterClientOptions = {
  /** Name of the cluster in messages, metrics and keys. */
  name: string;
  /** Default: `systemClock`. */
  clock?: Clock;
  /** Every write but a dry run passes it; without one writes are always sent. */
  gate?: WriteGate;
  /** Milliseconds for a whole call, or for a watch until it is open. Default: 30,000. */
  requestTimeout?: number;
  /** Who is named as the writer of fields. Default: `kubernetes-runtime`. */
  fieldManager?: string;
  metrics?: RuntimeMetrics;
} & (
  | { kubeConfig: KubeConfig }
  | {
      /** Carries the requests: a handler in the same process, for instance. */
      transport: Transport;
      /** What paths are appended to, for instance `http://cluster.local`. */
      baseUrl: string;
      /** Sent with every request, for instance `authorization`. */
      headers?: Record<string, string>;
    }
);

/** A client with connections of its own. @public */
export interface ClosableClusterClient extends ClusterClient {
  /** Ends all connections, and with them all calls under way. */
  close(): Promise<void>;
}

const PATCH_TYPES: Record<Patch['type'], string> = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

interface Call<T> {
  verb: string;
  kind: ResourceKind<any>;
  /** Namespace and name for messages. */
  key?: string;
  method?: string;
  path: string;
  query?: Record<string, string | undefined>;
  body?: unknown;
  contentType?: string;
  signal?: AbortSignal;
  read: (text: string, what: string) => T;
  /** Answers `undefined` when the server says that the object does not exist. */
  mayBeAbsent?: boolean;
}

/**
 * Makes the typed client of one cluster; see `ClusterClient` for what its calls promise.
 *
 * @throws Error when the kubeconfig cannot be used; nothing is sent before the first call.
 * @public
 */
export function createClusterClient(
  options: ClusterClientOptions,
): ClosableClusterClient {
  const {
    name: cluster,
    clock = systemClock,
    gate,
    requestTimeout = 30_000,
    fieldManager = 'kubernetes-runtime',
    metrics = noMetrics,
  } = options;
  const { baseUrl, transport, close } =
    'kubeConfig' in options
      ? kubeConfigTransport(cluster, options.kubeConfig)
      : {
          ...options,
          baseUrl: options.baseUrl.replace(/\/+$/, ''),
          close: async () => {},
        };
  const fixedHeaders = 'headers' in options ? options.headers : undefined;

  function requestOf(
    call: Pick<
      Call<unknown>,
      'method' | 'path' | 'query' | 'body' | 'contentType'
    >,
    signal: AbortSignal,
  ) {
    const query = new URLSearchParams(
      Object.entries(call.query ?? {}).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    ).toString();
    return new Request(`${baseUrl}${call.path}${query ? `?${query}` : ''}`, {
      method: call.method ?? 'GET',
      headers: {
        accept: 'application/json',
        'user-agent': fieldManager,
        ...fixedHeaders,
        ...(call.body === undefined
          ? {}
          : { 'content-type': call.contentType ?? 'application/json' }),
      },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal,
    });
  }

  function counted<T>(
    call: { verb: string; kind: ResourceKind<any> },
    run: () => Promise<T>,
  ): Promise<T> {
    const labels = {
      cluster,
      verb: call.verb,
      resource: resourceNameOf(call.kind),
    };
    const start = clock.monotonic();
    const done = (outcome: string) => {
      metrics.count('requests', { ...labels, outcome });
      metrics.measure(
        'request_seconds',
        labels,
        (clock.monotonic() - start) / 1000,
      );
    };
    return run().then(
      value => {
        done(value === undefined ? 'absent' : 'ok');
        return value;
      },
      error => {
        done(error instanceof KubernetesError ? error.code : 'aborted');
        throw error;
      },
    );
  }

  async function send<T>(
    call: Call<T>,
    gateSignal?: AbortSignal,
  ): Promise<T | undefined> {
    const what = describeCall(cluster, call.verb, call.kind, call.key);
    const signals = [call.signal, gateSignal];
    let refused: KubernetesError | undefined;
    // The process may have been frozen since the gate was passed, or waited for credentials or a connection.
    const beforeSend = () => {
      if (gateSignal && !gate?.isOpen()) {
        refused = new KubernetesError(
          'GateClosed',
          `${what}: this process may not write any more`,
        );
        throw refused;
      }
    };
    const guarded: Transport = async request => {
      beforeSend();
      try {
        return await transport(request, gateSignal && { beforeSend });
      } catch (error) {
        throw refused ?? error;
      }
    };
    const { value, release } = await exchange({
      what,
      cluster,
      transport: guarded,
      request: signal => requestOf(call, signal),
      clock,
      timeout: requestTimeout,
      signals,
      consume: async (response, { signal }) => {
        const text = await readText(response, signal);
        if (response.status >= 200 && response.status < 300) {
          return call.read(text, what);
        }
        if (
          response.status === 404 &&
          call.mayBeAbsent &&
          saysObjectNotFound(text)
        ) {
          return undefined;
        }
        throw errorFromAnswer(what, response, text, clock.now());
      },
    });
    release();
    return value;
  }

  const read = <T>(call: Call<T>) => counted(call, () => send(call));

  /** Reviews of rights store nothing, and a dry run neither: both are allowed without leadership. */
  function write<T>(
    call: Call<T>,
    { dryRun, signal, ...writeOptions }: WriteOptions = {},
  ): Promise<T | undefined> {
    const complete: Call<T> = {
      ...call,
      signal,
      query: {
        ...call.query,
        fieldManager:
          call.method === 'DELETE'
            ? undefined
            : writeOptions.fieldManager ?? fieldManager,
        dryRun: dryRun ? 'All' : undefined,
      },
    };
    const stores = !dryRun && call.kind.group !== 'authorization.k8s.io';
    return counted(complete, () =>
      gate && stores
        ? gate.pass(gateSignal => send(complete, gateSignal))
        : send(complete),
    );
  }

  async function* watch<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    watchOptions: WatchOptions = {},
  ) {
    const { namespace, sendInitialEvents } = watchOptions;
    const what = describeCall(cluster, 'watch', kind, namespace);
    const call = { verb: 'watch', kind };
    const { value, release } = await counted(call, () =>
      exchange({
        what,
        cluster,
        transport,
        request: signal =>
          requestOf(
            {
              path: resourcePath(kind, { namespace, allNamespaces: true }),
              query: {
                watch: 'true',
                allowWatchBookmarks: 'true',
                labelSelector: watchOptions.labelSelector,
                fieldSelector: watchOptions.fieldSelector,
                resourceVersion: watchOptions.resourceVersion,
                timeoutSeconds: watchOptions.timeoutSeconds?.toString(),
                sendInitialEvents: sendInitialEvents ? 'true' : undefined,
                resourceVersionMatch: sendInitialEvents
                  ? 'NotOlderThan'
                  : undefined,
              },
            },
            signal,
          ),
        clock,
        timeout: requestTimeout,
        signals: [watchOptions.signal],
        consume: async (response, { signal, opened }) => {
          if (response.status !== 200) {
            throw errorFromAnswer(
              what,
              response,
              await readText(response, signal),
              clock.now(),
            );
          }
          opened();
          watchOptions.onOpen?.();
          return { response, signal };
        },
      }),
    );
    try {
      yield* watchEvents(kind, what, value.response, value.signal);
    } catch (error) {
      throw translate(what, cluster, error, [watchOptions.signal]);
    } finally {
      release();
    }
  }

  return {
    cluster,
    close,
    watch,

    get: async (kind, ref, { signal } = {}) =>
      read({
        verb: 'get',
        kind,
        key: objectKey(ref),
        path: resourcePath(kind, { namespace: ref.namespace, name: ref.name }),
        signal,
        mayBeAbsent: true,
        read: (text, what) => objectFromAnswer(kind, what, text),
      }),

    list: async (kind, { namespace, limit, signal, ...query } = {}) =>
      present(
        await read({
          verb: 'list',
          kind,
          key: namespace,
          path: resourcePath(kind, { namespace, allNamespaces: true }),
          query: { ...query, limit: limit?.toString() },
          signal,
          read: (text, what) => pageFromAnswer(kind, what, text),
        }),
      ),

    create: async (kind, object, writeOptions) =>
      present(
        await write(
          {
            verb: 'create',
            kind,
            key: objectKey(object),
            method: 'POST',
            path: resourcePath(kind, { namespace: object.metadata.namespace }),
            body: object,
            read: (text, what) => createdFromAnswer(kind, what, text),
          },
          writeOptions,
        ),
      ),

    replace: async (kind, object, { subresource, ...writeOptions } = {}) =>
      present(
        await write(
          {
            verb: 'replace',
            kind,
            key: objectKey(object),
            method: 'PUT',
            path: resourcePath(kind, {
              namespace: object.metadata.namespace,
              name: object.metadata.name,
              subresource,
            }),
            body: object,
            read: (text, what) => objectFromAnswer(kind, what, text),
          },
          writeOptions,
        ),
      ),

    patch: async (kind, ref, patch, { subresource, ...writeOptions } = {}) =>
      present(
        await write(
          {
            verb: 'patch',
            kind,
            key: objectKey(ref),
            method: 'PATCH',
            path: resourcePath(kind, {
              namespace: ref.namespace,
              name: ref.name,
              subresource,
            }),
            query: {
              force: patch.type === 'apply' && patch.force ? 'true' : undefined,
            },
            contentType: PATCH_TYPES[patch.type],
            body: patch.body,
            read: (text, what) => objectFromAnswer(kind, what, text),
          },
          writeOptions,
        ),
      ),

    delete: async (
      kind,
      ref,
      { uid, resourceVersion, propagationPolicy, ...writeOptions } = {},
    ) =>
      write(
        {
          verb: 'delete',
          kind,
          key: objectKey(ref),
          method: 'DELETE',
          path: resourcePath(kind, {
            namespace: ref.namespace,
            name: ref.name,
          }),
          body: {
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            ...(uid || resourceVersion
              ? { preconditions: { uid, resourceVersion } }
              : {}),
            ...(propagationPolicy ? { propagationPolicy } : {}),
            ...(writeOptions.dryRun ? { dryRun: ['All'] } : {}),
          },
          mayBeAbsent: true,
          read: (text, what) => deletedFromAnswer(kind, what, text, ref),
        },
        writeOptions,
      ),
  };
}

/** Only calls with `mayBeAbsent` answer `undefined`. */
function present<T>(value: T | undefined): T {
  return value as T;
}

/** Reviews come back without a name. */
function createdFromAnswer<T extends KubernetesObject>(
  kind: ResourceKind<T>,
  what: string,
  text: string,
): T {
  if (kind.group !== 'authorization.k8s.io') {
    return objectFromAnswer(kind, what, text);
  }
  const review = JSON.parse(text);
  review.metadata = { name: '', ...review.metadata };
  return objectFromAnswer(kind, what, JSON.stringify(review));
}
