import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { GiteaPublisher } from '../publish/gitea/GiteaPublisher';
import { Forge } from './Forge';
import { blobHash, MemoryForge, MemoryPull } from './MemoryForge';
import { memoryForge } from './memoryForgeView';
import { ForgeAnswer, ForgeRoute, startForgeServer } from './startForgeServer';

/** A server that answers as Gitea's REST API documents it (`/swagger.v1.json`: branches, contents, compare, pulls). */
export async function startGiteaStandIn(): Promise<
  Forge & { forge: MemoryForge }
> {
  const forge = new MemoryForge();
  const server = await startForgeServer(routesOf(forge, () => server.host));
  return {
    ...memoryForge(forge, server),
    provider: 'gitea',
    mergesBase: false,
    publisher(token) {
      const integrations = {
        gitea: [
          {
            host: server.host,
            baseUrl: `http://${server.host}`,
            password: token,
          },
        ],
      };
      return new GiteaPublisher(
        ScmIntegrations.fromConfig(new ConfigReader({ integrations })),
      );
    },
  };
}

function routesOf(forge: MemoryForge, host: () => string): ForgeRoute[] {
  const path = (rest: string) =>
    new RegExp(`^/api/v1/repos/acme/gitops${rest}$`);
  const view = (pull: MemoryPull) => ({
    number: pull.number,
    html_url: `http://${host()}/acme/gitops/pulls/${pull.number}`,
    state: pull.state === 'open' ? 'open' : 'closed',
    merged: pull.state === 'merged',
    labels: pull.labels.map(name => ({ name })),
    requested_reviewers: pull.reviewers.map(login => ({ login })),
  });
  const one = (
    number: string,
    answer: (pull: MemoryPull) => ForgeAnswer,
  ): ForgeAnswer => {
    const pull = forge.pulls.find(each => each.number === Number(number));
    return pull ? answer(pull) : notFound;
  };
  return [
    ['GET', path(''), () => ok({ full_name: 'acme/gitops' })],
    [
      'GET',
      path('/branches/(.+)'),
      ({ parts: [name] }) =>
        forge.branches.has(name)
          ? ok({ name, commit: { id: forge.branches.get(name) } })
          : notFound,
    ],
    [
      'GET',
      path('/contents/(.+)'),
      ({ parts: [file], query }) => {
        const content = forge.resolve(query.get('ref')!)?.tree.get(file);
        return content === undefined
          ? notFound
          : ok({
              type: 'file',
              sha: blobHash(content),
              encoding: 'base64',
              content: Buffer.from(content).toString('base64'),
            });
      },
    ],
    [
      'POST',
      path('/contents'),
      ({ body }) => changeFiles(forge, body),
      'write',
    ],
    [
      'GET',
      path('/compare/(.+?)\\.\\.\\.(.+)'),
      ({ parts: [base, head] }) => {
        const commits = forge.commitsBetween(base, head);
        return ok({
          total_commits: commits.length,
          commits: commits.map(({ sha, message, parents }) => ({
            sha,
            commit: { message },
            parents: parents.map(parent => ({ sha: parent })),
          })),
        });
      },
    ],
    [
      'GET',
      path('/pulls/([^/]+)/(hostmaster/.+)'),
      ({ parts: [base, head] }) => {
        const pull = forge.pulls.find(
          each => each.base === base && each.head === head,
        );
        return pull ? ok(view(pull)) : notFound;
      },
    ],
    [
      'POST',
      path('/pulls'),
      ({ body }) => {
        const open = forge.pulls.find(
          pull =>
            pull.head === body.head &&
            pull.base === body.base &&
            pull.state === 'open',
        );
        if (open)
          return {
            status: 409,
            body: {
              message: `pull request already exists for these targets [id: ${open.number}]`,
            },
          };
        return {
          status: 201,
          body: view(
            forge.openPull({
              head: body.head,
              base: body.base,
              title: body.title,
              body: body.body,
            }),
          ),
        };
      },
      'write',
    ],
    [
      'GET',
      path('/pulls/(\\d+)'),
      ({ parts: [number] }) => one(number, pull => ok(view(pull))),
    ],
    ['GET', path('/pulls/(\\d+)/reviews'), () => ok([])],
    [
      'PATCH',
      path('/pulls/(\\d+)'),
      ({ parts: [number], body }) =>
        one(number, pull => {
          if (body.state === 'closed') pull.state = 'closed';
          return { status: 201, body: view(pull) };
        }),
      'write',
    ],
    [
      'POST',
      path('/pulls/(\\d+)/requested_reviewers'),
      ({ parts: [number], body }) =>
        one(number, pull => {
          if (!body.reviewers.includes('reviewer'))
            return { status: 404, body: { message: 'user does not exist' } };
          pull.reviewers.push('reviewer');
          return { status: 201, body: [] };
        }),
      'write',
    ],
    ['GET', path('/labels'), () => ok([{ id: 3, name: 'hostname' }])],
    [
      'POST',
      path('/issues/(\\d+)/labels'),
      ({ parts: [number], body }) =>
        one(number, pull => {
          if (body.labels.includes(3)) pull.labels.push('hostname');
          return ok(pull.labels.map(name => ({ id: 3, name })));
        }),
      'write',
    ],
  ];
}

interface ChangeBody {
  branch: string;
  new_branch?: string;
  message: string;
  files: Array<{
    operation: 'create' | 'update' | 'delete';
    path: string;
    sha?: string;
    content?: string;
  }>;
}

function changeFiles(
  forge: MemoryForge,
  { branch, new_branch, message, files }: ChangeBody,
): ForgeAnswer {
  const target = new_branch ?? branch;
  if (forge.protectedPrefix && target.startsWith(forge.protectedPrefix))
    return { status: 403, body: { message: 'branch is protected [name: x]' } };
  if (new_branch && new_branch !== branch && forge.branches.has(new_branch))
    return refused(`branch already exists [name: ${new_branch}]`);
  const parent = forge.branches.get(branch);
  if (!parent)
    return {
      status: 404,
      body: { message: `branch does not exist [name: ${branch}]` },
    };
  const { tree } = forge.resolve(parent)!;
  for (const { operation, path, sha } of files) {
    const present = tree.get(path);
    if (operation === 'create' && present !== undefined)
      return refused(`repository file already exists [path: ${path}]`);
    if (operation !== 'create' && present === undefined)
      return {
        status: 404,
        body: { message: `file does not exist [path: ${path}]` },
      };
    if (operation !== 'create' && sha !== blobHash(present!))
      return refused(
        `sha does not match [given: ${sha}, expected: ${blobHash(present!)}]`,
      );
  }
  const changes = Object.fromEntries(
    files.map(({ operation, path, content }) => [
      path,
      operation === 'delete'
        ? undefined
        : Buffer.from(content!, 'base64').toString('utf8'),
    ]),
  );
  return {
    status: 201,
    body: {
      commit: { sha: forge.commit(target, parent, `${message}\n`, changes) },
    },
  };
}

const ok = (body: unknown): ForgeAnswer => ({ status: 200, body });
const notFound: ForgeAnswer = {
  status: 404,
  body: { message: "The target couldn't be found." },
};
const refused = (message: string): ForgeAnswer => ({
  status: 422,
  body: { message },
});
