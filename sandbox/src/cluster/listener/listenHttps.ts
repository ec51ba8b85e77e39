import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, Server } from 'node:https';
import { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { TLSSocket } from 'node:tls';
import type { MemoryCluster } from '../createMemoryCluster';
import { User } from '../types';
import { CertificateAuthority, CertificatePair } from './CertificateAuthority';
import { kubeconfigOf } from './kubeconfig';
import { serveRequest } from './serveRequest';

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '::1'];
const KEEP_ALIVE = 75_000;

/** A cluster that listens on a port. @public */
export interface ClusterListener {
  readonly url: string;
  /** Certificate of the authority that signed the server's. */
  readonly caPem: string;
  /**
   * Writes a kubeconfig and answers its path: for the administrator's token, another token, or a client certificate that
   * names a user.
   */
  kubeconfig(
    path: string,
    options?: {
      token?: string;
      certificateFor?: { user: string; groups?: string[] };
      namespace?: string;
    },
  ): Promise<string>;
  /** A client certificate that names a user and groups. */
  clientCertificate(user: string, groups?: string[]): Promise<CertificatePair>;
  /** Breaks open connections and stops listening. */
  close(): Promise<void>;
}

/**
 * Serves a cluster over HTTPS on loopback, under a certificate authority made for it.
 *
 * @public
 */
export async function listenHttps(
  cluster: MemoryCluster,
  options: { port?: number; host?: string } = {},
): Promise<ClusterListener> {
  const { port = 0, host = '127.0.0.1' } = options;
  const authority = await CertificateAuthority.create(
    `${cluster.name} sandbox CA`,
  );
  const pair = await authority.server([...new Set([...LOCAL_HOSTS, host])]);
  const server = createServer(
    {
      cert: pair.certificatePem,
      key: pair.keyPem,
      ca: authority.certificatePem,
      requestCert: true,
      rejectUnauthorized: false,
      keepAliveTimeout: KEEP_ALIVE,
      requestTimeout: 0,
    },
    (message, response) => {
      const connectedAs = certificateUser(message.socket as TLSSocket);
      serveRequest(
        request => cluster.handle(request, connectedAs),
        message,
        response,
      );
    },
  );
  await listen(server, port, host);
  const url = `https://${host.includes(':') ? `[${host}]` : host}:${
    (server.address() as AddressInfo).port
  }`;

  return {
    url,
    caPem: authority.certificatePem,
    async kubeconfig(
      path,
      { token = cluster.adminToken, certificateFor, namespace } = {},
    ) {
      const credentials = certificateFor
        ? await authority.client(
            certificateFor.user,
            certificateFor.groups ?? [],
          )
        : { token };
      const user = certificateFor?.user ?? 'sandbox';
      const text = kubeconfigOf({
        cluster: cluster.name,
        url,
        caPem: authority.certificatePem,
        user,
        credentials,
        namespace,
      });
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { mode: 0o600 });
      return path;
    },
    clientCertificate: (user, groups = []) => authority.client(user, groups),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Who the client certificate names: CN is the user, each O a group. */
function certificateUser(socket: TLSSocket): User | undefined {
  if (!socket.authorized) return undefined;
  const subject = socket.getPeerCertificate().subject as
    | { CN?: string; O?: string | string[] }
    | undefined;
  if (!subject?.CN) return undefined;
  return {
    name: subject.CN,
    groups: [...[subject.O ?? []].flat(), 'system:authenticated'],
  };
}
