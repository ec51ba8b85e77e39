import type {
  HttpHandlerOptions,
  HttpRequest,
  HttpResponse,
  RequestHandler as SmithyRequestHandler,
} from '@smithy/types';
import { RequestHandler } from './listenHttp';

/** What an SDK v3 client takes as `requestHandler`. @public */
export type InProcessRequestHandler = SmithyRequestHandler<
  HttpRequest,
  HttpResponse,
  HttpHandlerOptions
> & {
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
};

/**
 * Lets AWS SDK v3 clients call a handler in the same process, without a socket: pass it as `requestHandler`.
 *
 * @public
 */
export function inProcessRequestHandler(
  handle: RequestHandler,
): InProcessRequestHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy: () => {},
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    async handle(request, options) {
      const response = await raceAbort(
        handle(toRequest(request)),
        options?.abortSignal as AbortSignal | undefined,
      );
      const body = new Uint8Array(await response.arrayBuffer());
      return {
        response: {
          statusCode: response.status,
          headers: Object.fromEntries(response.headers),
          body,
        } as HttpResponse,
      };
    },
  };
}

function toRequest(request: HttpRequest): Request {
  const port = request.port === undefined ? '' : `:${request.port}`;
  const url = new URL(
    `${request.protocol}//${request.hostname}${port}${request.path}`,
  );
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const item of Array.isArray(value) ? value : [value])
      url.searchParams.append(name, item ?? '');
  }
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  return new Request(url, {
    method: request.method,
    headers: withoutForbidden(request.headers),
    body: hasBody ? (request.body as BodyInit | undefined) : undefined,
  });
}

/** `Request` sets these itself. */
function withoutForbidden(headers: Record<string, string>): Headers {
  const kept = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() !== 'content-length') kept.set(name, value);
  }
  return kept;
}

function raceAbort<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = () =>
      reject(
        Object.assign(new Error('Request aborted'), { name: 'AbortError' }),
      );
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
