import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { Duplex } from 'node:stream';
import { connect, TLSSocket } from 'node:tls';
import { isBaseResponse } from '@hostmaster/backstage-plugin-hostnames-common';
import { ProbeResult } from '@hostmaster/backstage-plugin-hostnames-node';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { Dialer, ForbiddenAddressError } from '../Dialer';
import { boundedStream } from './boundedStream';
import { readCertificate } from './readCertificate';

type TlsResult = Extract<ProbeResult, { probe: 'tls' }>;
type HttpResult = Extract<ProbeResult, { probe: 'http' }>;

export interface EdgeLook {
  /** A literal address; it is checked once more just before the connection is made. */
  address: string;
  port: number;
  /** Sent as server name and as Host. */
  hostname: string;
  /** PEM certificates that count as trusted roots. */
  roots: string[];
  dialer: Dialer;
  clock: Clock;
  /** Ends the look; what is missing then is reported as timed out. */
  signal: AbortSignal;
}

/** Read from one connection, certificates and headers included. */
const MOST_BYTES = 64 * 1024;
const MOST_HEADER_BYTES = 16 * 1024;
/** Enough to know the base's answer. */
const BODY_BYTES = 1024;

/**
 * One TLS handshake with one address and, over the same connection, `GET /`. Redirects are reported, not followed; bodies are
 * not decompressed. Never throws.
 */
export async function lookAtEdge(
  look: EdgeLook,
): Promise<[TlsResult] | [TlsResult, HttpResult]> {
  const started = look.clock.monotonic();
  let raw: Duplex | undefined;
  let secure: TLSSocket | undefined;
  const onAbort = () => {
    raw?.destroy();
    secure?.destroy();
  };
  look.signal.addEventListener('abort', onAbort, { once: true });
  try {
    raw = boundedStream(look.dialer.connect(look), MOST_BYTES);
    secure = await handshake(raw, look);
    const tls = describeHandshake(secure, look, started);
    if (tls.kind !== 'handshake') return [tls];
    return [tls, await get(secure, look)];
  } catch (error) {
    return [failedHandshake(error, look)];
  } finally {
    look.signal.removeEventListener('abort', onAbort);
    onAbort();
  }
}

function handshake(raw: Duplex, look: EdgeLook): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    if (look.signal.aborted) {
      reject(new Error('stopped'));
      return;
    }
    const socket = connect({
      socket: raw,
      servername: look.hostname,
      ca: look.roots,
      ALPNProtocols: ['http/1.1'],
      minVersion: 'TLSv1.2',
      // A wrong certificate is what the probe is there to see: it is judged after the handshake.
      rejectUnauthorized: false,
    });
    raw.on('error', reject);
    socket.on('error', reject);
    socket.on('close', () =>
      reject(new Error('The connection was closed during the handshake.')),
    );
    socket.once('secureConnect', () => resolve(socket));
  });
}

function describeHandshake(
  socket: TLSSocket,
  look: EdgeLook,
  started: number,
): TlsResult {
  const at = look.clock.now();
  const peer = socket.getPeerX509Certificate();
  if (!peer) {
    return {
      probe: 'tls',
      at,
      address: look.address,
      kind: 'alert',
      message: 'The server showed no certificate.',
    };
  }
  const certificate = readCertificate(peer);
  const problem = problemOf(socket, peer, certificate, look);
  return {
    probe: 'tls',
    at,
    address: look.address,
    kind: 'handshake',
    protocol: socket.getProtocol() ?? 'unknown',
    certificate,
    trusted: problem === undefined,
    ...(problem ? { problem } : {}),
    milliseconds: Math.round(look.clock.monotonic() - started),
  };
}

function problemOf(
  socket: TLSSocket,
  peer: X509Certificate,
  certificate: { names: string[]; notBefore: number; notAfter: number },
  look: EdgeLook,
): string | undefined {
  const now = look.clock.now();
  if (now > certificate.notAfter) return 'The certificate has expired.';
  if (now < certificate.notBefore) return 'The certificate is not valid yet.';
  if (!peer.checkHost(look.hostname, { subject: 'never' })) {
    const names = certificate.names.slice(0, 5).join(', ') || 'no hostname';
    return `The certificate is for ${names}, not for ${look.hostname}.`;
  }
  const code = errorCode(socket.authorizationError);
  if (!code || code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return undefined;
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT')
    return 'The certificate is signed by itself.';
  return `The chain does not lead to a trusted root (${code}).`;
}

function get(socket: TLSSocket, look: EdgeLook): Promise<HttpResult> {
  const started = look.clock.monotonic();
  const seen = { probe: 'http', address: look.address } as const;
  return new Promise(resolve => {
    const failed = (message: string) =>
      resolve({ ...seen, at: look.clock.now(), kind: 'failed', message });
    const call = request({
      createConnection: () => socket,
      method: 'GET',
      path: '/',
      host: look.hostname,
      setHost: false,
      headers: {
        host: look.hostname,
        'user-agent': 'hostmaster-probe',
        accept: '*/*',
        'accept-encoding': 'identity',
        connection: 'close',
      },
      maxHeaderSize: MOST_HEADER_BYTES,
    });
    call.on('error', error =>
      failed(
        look.signal.aborted
          ? 'No answer in time.'
          : `The answer is not readable as HTTP (${errorCode(error)}).`,
      ),
    );
    call.on('close', () =>
      failed(
        look.signal.aborted
          ? 'No answer in time.'
          : 'The connection was closed without an answer.',
      ),
    );
    call.on('upgrade', (_response, upgraded) => {
      upgraded.destroy();
      failed('The server wants another protocol.');
    });
    call.on('response', response => {
      const milliseconds = Math.round(look.clock.monotonic() - started);
      const status = response.statusCode ?? 0;
      let body = Buffer.alloc(0);
      const done = () => {
        const fromBase = isBaseResponse({
          status,
          body: body.toString('latin1'),
        });
        resolve({
          ...seen,
          at: look.clock.now(),
          kind: 'response',
          status,
          milliseconds,
          fromBase,
        });
        response.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        body = Buffer.concat([
          body,
          chunk.subarray(0, BODY_BYTES - body.length),
        ]);
        if (body.length >= BODY_BYTES) done();
      });
      response.on('end', done);
      response.on('error', done);
      response.on('close', done);
    });
    call.end();
  });
}

function failedHandshake(error: unknown, look: EdgeLook): TlsResult {
  const seen = {
    probe: 'tls',
    at: look.clock.now(),
    address: look.address,
  } as const;
  if (error instanceof ForbiddenAddressError)
    return { ...seen, kind: 'forbiddenAddress', message: error.message };
  if (look.signal.aborted) {
    return {
      ...seen,
      kind: 'timeout',
      message: `${look.address} did not complete a TLS handshake in time.`,
    };
  }
  const code = errorCode(error) ?? '';
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') {
    return {
      ...seen,
      kind: 'alert',
      message: `${look.address} refused the TLS handshake for ${look.hostname} (${code}).`,
    };
  }
  if (code === 'ECONNREFUSED') {
    return {
      ...seen,
      kind: 'refused',
      message: `${look.address} refuses connections on port ${look.port}.`,
    };
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return {
      ...seen,
      kind: 'refused',
      message: `There is no way to ${look.address}.`,
    };
  }
  return {
    ...seen,
    kind: 'refused',
    message: `${look.address} closed the connection during the TLS handshake.`,
  };
}

function errorCode(error: unknown): string | undefined {
  if (!error) return undefined;
  if (typeof error === 'string') return error;
  return (error as NodeJS.ErrnoException).code ?? (error as Error).name;
}
