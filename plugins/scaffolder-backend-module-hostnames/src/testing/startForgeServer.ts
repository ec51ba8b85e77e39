import { createServer, IncomingMessage } from 'node:http';
import { AddressInfo } from 'node:net';
import { Fault, READER_TOKEN, TOKEN } from './Forge';

/** A call as a route gets it. */
export interface ForgeCall {
  /** The groups of the route's pattern, percent-decoded. */
  parts: string[];
  query: URLSearchParams;
  body: any;
}

export interface ForgeAnswer {
  status: number;
  body?: unknown;
}

/** A method, a pattern of the raw path, and whether it needs the right to write. */
export type ForgeRoute = [
  method: string,
  path: RegExp,
  answer: (call: ForgeCall) => ForgeAnswer,
  rights?: 'write',
];

export interface ForgeServer {
  host: string;
  calls(): string[];
  arm(fault?: Fault): void;
  close(): Promise<void>;
}

/** Serves routes over HTTP, checks the token, counts the calls and loses the one it is told to lose. */
export async function startForgeServer(
  routes: ForgeRoute[],
): Promise<ForgeServer> {
  let calls: string[] = [];
  let fault: Fault | undefined;
  const server = createServer(async (request, response) => {
    calls.push(`${request.method} ${request.url}`);
    const hit = fault && fault.call === calls.length ? fault : undefined;
    if (hit?.kind === 'before') {
      request.socket.destroy();
      return;
    }
    const { status, body } = answerTo(routes, request, await bodyOf(request));
    if (hit?.kind === 'after') {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    arm(next) {
      calls = [];
      fault = next;
    },
    async close() {
      await new Promise(resolve => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

function answerTo(
  routes: ForgeRoute[],
  { method, url, headers }: IncomingMessage,
  body: unknown,
): ForgeAnswer {
  const token = String(
    headers['private-token'] ?? headers.authorization ?? '',
  ).replace(/^(token|Bearer) /, '');
  if (token !== TOKEN && token !== READER_TOKEN)
    return { status: 401, body: { message: '401 Unauthorized' } };
  const { pathname, searchParams } = new URL(url!, 'http://forge');
  for (const [wanted, path, answer, rights] of routes) {
    const match = wanted === method ? path.exec(pathname) : null;
    if (!match) continue;
    if (rights === 'write' && token === READER_TOKEN)
      return { status: 403, body: { message: '403 Forbidden' } };
    return answer({
      parts: match.slice(1).map(decodeURIComponent),
      query: searchParams,
      body,
    });
  }
  return { status: 404, body: { message: '404 Not Found' } };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length
    ? JSON.parse(Buffer.concat(chunks).toString('utf8'))
    : undefined;
}
