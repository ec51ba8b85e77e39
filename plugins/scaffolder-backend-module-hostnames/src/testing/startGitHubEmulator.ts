import { ChildProcess, spawn } from 'node:child_process';
import { createServer, request as httpRequest, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { Octokit } from '@octokit/rest';

/** What is done to the n-th call: it is lost before the server sees it, or its answer is lost. */
export type Fault = { call: number; kind: 'before' | 'after' };

/** GitHub in a process of its own (`emulate` is ESM only and does not load in jest), behind a proxy that counts and loses calls. */
export interface GitHubEmulator {
  /** `127.0.0.1:port`, the host of the integration. */
  host: string;
  apiBaseUrl: string;
  octokit: Octokit;
  calls(): string[];
  /** Forgets the calls so far and plans a fault. */
  arm(fault?: Fault): void;
  close(): Promise<void>;
}

export const TOKEN = 'canary-7c1f0e9a-token';
export const READER_TOKEN = 'canary-reader-token';

const program = `
const { createEmulator } = await import('emulate');
const emulator = await createEmulator({ service: 'github', port: Number(process.argv[1]), baseUrl: process.argv[2], seed: {
  tokens: { '${TOKEN}': { login: 'bot', scopes: ['repo'] }, '${READER_TOKEN}': { login: 'reader', scopes: ['repo'] } },
  github: {
    users: [{ login: 'bot', name: 'Bot', email: 'bot@example.test' }, { login: 'reader', name: 'Reader', email: 'reader@example.test' }],
    orgs: [{ login: 'acme', name: 'Acme', members: [{ login: 'bot', role: 'admin' }] }],
    repos: ['gitops', 'other'].map(name => ({ owner: 'acme', name, default_branch: 'main', auto_init: true })),
  } } });
console.log('ready');
process.on('SIGTERM', async () => { await emulator.close(); process.exit(0); });
`;

export async function startGitHubEmulator(): Promise<GitHubEmulator> {
  const apiPort = await freePort();
  let calls: string[] = [];
  let fault: Fault | undefined;
  const proxy = createServer((incoming, outgoing) => {
    calls.push(`${incoming.method} ${incoming.url}`);
    const hit = fault && fault.call === calls.length ? fault : undefined;
    if (hit?.kind === 'before') return void incoming.socket.destroy();
    const upstream = httpRequest({ host: '127.0.0.1', port: apiPort, method: incoming.method, path: incoming.url, headers: incoming.headers }, response => {
      if (hit?.kind === 'after') {
        response.resume();
        response.on('end', () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    upstream.on('error', () => incoming.socket.destroy());
    incoming.pipe(upstream);
    return undefined;
  });
  const port = await listen(proxy);
  const child = await startChild(apiPort, `http://127.0.0.1:${port}`);
  return {
    host: `127.0.0.1:${port}`,
    apiBaseUrl: `http://127.0.0.1:${port}`,
    octokit: new Octokit({ auth: TOKEN, baseUrl: `http://127.0.0.1:${apiPort}` }),
    calls: () => calls,
    arm(next) {
      calls = [];
      fault = next;
    },
    async close() {
      child.kill('SIGTERM');
      await new Promise(resolve => {
        proxy.close(resolve);
        proxy.closeAllConnections();
      });
    },
  };
}

async function startChild(port: number, baseUrl: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, String(port), baseUrl], { cwd: __dirname, stdio: ['ignore', 'pipe', 'pipe'] }); // eslint-disable-line no-restricted-syntax -- a test helper, run from source
  let errors = '';
  child.stderr.on('data', chunk => {
    errors += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', chunk => String(chunk).includes('ready') && resolve());
    child.once('exit', () => reject(new Error(`emulate ended: ${errors}`)));
  });
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise(resolve => {
    server.close(resolve);
  });
  return port;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
