import { InputError } from '@backstage/errors';
import { Octokit } from '@octokit/rest';
import { Repository } from '../../config';
import {
  missing,
  refusedRead,
  refusedWrite,
  Refusal,
  whereOf,
} from '../hostErrors';
import {
  BranchComparison,
  BranchMovedError,
  BranchPullRequest,
  CommitOrder,
  PullRequestHost,
} from '../PullRequestHost';
import { FileChange, PullRequestOrder } from '../PullRequestPublisher';

/** One repository on GitHub. */
export class GitHubHost implements PullRequestHost {
  readonly where: string;
  readonly webUrl: string;
  readonly mergesBase = true;
  private readonly at: { owner: string; repo: string };
  private readonly trees = new Map<string, string>();

  constructor(
    private readonly octokit: Octokit,
    private readonly repository: Repository,
    baseUrl: string,
  ) {
    const { owner, repo, branch } = repository;
    this.where = whereOf(repository);
    this.webUrl = `${baseUrl}/${owner}/${repo}/tree/${branch}`;
    this.at = { owner, repo };
  }

  async baseHead(): Promise<string> {
    const head = await this.branchHead(this.repository.branch);
    if (head) return head;
    const exists = await this.read404(() => this.octokit.repos.get(this.at));
    throw missing(this.repository, exists ? 'branch' : 'repository');
  }

  async branchHead(branch: string): Promise<string | undefined> {
    const ref = await this.read404(() =>
      this.octokit.git.getRef({ ...this.at, ref: `heads/${branch}` }),
    );
    return ref?.data.object.sha;
  }

  /** Walks down a path folder by folder: a repository's whole tree may be too large for one answer. */
  async read(commit: string, path: string): Promise<string | undefined> {
    let current = await this.treeOf(commit);
    const parts = path.split('/');
    for (const [index, part] of parts.entries()) {
      const tree = current;
      const { data } = await this.reading(() =>
        this.octokit.git.getTree({ ...this.at, tree_sha: tree }),
      );
      const entry = data.tree.find(each => each.path === part);
      if (!entry?.sha) return undefined;
      const last = index === parts.length - 1;
      if (!last && entry.type !== 'tree')
        throw new InputError(
          `path: ${parts.slice(0, index + 1).join('/')} is a file in ${
            this.where
          }, not a folder`,
        );
      if (last && (entry.type !== 'blob' || entry.mode === '120000'))
        throw new InputError(
          `path: ${path} is a folder or a link in ${this.where}, not a file`,
        );
      current = entry.sha;
    }
    const { data } = await this.reading(() =>
      this.octokit.git.getBlob({ ...this.at, file_sha: current }),
    );
    return Buffer.from(data.content, data.encoding as BufferEncoding).toString(
      'utf8',
    );
  }

  async pullRequestOf(branch: string): Promise<BranchPullRequest | undefined> {
    const { data } = await this.reading(() =>
      this.octokit.pulls.list({
        ...this.at,
        head: `${this.at.owner}:${branch}`,
        state: 'all',
        base: this.repository.branch,
      }),
    );
    const own = data.filter(pull => pull.head.ref === branch);
    const pull = own.find(({ state }) => state === 'open') ?? own[0];
    return (
      pull && {
        number: pull.number,
        url: pull.html_url,
        open: pull.state === 'open',
      }
    );
  }

  async compare(base: string, branch: string): Promise<BranchComparison> {
    const { data } = await this.reading(() =>
      this.octokit.repos.compareCommits({ ...this.at, base, head: branch }),
    );
    return {
      mergeBase: data.behind_by === 0 ? base : data.merge_base_commit.sha,
      commits: data.commits.map(({ sha, commit, parents }) => ({
        sha,
        message: commit.message,
        parents: parents.map(parent => parent.sha),
      })),
    };
  }

  /** One commit on top of the branch; when the base moved on meanwhile it is a merge with it, so that nothing is forced. */
  async commit({
    branch,
    head,
    base,
    files,
    message,
    behind,
  }: CommitOrder): Promise<void> {
    const tree = await this.treeWith(base, files);
    const mergeParents = behind && head ? [head, base] : [head ?? base];
    const { data } = await this.writing(() =>
      this.octokit.git.createCommit({
        ...this.at,
        message,
        tree,
        parents: mergeParents,
      }),
    );
    if (head) {
      await this.writing(() =>
        this.octokit.git.updateRef({
          ...this.at,
          ref: `heads/${branch}`,
          sha: data.sha,
          force: false,
        }),
      );
      return;
    }
    await this.writing(() =>
      this.octokit.git.createRef({
        ...this.at,
        ref: `refs/heads/${branch}`,
        sha: data.sha,
      }),
    );
  }

  async open(
    { title, description }: PullRequestOrder,
    branch: string,
  ): Promise<BranchPullRequest> {
    try {
      const { data } = await this.octokit.pulls.create({
        ...this.at,
        title,
        body: description,
        head: branch,
        base: this.repository.branch,
      });
      return { number: data.number, url: data.html_url, open: true };
    } catch (error) {
      const existing =
        refusalOf(error).status === 422
          ? await this.pullRequestOf(branch)
          : undefined;
      if (existing?.open) return existing;
      throw refusedWrite(this.repository, refusalOf(error)) ?? error;
    }
  }

  async close(number: number): Promise<void> {
    await this.writing(() =>
      this.octokit.pulls.update({
        ...this.at,
        pull_number: number,
        state: 'closed',
      }),
    );
  }

  async decorate(number: number): Promise<string[]> {
    const { reviewers, labels } = this.repository;
    if (reviewers.length + labels.length === 0) return [];
    const warnings: string[] = [];
    const { data: pull } = await this.reading(() =>
      this.octokit.pulls.get({ ...this.at, pull_number: number }),
    );
    const lacking = labels.filter(
      label => !pull.labels.some(({ name }) => name === label),
    );
    if (lacking.length) {
      await this.octokit.issues
        .addLabels({ ...this.at, issue_number: number, labels: lacking })
        .catch(error =>
          warnings.push(`Labels could not be set: ${refusalOf(error).message}`),
        );
    }
    const asked =
      (pull.requested_reviewers?.length ?? 0) +
        (pull.requested_teams?.length ?? 0) >
      0;
    if (reviewers.length && !asked && !(await this.isReviewed(number))) {
      await this.octokit.pulls
        .requestReviewers({
          ...this.at,
          pull_number: number,
          reviewers: reviewers.filter(name => !name.includes('/')),
          team_reviewers: reviewers
            .filter(name => name.includes('/'))
            .map(name => name.split('/').pop()!),
        })
        .catch(error =>
          warnings.push(
            `Reviewers could not be asked: ${refusalOf(error).message}`,
          ),
        );
    }
    return warnings;
  }

  private async isReviewed(number: number): Promise<boolean> {
    const { data } = await this.reading(() =>
      this.octokit.pulls.listReviews({ ...this.at, pull_number: number }),
    );
    return data.length > 0;
  }

  private async treeOf(commit: string): Promise<string> {
    const known = this.trees.get(commit);
    if (known) return known;
    const { data } = await this.reading(() =>
      this.octokit.git.getCommit({ ...this.at, commit_sha: commit }),
    );
    this.trees.set(commit, data.tree.sha);
    return data.tree.sha;
  }

  private async treeWith(base: string, files: FileChange[]): Promise<string> {
    const entries: TreeEntry[] = [];
    for (const { path, content } of files) {
      const entry = { path, mode: '100644' as const, type: 'blob' as const };
      if (content !== undefined) entries.push({ ...entry, content });
      else if ((await this.read(base, path)) !== undefined)
        entries.push({ ...entry, sha: null });
    }
    const baseTree = await this.treeOf(base);
    const { data } = await this.writing(() =>
      this.octokit.git.createTree({
        ...this.at,
        base_tree: baseTree,
        tree: entries,
      }),
    );
    return data.sha;
  }

  private async read404<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await this.reading(call);
    } catch (error) {
      if (refusalOf(error).status === 404) return undefined;
      throw error;
    }
  }

  private async reading<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw refusedRead(this.repository, refusalOf(error)) ?? error;
    }
  }

  private async writing<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const refusal = refusalOf(error);
      if (
        refusal.status === 422 &&
        /fast.forward|already exists/i.test(refusal.message)
      )
        throw new BranchMovedError(refusal.message);
      throw refusedWrite(this.repository, refusal) ?? error;
    }
  }
}

interface TreeEntry {
  path: string;
  mode: '100644';
  type: 'blob';
  content?: string;
  sha?: null;
}

/** Octokit's message ends with the address of the documentation; the server's own words are in the answer. */
function refusalOf(error: unknown): Refusal {
  const { status, message, response } = error as {
    status?: number;
    message: string;
    response?: {
      data?: { message?: string };
      headers?: Record<string, unknown>;
    };
  };
  const headers = response?.headers ?? {};
  return {
    status,
    message: response?.data?.message ?? message,
    limited:
      status === 429 ||
      (status === 403 &&
        (headers['x-ratelimit-remaining'] === '0' ||
          headers['retry-after'] !== undefined)),
  };
}
