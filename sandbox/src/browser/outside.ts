import { Resolver } from 'node:dns/promises';
import { request } from 'node:https';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { Endpoints } from '../dev/start';

/** What `dig @dns hostname A` answers; empty for NXDOMAIN and NODATA. */
export async function dig(
  endpoints: Endpoints,
  hostname: string,
): Promise<string[]> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([endpoints.dns]);
  try {
    return await resolver.resolve4(hostname);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw error;
  }
}

/** What `curl --resolve hostname:port:address https://hostname:port/` gets. */
export async function curl(
  endpoints: Endpoints,
  hostname: string,
  address: string,
): Promise<{ status: number; body: string; names: string }> {
  const port = Number(endpoints.edge.split(':')[1]);
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: address,
        port,
        servername: hostname,
        headers: { host: hostname },
        path: '/',
        rejectUnauthorized: false,
        timeout: 5_000,
      },
      response => {
        const certificate = (
          response.socket as TLSSocket
        ).getPeerCertificate() as PeerCertificate;
        let body = '';
        response.on('data', chunk => {
          body += chunk;
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body,
            names: certificate.subjectaltname ?? '',
          }),
        );
      },
    );
    call.on('timeout', () => call.destroy(new Error('no answer within 5 s')));
    call.on('error', reject);
    call.end();
  });
}
