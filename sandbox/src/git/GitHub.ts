import {
  createServer,
  IncomingMessage,
  request,
  Server,
  ServerResponse,
} from 'node:http';
import { Octokit } from '@octokit/rest';
import { GitHubRepository } from './GitHubRepository';
import { mergePullRequest } from './mergePullRequest';
import { pullRequestPage, pullRequestsPage } from './pages';

/** A repository to start with and the files on its `main` branch. */
export interface SeedRepository {
  owner: string;
  name: string;
  files: Record<string, string>;
}

/** The sandbox's GitHub: `emulate` behind pages that show a pull request's diff and merge it. */
export interface GitHub {
  /** Web pages and REST API alike. */
  url: string;
  /** A token with the right to push. */
  token: string;
  octokit: Octokit;
  repository(owner: string, name: string): GitHubRepository;
  close(): Promise<void>;
}

const TOKEN = 'sandbox-github-token';
const BOT = 'hostmaster-bot';

/**
 * Starts GitHub on loopback.
 *
 * `emulate` answers REST alone; the pages are ours and use that same API.
 */
export async function startGitHub(options: {
  port: number;
  apiPort: number;
  repositories: SeedRepository[];
  onMerge?: () => void;
}): Promise<GitHub> {
  const { createEmulator } = await import('emulate');
  const url = `http://127.0.0.1:${options.port}`;
  const emulator = await createEmulator({
    service: 'github' as const,
    port: options.apiPort,
    baseUrl: url,
    seed: {
      tokens: { [TOKEN]: { login: BOT, scopes: ['repo', 'user'] } },
      github: {
        users: [
          { login: BOT, name: 'Hostmaster', email: 'hostmaster@example.test' },
        ],
        orgs: [...new Set(options.repositories.map(({ owner }) => owner))].map(
          login => ({
            login,
            name: login,
            members: [{ login: BOT, role: 'admin' }],
          }),
        ),
        repos: options.repositories.map(({ owner, name }) => ({
          owner,
          name,
          default_branch: 'main',
          auto_init: true,
        })),
      },
    },
  });

  const octokit = new Octokit({
    auth: TOKEN,
    baseUrl: `http://127.0.0.1:${options.apiPort}`,
    log: quiet,
  });
  for (const repository of options.repositories)
    await commitFiles(octokit, repository);

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, {
      octokit,
      apiPort: options.apiPort,
      onMerge: options.onMerge,
    }).catch(error => {
      outgoing
        .writeHead(500, { 'content-type': 'text/plain; charset=utf-8' })
        .end(`${(error as Error).message}\n`);
    });
  });
  await listen(server, options.port);

  return {
    url,
    token: TOKEN,
    octokit,
    repository: (owner, name) =>
      new GitHubRepository(octokit, owner, name, url),
    async close() {
      await new Promise(resolve => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await emulator.close();
    },
  };
}

/** Puts files on top of the newest commit of `main`. */
export async function commitFiles(
  octokit: Octokit,
  { owner, name, files }: SeedRepository,
  message = 'Describe what runs where',
): Promise<void> {
  if (Object.keys(files).length === 0) return;
  const repo = { owner, repo: name };
  const { data: ref } = await octokit.git.getRef({
    ...repo,
    ref: 'heads/main',
  });
  const { data: parent } = await octokit.git.getCommit({
    ...repo,
    commit_sha: ref.object.sha,
  });
  const { data: tree } = await octokit.git.createTree({
    ...repo,
    base_tree: parent.tree.sha,
    tree: Object.entries(files).map(([path, content]) => ({
      path,
      mode: '100644' as const,
      type: 'blob' as const,
      content,
    })),
  });
  const { data: commit } = await octokit.git.createCommit({
    ...repo,
    message,
    tree: tree.sha,
    parents: [ref.object.sha],
  });
  await octokit.git.updateRef({ ...repo, ref: 'heads/main', sha: commit.sha });
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  context: { octokit: Octokit; apiPort: number; onMerge?: () => void },
): Promise<void> {
  const path = (incoming.url ?? '/').split('?')[0];
  const merge = /^\/([\w.-]+)\/([\w.-]+)\/pull\/(\d+)\/(merge|close)$/.exec(
    path,
  );
  if (merge && incoming.method === 'POST') {
    const [, owner, repo, number, action] = merge;
    const pull = { owner, repo, pull_number: Number(number) };
    if (action === 'merge')
      await mergePullRequest(context.octokit, owner, repo, Number(number));
    else await context.octokit.pulls.update({ ...pull, state: 'closed' });
    context.onMerge?.();
    outgoing
      .writeHead(303, { location: `/${owner}/${repo}/pull/${number}` })
      .end();
    return;
  }
  const restMerge =
    /^(?:\/api\/v3)?\/repos\/([\w.-]+)\/([\w.-]+)\/pulls\/(\d+)\/merge$/.exec(
      path,
    );
  if (restMerge && incoming.method === 'PUT') {
    const sha = await mergePullRequest(
      context.octokit,
      restMerge[1],
      restMerge[2],
      Number(restMerge[3]),
    );
    context.onMerge?.();
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        sha,
        merged: true,
        message: 'Pull Request successfully merged',
      }),
    );
    return;
  }
  const page =
    incoming.method === 'GET'
      ? await findPage(path, context.octokit)
      : undefined;
  if (page) {
    outgoing
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
      })
      .end(page);
    return;
  }
  forward(incoming, outgoing, context.apiPort);
}

async function findPage(
  path: string,
  octokit: Octokit,
): Promise<string | undefined> {
  const pull = /^\/([\w.-]+)\/([\w.-]+)\/pull\/(\d+)\/?$/.exec(path);
  if (pull && pull[1] !== 'repos')
    return pullRequestPage(octokit, pull[1], pull[2], Number(pull[3]));
  const list = /^\/([\w.-]+)\/([\w.-]+)(\/pulls)?\/?$/.exec(path);
  if (
    list &&
    ![
      'repos',
      'orgs',
      'users',
      'search',
      'user',
      'avatars',
      'login',
      '_emulate',
    ].includes(list[1])
  )
    return pullRequestsPage(octokit, list[1], list[2]);
  return undefined;
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  port: number,
): void {
  const path = (incoming.url ?? '/').replace(/^\/api\/v3(?=\/)/, '');
  const upstream = request(
    {
      host: '127.0.0.1',
      port,
      method: incoming.method,
      path,
      headers: incoming.headers,
    },
    response => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    },
  );
  upstream.on('error', error => outgoing.writeHead(502).end(String(error)));
  incoming.pipe(upstream);
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
