import { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { ReadableStream as NodeReadableStream } from 'node:stream/web';

/**
 * Answers a request of Node's HTTP server with a handler of WHATWG requests. When the handler throws, or the answer's body
 * breaks, the connection is reset; when the client goes away, the request's signal is aborted.
 *
 * @internal
 */
export function serveRequest(
  handle: (request: Request) => Promise<Response>,
  message: IncomingMessage,
  response: ServerResponse,
): void {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  handle(requestOf(message, gone.signal))
    .then(answer => send(answer, response, gone.signal))
    .catch(() => message.socket.destroy());
}

function requestOf(message: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    for (const entry of [value ?? []].flat()) headers.append(name, entry);
  }
  const hasBody = message.method !== 'GET' && message.method !== 'HEAD';
  return new Request(
    `https://${message.headers.host ?? 'localhost'}${message.url}`,
    {
      method: message.method,
      headers,
      signal,
      ...(hasBody
        ? { body: Readable.toWeb(message) as ReadableStream, duplex: 'half' }
        : {}),
    },
  );
}

async function send(
  answer: Response,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  response.statusCode = answer.status;
  const headers = new Map<string, string[]>();
  answer.headers.forEach((value, name) => headers.set(name, [value]));
  const warnings = answer.headers.get('warning');
  if (warnings) headers.set('warning', warnings.split(/, (?=299 - )/));
  for (const [name, values] of headers)
    response.setHeader(name, values.length === 1 ? values[0] : values);
  if (!answer.body) {
    response.end();
    return;
  }
  response.flushHeaders();
  const body = answer.body as unknown as NodeReadableStream<Uint8Array>;
  try {
    for await (const chunk of body.values()) {
      if (signal.aborted) return;
      response.write(chunk);
    }
    response.end();
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  }
}
