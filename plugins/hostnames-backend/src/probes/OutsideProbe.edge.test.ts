import { createServer, ServerOptions } from 'node:https';
import { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:tls';
import { Socket } from 'node:net';
import { baseResponse } from '@hostmaster/backstage-plugin-hostnames-common';
import { ProbeResult } from '@hostmaster/backstage-plugin-hostnames-node';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { quickClock } from '../__testUtils__/quickClock';
import {
  createAuthority,
  TestCertificate,
} from '../__testUtils__/testAuthority';
import { a, listen, startDns, startPeer } from '../__testUtils__/testNetwork';
import { createOutsideProbe } from './OutsideProbe';

const HOSTNAME = 'shop.example.com';
let authority: Awaited<ReturnType<typeof createAuthority>>;
let good: TestCertificate;
let dns: Awaited<ReturnType<typeof startDns>>;
const closers: Array<() => Promise<void>> = [];

beforeAll(async () => {
  authority = await createAuthority();
  good = await authority.issue([HOSTNAME]);
  dns = await startDns((name, type) =>
    type === 'A' && name.endsWith('example.com') ? [a(name, '127.0.0.1')] : [],
  );
});
afterEach(async () => {
  while (closers.length > 0) await closers.pop()!();
});
afterAll(() => dns.stop());

async function serve(
  listener: RequestListener,
  options: ServerOptions = {},
): Promise<number> {
  const server = createServer({ ...good, ...options }, listener);
  const sockets = new Set<Socket>();
  server.on('connection', socket => sockets.add(socket.on('error', () => {})));
  server.on('tlsClientError', () => {});
  closers.push(
    () =>
      new Promise(resolve => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  );
  return listen(server);
}

async function peer(onConnection: (socket: Socket) => void): Promise<number> {
  const started = await startPeer(onConnection);
  closers.push(() => started.stop());
  return started.port;
}

async function look(
  edgePort: number,
  options: { hostname?: string; extraRoots?: string[]; factor?: number } = {},
) {
  const probe = createOutsideProbe(
    {
      allowedAddresses: ['127.0.0.1/32'],
      resolvers: [{ address: '127.0.0.1', port: dns.port, configured: true }],
      edgePort,
      extraRoots: options.extraRoots ?? [authority.pem],
    },
    { clock: options.factor ? quickClock(options.factor) : systemClock },
  );
  const results = await probe.run(
    { hostname: options.hostname ?? HOSTNAME },
    { signal: new AbortController().signal },
  );
  const of = <P extends ProbeResult['probe']>(kind: P) =>
    results.find(
      (result): result is Extract<ProbeResult, { probe: P }> =>
        result.probe === kind,
    );
  return { dns: of('dns'), tls: of('tls'), http: of('http'), results };
}

describe('the look at the edge', () => {
  it('sees the certificate that is served, and the answer', async () => {
    const seen: Array<{ url?: string; host?: string; servername?: string }> =
      [];
    const port = await serve((request, response) => {
      seen.push({
        url: request.url,
        host: request.headers.host,
        servername: (request.socket as any).servername,
      });
      response.end('hello');
    });

    const { tls, http, dns: name } = await look(port);

    expect(name).toMatchObject({
      kind: 'answer',
      addresses: ['127.0.0.1'],
      ttl: 60,
    });
    expect(tls).toMatchObject({
      kind: 'handshake',
      address: '127.0.0.1',
      trusted: true,
      certificate: {
        serial: '0a:0b:0c',
        names: [HOSTNAME],
        issuer: 'Test Authority',
      },
    });
    expect(http).toMatchObject({
      kind: 'response',
      status: 200,
      fromBase: false,
    });
    expect(seen).toEqual([{ url: '/', host: HOSTNAME, servername: HOSTNAME }]);
  });

  it('looks at one name below a wildcard', async () => {
    const certificate = await authority.issue(['*.example.com']);
    const port = await serve(
      (_request, response) => response.end(),
      certificate,
    );

    const { tls } = await look(port, { hostname: '*.example.com' });

    expect(tls).toMatchObject({
      kind: 'handshake',
      trusted: true,
      certificate: { names: ['*.example.com'] },
    });
  });

  it('tells the base of a gateway from a service that answers 404', async () => {
    const base = await serve((_request, response) =>
      response
        .writeHead(404, { 'content-type': baseResponse.contentType })
        .end(baseResponse.body),
    );
    const service = await serve((_request, response) =>
      response.writeHead(404).end('no such page'),
    );

    expect((await look(base)).http).toMatchObject({
      kind: 'response',
      status: 404,
      fromBase: true,
    });
    expect((await look(service)).http).toMatchObject({
      kind: 'response',
      status: 404,
      fromBase: false,
    });
  });

  it('reports a redirect and does not follow it', async () => {
    let requests = 0;
    const port: number = await serve((_request, response) => {
      requests += 1;
      response
        .writeHead(302, { location: `https://127.0.0.1:${port}/elsewhere` })
        .end();
    });

    expect((await look(port)).http).toMatchObject({
      kind: 'response',
      status: 302,
    });
    expect(requests).toBe(1);
  });

  it.each([
    [
      'expired',
      { notAfter: new Date(Date.now() - 1_000) },
      [HOSTNAME],
      'The certificate has expired.',
    ],
    [
      'not valid yet',
      { notBefore: new Date(Date.now() + 86_400_000) },
      [HOSTNAME],
      'The certificate is not valid yet.',
    ],
    [
      'of another name',
      {},
      ['other.example.com'],
      `The certificate is for other.example.com, not for ${HOSTNAME}.`,
    ],
  ])(
    'says what is wrong with a certificate that is %s',
    async (_title, options, names, problem) => {
      const port = await serve(
        (_request, response) => response.end(),
        await authority.issue(names, options),
      );

      expect((await look(port)).tls).toMatchObject({
        kind: 'handshake',
        trusted: false,
        problem,
      });
    },
  );

  it('does not trust an authority that is not configured', async () => {
    const port = await serve((_request, response) => response.end());

    expect((await look(port, { extraRoots: [] })).tls).toMatchObject({
      kind: 'handshake',
      trusted: false,
      problem: expect.stringContaining('does not lead to a trusted root'),
    });
  });

  it('says so when nothing listens, and when the peer is no TLS server', async () => {
    const closed = await startPeer(() => {});
    await closed.stop();
    const banner = await peer(socket =>
      socket.end('220 mail.example.com ESMTP\r\n'),
    );

    expect((await look(closed.port)).tls).toMatchObject({ kind: 'refused' });
    expect((await look(banner)).tls).toMatchObject({ kind: 'alert' });
  });
});

describe('hostile peers', () => {
  const drip = (socket: Socket, bytes: () => Buffer, everyMs: number) => {
    const timer = setInterval(() => socket.write(bytes()), everyMs);
    socket.on('close', () => clearInterval(timer));
  };
  const endless = (
    socket: NodeJS.WritableStream & { destroyed?: boolean },
    chunk: Buffer,
  ) => {
    const push = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', push);
    socket.on('error', () => {});
    push();
  };

  const rawPeers: Array<[string, (socket: Socket) => void]> = [
    ['accepts and says nothing', () => {}],
    ['closes at once', socket => socket.destroy()],
    [
      'drips random bytes',
      socket =>
        drip(
          socket,
          () => Buffer.from([Math.floor(performance.now()) % 256]),
          5,
        ),
    ],
    [
      'drips a handshake record that never ends',
      socket => {
        socket.write(Buffer.from([22, 3, 3, 0x3f, 0xff, 2, 0xff, 0xff, 0xff]));
        drip(socket, () => Buffer.from([0]), 5);
      },
    ],
    [
      'sends a banner without end',
      socket => endless(socket, Buffer.alloc(65_536, 'A')),
    ],
    [
      'sends alerts without end',
      socket => endless(socket, Buffer.from([21, 3, 3, 0, 2, 1, 90])),
    ],
    [
      'sends empty records without end',
      socket =>
        endless(
          socket,
          Buffer.concat(Array(1_000).fill(Buffer.from([23, 3, 3, 0, 0]))),
        ),
    ],
    [
      'speaks HTTP',
      socket => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
    ],
    [
      'answers with its own client hello',
      socket => socket.on('data', chunk => socket.write(chunk)),
    ],
  ];

  it.each(rawPeers)(
    'one that %s: the look ends in time with a result',
    async (_title, behave) => {
      const port = await peer(behave);
      const started = performance.now();

      const { tls, http } = await look(port, { factor: 10 });

      expect(tls?.kind).toMatch(/^(refused|timeout|alert)$/);
      expect(http).toBeUndefined();
      expect(performance.now() - started).toBeLessThan(2_500);
    },
  );

  const tlsPeers: Array<[string, (socket: Socket) => void]> = [
    ['never answers', () => {}],
    [
      'drips headers',
      socket => {
        socket.write('HTTP/1.1 200 OK\r\n');
        drip(socket, () => Buffer.from('x-a: b\r\n'), 5);
      },
    ],
    [
      'sends headers without end',
      socket => {
        socket.write('HTTP/1.1 200 OK\r\n');
        endless(socket, Buffer.from(`x-a: ${'b'.repeat(8_000)}\r\n`));
      },
    ],
    [
      'sends one header line without end',
      socket => {
        socket.write('HTTP/1.1 200 OK\r\nx-a: ');
        endless(socket, Buffer.alloc(16_384, 'b'));
      },
    ],
    [
      'sends a body without end',
      socket => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        endless(socket, Buffer.alloc(65_536, 'b'));
      },
    ],
    [
      'sends a chunk without end',
      socket => {
        socket.write(
          'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffffffff\r\n',
        );
        endless(socket, Buffer.alloc(65_536, 'b'));
      },
    ],
    [
      'sends interim answers without end',
      socket =>
        endless(
          socket,
          Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1_000)),
        ),
    ],
    [
      'switches protocols',
      socket =>
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
        ),
    ],
    [
      'sends both lengths',
      socket =>
        socket.end(
          'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
        ),
    ],
    [
      'sends garbage',
      socket => socket.end(Buffer.from([0, 1, 2, 3, 255, 254, 10, 13, 10, 13])),
    ],
    [
      'sends a bomb as gzip',
      socket =>
        socket.end(
          'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 10\r\n\r\n\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03',
        ),
    ],
    ['closes after the handshake', socket => socket.end()],
    ['resets after the handshake', socket => socket.destroy()],
  ];

  it.each(tlsPeers)(
    'one that %s over TLS: the look ends in time, and takes little',
    async (_title, behave) => {
      let raw: Socket | undefined;
      const server = createTlsServer(
        { ...good, ALPNProtocols: ['http/1.1'] },
        secure => {
          secure.on('error', () => {});
          secure.once('data', () => behave(secure));
        },
      );
      server.on('connection', socket => {
        raw = socket.on('error', () => {});
      });
      server.on('tlsClientError', () => {});
      closers.push(
        () =>
          new Promise(resolve => {
            raw?.destroy();
            server.close(() => resolve());
          }),
      );
      const port = await listen(server);
      const started = performance.now();
      const before = process.memoryUsage().heapUsed;

      const { tls, http } = await look(port, { factor: 10 });

      expect(tls?.kind).toBe('handshake');
      expect(http?.kind).toMatch(/^(response|failed)$/);
      expect(performance.now() - started).toBeLessThan(2_500);
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(
        32 * 1024 * 1024,
      );
    },
  );

  it('shows a certificate with very many names without keeping them all', async () => {
    const many = Array.from(
      { length: 400 },
      (_, index) => `name-${index}.example.com`,
    );
    const port = await serve(
      (_request, response) => response.end(),
      await authority.issue([HOSTNAME, ...many]),
    );

    const { tls } = await look(port);

    expect(tls).toMatchObject({ kind: 'handshake', trusted: true });
    expect(tls?.kind === 'handshake' && tls.certificate.names.length).toBe(100);
  });
});
