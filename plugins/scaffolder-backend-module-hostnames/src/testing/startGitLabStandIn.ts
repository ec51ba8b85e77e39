import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { GitLabPublisher } from '../publish/gitlab/GitLabPublisher';
import { Forge } from './Forge';
import { MemoryForge, MemoryPull } from './MemoryForge';
import { memoryForge } from './memoryForgeView';
import { ForgeAnswer, ForgeRoute, startForgeServer } from './startForgeServer';

/** A server that answers as GitLab's REST API documents it (docs.gitlab.com/api: branches, commits, repository files, merge requests). */
export async function startGitLabStandIn(): Promise<
  Forge & { forge: MemoryForge }
> {
  const forge = new MemoryForge();
  const server = await startForgeServer(routesOf(forge, () => server.host));
  return {
    ...memoryForge(forge, server),
    provider: 'gitlab',
    mergesBase: false,
    publisher(token) {
      const integrations = {
        gitlab: [
          {
            host: server.host,
            baseUrl: `http://${server.host}`,
            apiBaseUrl: `http://${server.host}/api/v4`,
            token,
          },
        ],
      };
      return new GitLabPublisher(
        ScmIntegrations.fromConfig(new ConfigReader({ integrations })),
      );
    },
  };
}

function routesOf(forge: MemoryForge, host: () => string): ForgeRoute[] {
  const project = '^/api/v4/projects/acme%2Fgitops';
  const path = (rest: string) => new RegExp(`${project}${rest}$`);
  const view = (pull: MemoryPull) => ({
    iid: pull.number,
    web_url: `http://${host()}/acme/gitops/-/merge_requests/${pull.number}`,
    state: pull.state === 'open' ? 'opened' : pull.state,
    source_branch: pull.head,
    target_branch: pull.base,
    labels: pull.labels,
    reviewers: pull.reviewers.map(username => ({ username })),
  });
  const one = (
    number: string,
    answer: (pull: MemoryPull) => ForgeAnswer,
  ): ForgeAnswer => {
    const pull = forge.pulls.find(each => each.number === Number(number));
    return pull ? answer(pull) : notFound('404 Not found');
  };
  return [
    ['GET', path(''), () => ok({ id: 1, path_with_namespace: 'acme/gitops' })],
    [
      'GET',
      path('/repository/branches/([^/]+)'),
      ({ parts: [name] }) =>
        forge.branches.has(name)
          ? ok({ name, commit: { id: forge.branches.get(name) } })
          : notFound('404 Branch Not Found'),
    ],
    [
      'GET',
      path('/repository/files/([^/]+)'),
      ({ parts: [file], query }) => {
        const content = forge.resolve(query.get('ref')!)?.tree.get(file);
        return content === undefined
          ? notFound('404 File Not Found')
          : ok({
              file_path: file,
              encoding: 'base64',
              content: Buffer.from(content).toString('base64'),
            });
      },
    ],
    [
      'GET',
      path('/repository/compare'),
      ({ query }) =>
        ok({
          commits: forge
            .commitsBetween(query.get('from')!, query.get('to')!)
            .map(({ sha, message, parents }) => ({
              id: sha,
              message,
              parent_ids: parents,
            })),
        }),
    ],
    [
      'GET',
      path('/repository/merge_base'),
      ({ query }) => {
        const [left, right] = query.getAll('refs[]');
        return ok({ id: forge.mergeBase(left, right) });
      },
    ],
    [
      'POST',
      path('/repository/commits'),
      ({ body }) => commit(forge, body),
      'write',
    ],
    [
      'GET',
      path('/merge_requests'),
      ({ query }) =>
        ok(
          forge.pulls
            .filter(
              pull =>
                pull.head === query.get('source_branch') &&
                pull.base === query.get('target_branch'),
            )
            .map(view)
            .reverse(),
        ),
    ],
    [
      'POST',
      path('/merge_requests'),
      ({ body }) => {
        const open = forge.pulls.some(
          pull => pull.head === body.source_branch && pull.state === 'open',
        );
        if (open)
          return {
            status: 409,
            body: {
              message: [
                'Another open merge request already exists for this source branch: !1',
              ],
            },
          };
        return {
          status: 201,
          body: view(
            forge.openPull({
              head: body.source_branch,
              base: body.target_branch,
              title: body.title,
              body: body.description,
            }),
          ),
        };
      },
      'write',
    ],
    [
      'GET',
      path('/merge_requests/(\\d+)'),
      ({ parts: [number] }) => one(number, pull => ok(view(pull))),
    ],
    [
      'PUT',
      path('/merge_requests/(\\d+)'),
      ({ parts: [number], body }) =>
        one(number, pull => {
          if (body.state_event === 'close') pull.state = 'closed';
          if (body.add_labels)
            pull.labels.push(...String(body.add_labels).split(','));
          if (body.reviewer_ids)
            pull.reviewers = body.reviewer_ids.map(
              (id: number) => `user-${id}`,
            );
          return ok(view(pull));
        }),
      'write',
    ],
    [
      'GET',
      /^\/api\/v4\/users$/,
      ({ query }) =>
        ok(
          query.get('username') === 'reviewer'
            ? [{ id: 7, username: 'reviewer' }]
            : [],
        ),
    ],
  ];
}

interface CommitBody {
  branch: string;
  start_sha?: string;
  commit_message: string;
  actions: Array<{
    action: 'create' | 'update' | 'delete';
    file_path: string;
    content?: string;
  }>;
}

function commit(
  forge: MemoryForge,
  { branch, start_sha, commit_message, actions }: CommitBody,
): ForgeAnswer {
  if (forge.protectedPrefix && branch.startsWith(forge.protectedPrefix))
    return refused('You are not allowed to push into this branch');
  if (start_sha && forge.branches.has(branch))
    return refused(
      `A branch called '${branch}' already exists. Switch to that branch in order to make changes`,
    );
  const parent = start_sha ?? forge.branches.get(branch);
  if (!parent || !forge.resolve(parent))
    return refused(
      'You can only create or edit files when you are on a branch',
    );
  const { tree } = forge.resolve(parent)!;
  for (const { action, file_path } of actions) {
    if (action === 'create' && tree.has(file_path))
      return refused('A file with this name already exists');
    if (action !== 'create' && !tree.has(file_path))
      return refused("A file with this name doesn't exist");
  }
  const changes = Object.fromEntries(
    actions.map(({ action, file_path, content }) => [
      file_path,
      action === 'delete' ? undefined : content,
    ]),
  );
  return {
    status: 201,
    body: { id: forge.commit(branch, parent, commit_message, changes) },
  };
}

const ok = (body: unknown): ForgeAnswer => ({ status: 200, body });
const notFound = (message: string): ForgeAnswer => ({
  status: 404,
  body: { message },
});
const refused = (message: string): ForgeAnswer => ({
  status: 400,
  body: { message },
});
