import type { RequestOptions } from 'https';
import type { KubeConfig } from '@kubernetes/client-node';
import { Agent, Dispatcher, fetch, ProxyAgent, Socks5ProxyAgent } from 'undici';
import { KubernetesError } from './errors';
import { Transport } from './types';

/** Go's HTTP server closes idle connections after 90 s; ours must be gone before. */
const IDLE_CONNECTION = 30_000;
const CONNECT_TIMEOUT = 10_000;

interface Credentials {
  headers: Record<string, string>;
  tls: {
    ca?: string | Buffer;
    cert?: string | Buffer;
    key?: string | Buffer;
    rejectUnauthorized?: boolean;
    servername?: string;
  };
}

/**
 * Carries requests to the current context's cluster of a kubeconfig, over one pool of connections. Credentials are asked for
 * on every request (client-node caches tokens and runs exec plugins); the pool is rebuilt when CA, client certificate or key
 * have changed, and credentials are fetched anew after the server refused them.
 *
 * @throws Error when the kubeconfig's server cannot be used
 * @internal
 */
export function kubeConfigTransport(
  name: string,
  kubeConfig: KubeConfig,
): { baseUrl: string; transport: Transport; close: () => Promise<void> } {
  const cluster = kubeConfig.getCurrentCluster();
  if (!cluster) {
    throw new Error(
      `cluster '${name}': the kubeconfig's current context names no cluster`,
    );
  }
  if (!/^https?:\/\//.test(cluster.server)) {
    throw new Error(
      `cluster '${name}': server '${cluster.server}' must begin with https://`,
    );
  }
  if (cluster.server.startsWith('http:') && !cluster.skipTLSVerify) {
    throw new Error(
      `cluster '${name}': server '${cluster.server}' is not https; set insecure-skip-tls-verify: true to allow that`,
    );
  }

  let config = kubeConfig;
  let asking: Promise<Credentials> | undefined;
  let pool: { key: string; dispatcher: Dispatcher } | undefined;
  const retired = new Set<Promise<void>>();

  function credentials(): Promise<Credentials> {
    asking ??= readCredentials(name, config).finally(() => {
      asking = undefined;
    });
    return asking;
  }

  function dispatcherFor(tls: Credentials['tls']): Dispatcher {
    const key = JSON.stringify(tls, (_, value) =>
      value?.type === 'Buffer' ? Buffer.from(value).toString('base64') : value,
    );
    if (pool?.key !== key) {
      if (pool) {
        const closing = pool.dispatcher
          .close()
          .finally(() => retired.delete(closing));
        retired.add(closing);
      }
      pool = {
        key,
        dispatcher: createDispatcher(name, cluster?.proxyUrl, tls),
      };
    }
    return pool.dispatcher;
  }

  return {
    baseUrl: cluster.server.replace(/\/+$/, ''),
    async transport(request, { beforeSend } = {}) {
      const { headers, tls } = await credentials();
      request.signal.throwIfAborted();
      const response = await fetch(request.url, {
        method: request.method,
        headers: { ...Object.fromEntries(request.headers), ...headers },
        body: request.body ? await request.text() : undefined,
        signal: request.signal,
        redirect: 'manual',
        dispatcher: beforeSend
          ? guarded(dispatcherFor(tls), beforeSend)
          : dispatcherFor(tls),
      });
      if (response.status === 401) {
        config = withoutCachedCredentials(kubeConfig);
      }
      return response as unknown as Response;
    },
    async close() {
      await pool?.dispatcher.destroy();
      pool = undefined;
    },
  };
}

/** The same pool; `beforeSend` is asked when a request has its connection. */
function guarded(dispatcher: Dispatcher, beforeSend: () => void): Dispatcher {
  return dispatcher.compose(
    dispatch => (options, handler) =>
      dispatch(options, {
        onRequestStart(controller, context) {
          beforeSend();
          handler.onRequestStart?.(controller, context);
        },
        onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
        onResponseStart: (...args) => handler.onResponseStart?.(...args),
        onResponseData: (...args) => handler.onResponseData?.(...args),
        onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
        onResponseError: (...args) => handler.onResponseError?.(...args),
      }),
  );
}

async function readCredentials(
  name: string,
  config: KubeConfig,
): Promise<Credentials> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    const [firstLine] = `${(error as Error)?.message ?? error}`
      .trim()
      .split('\n');
    throw new KubernetesError(
      'Unauthorized',
      `the credentials of cluster '${name}' could not be had: ${firstLine.slice(
        0,
        200,
      )}`,
      { cause: error },
    );
  }
  const headers = Object.fromEntries(
    Object.entries(options.headers ?? {}).map(([header, value]) => [
      header.toLowerCase(),
      `${value}`.trim(),
    ]),
  );
  if (options.auth && !headers.authorization) {
    headers.authorization = `Basic ${Buffer.from(options.auth).toString(
      'base64',
    )}`;
  }
  const { ca, cert, key, rejectUnauthorized, servername } = options;
  return {
    headers,
    tls: {
      ca,
      cert,
      key,
      rejectUnauthorized,
      servername,
    } as Credentials['tls'],
  };
}

/** client-node keeps exec credentials until they expire and tokens of files for a minute; a new object has kept nothing. */
function withoutCachedCredentials(config: KubeConfig): KubeConfig {
  const user = config.getCurrentUser();
  const cached =
    user?.exec ||
    user?.authProvider?.name === 'tokenFile' ||
    user?.authProvider?.name === 'exec';
  if (!cached) return config;
  const fresh = new (config.constructor as new () => KubeConfig)();
  fresh.loadFromOptions({
    clusters: config.getClusters(),
    users: config.getUsers(),
    contexts: config.getContexts(),
    currentContext: config.getCurrentContext(),
  });
  return fresh;
}

function createDispatcher(
  name: string,
  proxyUrl: string | undefined,
  tls: Credentials['tls'],
): Dispatcher {
  const defined = Object.fromEntries(
    Object.entries(tls).filter(([, value]) => value !== undefined),
  );
  const connect = {
    ...defined,
    timeout: CONNECT_TIMEOUT,
    keepAlive: true,
    keepAliveInitialDelay: 30_000,
  };
  // Deadlines are the client's, by its clock; HTTP/2 in Node has leaked memory where it was used for watches.
  const options = {
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: IDLE_CONNECTION,
  };
  if (!proxyUrl) {
    return new Agent({ ...options, connect });
  }
  if (/^https?:/.test(proxyUrl)) {
    return new ProxyAgent({ ...options, uri: proxyUrl, requestTls: connect });
  }
  if (/^socks5h?:/.test(proxyUrl)) {
    return new Socks5ProxyAgent(proxyUrl.replace(/^socks5h:/, 'socks5:'), {
      ...options,
      requestTls: connect,
    });
  }
  throw new KubernetesError(
    'BadRequest',
    `cluster '${name}': proxy-url '${proxyUrl}' must begin with http:, https: or socks5:`,
  );
}
