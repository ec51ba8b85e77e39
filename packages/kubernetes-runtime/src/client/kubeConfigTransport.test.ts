import 'reflect-metadata';
import { webcrypto } from 'crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer, Server } from 'https';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { TLSSocket } from 'tls';
import * as x509 from '@peculiar/x509';
import type { KubeConfig } from '@kubernetes/client-node';
import { namespaceKind } from './coreKinds';
import { createSwitchGate } from '../leadership/gates';
import { FaultServer } from '../testUtils/FaultServer';
import { Widget, widget, widgetKind } from '../testUtils/Widget';
import { systemClock } from '../clock/systemClock';
import { createReflector } from '../reflector/createReflector';
import { clientNode } from './clientNode';
import {
  ClosableClusterClient,
  createClusterClient,
} from './createClusterClient';
import { loadKubeConfig } from './loadKubeConfig';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
type Issued = { certificate: string; key: string; keys: CryptoKeyPair };

async function issue(
  name: string,
  authority?: { name: string; keys: CryptoKeyPair },
): Promise<Issued> {
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: webcrypto.randomUUID().replace(/-/g, '').slice(0, 16),
    subject: `CN=${name}`,
    issuer: `CN=${authority?.name ?? name}`,
    notBefore: new Date(systemClock.now() - 60_000),
    notAfter: new Date(systemClock.now() + 3_600_000),
    publicKey: keys.publicKey,
    signingKey: (authority?.keys ?? keys).privateKey,
    signingAlgorithm: algorithm,
    extensions: authority
      ? [
          new x509.SubjectAlternativeNameExtension([
            { type: 'ip', value: '127.0.0.1' },
          ]),
        ]
      : [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  const key = x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
    'PRIVATE KEY',
  );
  return { certificate: certificate.toString('pem'), key, keys };
}

/** An API server over TLS that counts handshakes and remembers who called. */
class TlsServer {
  readonly faults = new FaultServer({
    clock: systemClock,
    kinds: [widgetKind],
  });
  readonly seen: Array<{ authorization?: string; clientName?: string }> = [];
  readonly methods: string[] = [];
  handshakes = 0;
  onConnection = () => {};
  refuse: (authorization: string | undefined) => boolean = () => false;
  private server!: Server;

  async start(issued: Issued, authority: string): Promise<string> {
    this.server = createServer(
      {
        cert: issued.certificate,
        key: issued.key,
        ca: authority,
        requestCert: true,
        rejectUnauthorized: false,
      },
      async (incoming, outgoing) => {
        const peer = (incoming.socket as TLSSocket).getPeerCertificate();
        const { authorization } = incoming.headers;
        this.methods.push(incoming.method as string);
        this.seen.push({
          authorization,
          clientName: peer?.subject?.CN as string | undefined,
        });
        if (this.refuse(authorization)) {
          outgoing.writeHead(401).end();
          return;
        }
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk);
        const controller = new AbortController();
        outgoing.on('close', () => controller.abort(new Error('closed')));
        const response = await this.faults.transport(
          new Request(`https://server${incoming.url}`, {
            method: incoming.method,
            body: chunks.length ? Buffer.concat(chunks) : undefined,
            signal: controller.signal,
          }),
        );
        outgoing.writeHead(
          response.status,
          Object.fromEntries(response.headers),
        );
        outgoing.flushHeaders();
        for await (const chunk of response.body ?? []) outgoing.write(chunk);
        outgoing.end();
      },
    );
    this.server.on('connection', () => this.onConnection());
    this.server.on('secureConnection', () => this.handshakes++);
    await new Promise<void>(resolve =>
      this.server.listen(0, '127.0.0.1', resolve),
    );
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}

describe('a client over a kubeconfig', () => {
  let authority: Issued;
  let server: TlsServer;
  let url: string;
  let folder: string;
  const clients: ClosableClusterClient[] = [];

  beforeAll(async () => {
    x509.cryptoProvider.set(webcrypto as Crypto);
    authority = await issue('authority');
    // client-node takes seconds to load the first time.
    clientNode();
  }, 60_000);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
    server = new TlsServer();
    url = await server.start(
      await issue('server', { name: 'authority', keys: authority.keys }),
      authority.certificate,
    );
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map(client => client.close()));
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  async function kubeConfig(
    user: object,
    cluster: object = {},
  ): Promise<KubeConfig> {
    const text = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'blue',
          cluster: {
            server: url,
            'certificate-authority-data': Buffer.from(
              authority.certificate,
            ).toString('base64'),
            ...cluster,
          },
        },
      ],
      users: [{ name: 'me', user }],
      contexts: [{ name: 'blue', context: { cluster: 'blue', user: 'me' } }],
      'current-context': 'blue',
    });
    return loadKubeConfig({ kind: 'text', text });
  }

  async function connect(
    user: object,
    cluster?: object,
  ): Promise<ClosableClusterClient> {
    const client = createClusterClient({
      name: 'blue',
      kubeConfig: await kubeConfig(user, cluster),
      requestTimeout: 5_000,
    });
    clients.push(client);
    return client;
  }

  it('makes at most two handshakes for 300 calls in a row, beside open watches', async () => {
    const client = await connect({ token: 'sesame' });
    for (let index = 0; index < 300; index++) {
      await client.list(widgetKind);
    }
    expect(server.handshakes).toBeLessThanOrEqual(2);
    expect(
      server.seen.every(
        ({ authorization }) => authorization === 'Bearer sesame',
      ),
    ).toBe(true);

    const stop = new AbortController();
    const reflector = createReflector<Widget>({ client, kind: widgetKind });
    const done = reflector.start(stop.signal);
    await reflector.whenSynced(AbortSignal.timeout(5_000));
    await client.create(widgetKind, widget('a'));
    await systemClock.sleep(200);
    expect(reflector.store.list()).toHaveLength(1);
    expect(server.handshakes).toBeLessThanOrEqual(3);
    stop.abort();
    await done;
  });

  // C1: between the gate and the wire lie credentials that are fetched and a connection that is made.
  it('sends no byte of a write when the gate closes while the connection is being made', async () => {
    const config = await kubeConfig({ token: 'sesame' });
    let open = true;
    const gate = createSwitchGate({ mayPass: () => open });
    gate.open();
    const client = createClusterClient({
      name: 'blue',
      kubeConfig: config,
      gate,
      requestTimeout: 5_000,
    });
    clients.push(client);
    // No timer has fired and no signal has aborted yet: only the deadline has passed.
    server.onConnection = () => {
      open = false;
    };

    await expect(
      client.delete(namespaceKind, { name: 'shop' }),
    ).rejects.toMatchObject({ code: 'GateClosed' });
    await client.get(namespaceKind, { name: 'shop' }).catch(() => {});

    expect(server.methods).toEqual(['GET']);
    open = true;
    server.onConnection = () => {};
    await client.delete(namespaceKind, { name: 'shop' }).catch(() => {});
    expect(server.methods).toEqual(['GET', 'DELETE']);
  });

  it('presents the client certificate of the files, and the new one when they have changed', async () => {
    const write = async (name: string) => {
      const issued = await issue(name, {
        name: 'authority',
        keys: authority.keys,
      });
      writeFileSync(join(folder, 'client.crt'), issued.certificate);
      writeFileSync(join(folder, 'client.key'), issued.key);
    };
    await write('first');
    const client = await connect({
      'client-certificate': join(folder, 'client.crt'),
      'client-key': join(folder, 'client.key'),
    });

    await client.list(widgetKind);
    await client.list(widgetKind);
    await write('second');
    await client.list(widgetKind);
    await client.list(widgetKind);

    expect(server.seen.map(({ clientName }) => clientName)).toEqual([
      'first',
      'first',
      'second',
      'second',
    ]);
    expect(server.handshakes).toBeLessThanOrEqual(4);
  });

  it('runs an exec plugin once, and again after the server has refused its token', async () => {
    const script = join(folder, 'plugin.js');
    const count = join(folder, 'count');
    writeFileSync(count, '');
    writeFileSync(
      script,
      `const fs = require('fs'); fs.appendFileSync(${JSON.stringify(
        count,
      )}, 'x');
       const token = 'token-' + fs.readFileSync(${JSON.stringify(
         count,
       )}, 'utf8').length;
       console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } }));`,
    );
    const client = await connect({
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: process.execPath,
        args: [script],
      },
    });
    await Promise.all([
      client.list(widgetKind),
      client.list(widgetKind),
      client.list(widgetKind),
    ]);
    server.refuse = authorization => authorization === 'Bearer token-1';
    await expect(client.list(widgetKind)).rejects.toMatchObject({
      code: 'Unauthorized',
    });
    await client.list(widgetKind);

    expect(server.seen.map(({ authorization }) => authorization)).toEqual([
      ...Array(4).fill('Bearer token-1'),
      'Bearer token-2',
    ]);
  });

  it('says what is wrong with credentials, certificates and addresses', async () => {
    const broken = await connect({
      exec: { command: join(folder, 'no-such-plugin') },
    });
    await expect(broken.list(widgetKind)).rejects.toMatchObject({
      code: 'Unauthorized',
      message: expect.stringContaining(
        "the credentials of cluster 'blue' could not be had: spawn",
      ),
    });
    const other = await issue('other authority');
    const distrusting = await connect(
      { token: 'x' },
      {
        'certificate-authority-data': Buffer.from(other.certificate).toString(
          'base64',
        ),
      },
    );
    await expect(distrusting.list(widgetKind)).rejects.toMatchObject({
      code: 'Network',
      message: expect.stringMatching(/cannot be reached: [A-Z_]+$/),
    });
    await server.stop();
    const refused = await connect({ token: 'x' });
    await expect(refused.list(widgetKind)).rejects.toMatchObject({
      code: 'Network',
      message:
        "list widgets.example.org in cluster 'blue': the API server of cluster 'blue' cannot be reached: ECONNREFUSED",
    });
    await server.start(
      await issue('server', { name: 'authority', keys: authority.keys }),
      authority.certificate,
    );
  });

  it('refuses kubeconfigs that cannot work, and names what is wrong', async () => {
    const plain = await kubeConfig(
      { token: 'x' },
      { server: 'http://127.0.0.1:1' },
    );
    expect(() =>
      createClusterClient({ name: 'blue', kubeConfig: plain }),
    ).toThrow(
      "cluster 'blue': server 'http://127.0.0.1:1' is not https; set insecure-skip-tls-verify: true to allow that",
    );
    await expect(
      loadKubeConfig({
        kind: 'text',
        text: JSON.stringify({ clusters: [], users: [], contexts: [] }),
        context: 'green',
      }),
    ).rejects.toThrow(
      "kubeconfig text: there is no context 'green'; known: none",
    );
    await expect(
      loadKubeConfig({ kind: 'file', path: join(folder, 'absent') }),
    ).rejects.toThrow(join(folder, 'absent'));
    await expect(loadKubeConfig({ kind: 'inCluster' })).rejects.toThrow(
      'KUBERNETES_SERVICE_HOST is not set',
    );
  });
});
