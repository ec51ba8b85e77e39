import { ConflictError, InputError } from '@backstage/errors';
import { commitMessage, isOwnCommit } from './commitMessage';
import {
  BranchMovedError,
  BranchPullRequest,
  PullRequestHost,
} from './PullRequestHost';
import {
  FileChange,
  PublishedPullRequest,
  PullRequestOrder,
} from './PullRequestPublisher';

const MOST_EARLIER = 50;
const MOST_LOOKS = 3;

/**
 * Brings the files of an order to a repository: looks at what is there, then does the next thing that is missing. What was done
 * before a crash is found again by the name of the branch, so the same order leaves one pull request however often it runs.
 *
 * | base has the files | branch | pull request | done |
 * | --- | --- | --- | --- |
 * | yes | any | none open | nothing |
 * | no | none | none | branch, commit, pull request |
 * | no | ours, as wanted | none | pull request |
 * | any | ours, as wanted | open | nothing |
 * | any | ours, otherwise or in conflict with the base | open | a commit on top; a new pull request where the server cannot merge |
 * | no | of a merged or closed one | closed | the same with the next branch name |
 * | any | with commits of others | any | refused |
 */
export async function publishPullRequest(
  host: PullRequestHost,
  order: PullRequestOrder,
): Promise<PublishedPullRequest> {
  for (let look = 1; look <= MOST_LOOKS; look += 1) {
    try {
      return await publishOnce(host, order);
    } catch (error) {
      if (!(error instanceof BranchMovedError)) throw error;
    }
  }
  throw new ConflictError(
    `repository: branch "${order.branch}" of ${host.where} is being changed by somebody else at the same time; try again`,
  );
}

async function publishOnce(
  host: PullRequestHost,
  order: PullRequestOrder,
): Promise<PublishedPullRequest> {
  const { files } = order;
  const base = await host.baseHead();
  const onBase = await contents(host, base, files);
  for (const { path } of files) order.accept?.(path, onBase.get(path));

  for (let turn = 1; turn <= MOST_EARLIER; turn += 1) {
    const branch = turn === 1 ? order.branch : `${order.branch}-${turn}`;
    const pull = await host.pullRequestOf(branch);
    if (pull && !pull.open) continue;
    if (!pull && holds(onBase, files))
      return { url: host.webUrl, changed: 'nothing', warnings: [] };

    const state = await stateOf(host, order, { branch, base, onBase });
    if (state.conflict && !host.mergesBase) {
      if (pull) await host.close(pull.number);
      continue;
    }
    if (!state.current) {
      const message = commitMessage(order);
      await host.commit({
        branch,
        head: state.head,
        base,
        files,
        message,
        behind: state.behind,
      });
    }
    return published(pull ?? (await host.open(order, branch)), {
      host,
      branch,
      created: !pull,
      current: state.current,
    });
  }
  throw new InputError(
    `repository: ${host.where} has ${MOST_EARLIER} closed pull requests of branch ${order.branch}; delete some of their branches`,
  );
}

async function published(
  pull: BranchPullRequest,
  {
    host,
    branch,
    created,
    current,
  }: {
    host: PullRequestHost;
    branch: string;
    created: boolean;
    current: boolean;
  },
): Promise<PublishedPullRequest> {
  const warnings = await host.decorate(pull.number);
  const changed = current ? 'nothing' : 'updated';
  return {
    url: pull.url,
    number: pull.number,
    branch,
    changed: created ? 'created' : changed,
    warnings,
  };
}

interface BranchState {
  head?: string;
  /** The branch has the files as they shall be, and the base does not stand in the way. */
  current: boolean;
  behind: boolean;
  /** The base got other versions of the files since the branch was made. */
  conflict: boolean;
}

/** @throws InputError when the branch holds commits of somebody else. */
async function stateOf(
  host: PullRequestHost,
  { branch: wanted, files }: PullRequestOrder,
  { branch, base, onBase }: { branch: string; base: string; onBase: Contents },
): Promise<BranchState> {
  const head = await host.branchHead(branch);
  if (!head) return { current: false, behind: false, conflict: false };
  const { mergeBase, commits } = await host.compare(base, branch);
  const foreign = commits.find(
    ({ message, parents }) =>
      !isOwnCommit(message, wanted) && parents.length < 2,
  );
  if (foreign) {
    throw new InputError(
      `repository: branch "${branch}" of ${
        host.where
      } holds commits that this action did not make (${foreign.sha.slice(
        0,
        7,
      )}); merge or close its pull request, or delete the branch, and try again`,
    );
  }
  const behind = mergeBase !== base;
  const conflict =
    behind && !same(await contents(host, mergeBase, files), onBase);
  const current = !conflict && holds(await contents(host, head, files), files);
  return { head, current, behind, conflict };
}

type Contents = Map<string, string | undefined>;

async function contents(
  host: PullRequestHost,
  commit: string,
  files: FileChange[],
): Promise<Contents> {
  const found: Contents = new Map();
  for (const { path } of files) found.set(path, await host.read(commit, path));
  return found;
}

function holds(present: Contents, files: FileChange[]): boolean {
  return files.every(({ path, content }) => present.get(path) === content);
}

function same(left: Contents, right: Contents): boolean {
  return [...left].every(([path, content]) => right.get(path) === content);
}
