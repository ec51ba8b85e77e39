import { ChildProcess, spawn } from 'node:child_process';
import { createServer, request as httpRequest, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { Octokit } from '@octokit/rest';
import { GitHubPublisher } from '../publish/github/GitHubPublisher';
import { Fault, Forge, OWNER, READER_TOKEN, REPOSITORY, TOKEN } from './Forge';

interface GitHubEmulator {
  host: string;
  octokit: Octokit;
  calls(): string[];
  arm(fault?: Fault): void;
  close(): Promise<void>;
}

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

const at = { owner: OWNER, repo: REPOSITORY };

/** GitHub in a process of its own (`emulate` is ESM only and does not load in jest), behind a proxy that counts and loses calls. */
export async function startGitHubEmulator(): Promise<
  Forge & { octokit: Octokit }
> {
  const emulator = await startEmulator();
  const { octokit } = emulator;
  return {
    ...emulator,
    provider: 'github',
    mergesBase: true,
    publisher(token) {
      const integrations = {
        github: [
          { host: emulator.host, apiBaseUrl: `http://${emulator.host}`, token },
        ],
      };
      return new GitHubPublisher(
        ScmIntegrations.fromConfig(new ConfigReader({ integrations })),
      );
    },
    async headOf(branch) {
      const { data } = await octokit.git.getRef({
        ...at,
        ref: `heads/${branch}`,
      });
      return data.object.sha;
    },
    async contentOn(branch, path) {
      const data = await octokit.repos
        .getContent({ ...at, path, ref: branch })
        .then(
          answer => answer.data,
          () => undefined,
        );
      return data && 'content' in data
        ? Buffer.from(data.content, 'base64').toString()
        : undefined;
    },
    async commitOn(branch, path, content) {
      await octokit.repos.createOrUpdateFileContents({
        ...at,
        path,
        branch,
        message: 'by hand',
        content: Buffer.from(content).toString('base64'),
        sha: await blobOn(octokit, branch, path),
      });
    },
    async openPullRequests() {
      return (
        await octokit.paginate(octokit.pulls.list, {
          ...at,
          state: 'open',
          per_page: 100,
        })
      ).map(({ head }) => head.ref);
    },
    async hasCommit(branch, commit) {
      const { data } = await octokit.repos.compareCommits({
        ...at,
        base: commit,
        head: branch,
      });
      return data.behind_by === 0;
    },
    async merge(number) {
      await octokit.pulls.merge({
        ...at,
        pull_number: number,
        merge_method: 'merge',
      });
    },
  };
}

async function blobOn(
  octokit: Octokit,
  branch: string,
  path: string,
): Promise<string | undefined> {
  const data = await octokit.repos
    .getContent({ ...at, path, ref: branch })
    .then(
      answer => answer.data,
      () => undefined,
    );
  return data && 'sha' in data ? data.sha : undefined;
}

async function startEmulator(): Promise<GitHubEmulator> {
  const apiPort = await freePort();
  let calls: string[] = [];
  let fault: Fault | undefined;
  const proxy = createServer((incoming, outgoing) => {
    calls.push(`${incoming.method} ${incoming.url}`);
    const hit = fault && fault.call === calls.length ? fault : undefined;
    if (hit?.kind === 'before') return void incoming.socket.destroy();
    const upstream = httpRequest(
      {
        host: '127.0.0.1',
        port: apiPort,
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
      },
      response => {
        if (hit?.kind === 'after') {
          response.resume();
          response.on('end', () => incoming.socket.destroy());
          return;
        }
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      },
    );
    upstream.on('error', () => incoming.socket.destroy());
    incoming.pipe(upstream);
    return undefined;
  });
  const port = await listen(proxy);
  const child = await startChild(apiPort, `http://127.0.0.1:${port}`);
  return {
    host: `127.0.0.1:${port}`,
    octokit: new Octokit({
      auth: TOKEN,
      baseUrl: `http://127.0.0.1:${apiPort}`,
      log: { debug() {}, info() {}, warn() {}, error() {} },
    }),
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

async function startChild(
  port: number,
  baseUrl: string,
): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', program, String(port), baseUrl],
    // eslint-disable-next-line no-restricted-syntax -- a test helper, run from source
    { cwd: __dirname, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', chunk => {
    errors += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on(
      'data',
      chunk => String(chunk).includes('ready') && resolve(),
    );
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
