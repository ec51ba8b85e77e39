import { InputError } from '@backstage/errors';
import { z } from 'zod';
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
import { GiteaApi, GiteaError } from './GiteaApi';
import {
  branchSchema,
  comparisonSchema,
  contentsSchema,
  labelsSchema,
  listSchema,
  pullSchema,
  repositorySchema,
} from './schema';

/** One repository on Gitea. A commit through its API has one parent, so it takes in nothing of the base. */
export class GiteaHost implements PullRequestHost {
  readonly where: string;
  readonly webUrl: string;
  readonly mergesBase = false;

  constructor(
    private readonly api: GiteaApi,
    private readonly repository: Repository,
    baseUrl: string,
  ) {
    const { owner, repo, branch } = repository;
    this.where = whereOf(repository);
    this.webUrl = `${baseUrl}/${owner}/${repo}/src/branch/${branch}`;
  }

  async baseHead(): Promise<string> {
    const head = await this.branchHead(this.repository.branch);
    if (head) return head;
    const exists = await this.read404(() => this.api.get('', repositorySchema));
    throw missing(this.repository, exists ? 'branch' : 'repository');
  }

  async branchHead(branch: string): Promise<string | undefined> {
    const found = await this.read404(() =>
      this.api.get(`/branches/${encodePath(branch)}`, branchSchema),
    );
    return found?.commit.id;
  }

  async read(commit: string, path: string): Promise<string | undefined> {
    return (await this.fileAt(commit, path))?.content;
  }

  /** There is one pull request per branch: a closed one is followed by another branch. */
  async pullRequestOf(branch: string): Promise<BranchPullRequest | undefined> {
    const base = encodeURIComponent(this.repository.branch);
    const found = await this.read404(() =>
      this.api.get(`/pulls/${base}/${encodePath(branch)}`, pullSchema),
    );
    return (
      found && {
        number: found.number,
        url: found.html_url,
        open: found.state === 'open',
      }
    );
  }

  /** The merge base is where the branch's oldest commit starts from; the answer itself does not say. */
  async compare(base: string, branch: string): Promise<BranchComparison> {
    const { commits } = await this.reading(() =>
      this.api.get(
        `/compare/${encodeURIComponent(base)}...${encodePath(branch)}`,
        comparisonSchema,
      ),
    );
    const own = (commits ?? []).map(({ sha, commit, parents }) => ({
      sha,
      message: commit.message,
      parents: (parents ?? []).map(parent => parent.sha),
    }));
    const known = new Set(own.map(({ sha }) => sha));
    const oldest = own.find(
      ({ parents }) => parents.length === 1 && !known.has(parents[0]),
    );
    const mergeBase =
      oldest?.parents[0] ?? (await this.branchHead(branch)) ?? base;
    return { mergeBase, commits: own };
  }

  async commit({
    branch,
    head,
    base,
    files,
    message,
  }: CommitOrder): Promise<void> {
    const operations = [];
    for (const file of files) {
      const operation = await this.operationFor(file, head ?? base);
      if (operation) operations.push(operation);
    }
    const target = head
      ? { branch }
      : { branch: this.repository.branch, new_branch: branch };
    try {
      await this.api.post(
        '/contents',
        { ...target, message, files: operations },
        z.unknown(),
      );
    } catch (error) {
      const refusal = refusalOf(error);
      if (/already exists|does not match|does not exist/i.test(refusal.message))
        throw new BranchMovedError(refusal.message);
      throw refusedWrite(this.repository, refusal) ?? error;
    }
  }

  async open(
    { title, description }: PullRequestOrder,
    branch: string,
  ): Promise<BranchPullRequest> {
    try {
      const made = await this.api.post(
        '/pulls',
        {
          title,
          body: description,
          head: branch,
          base: this.repository.branch,
        },
        pullSchema,
      );
      return { number: made.number, url: made.html_url, open: true };
    } catch (error) {
      const existing =
        refusalOf(error).status === 409
          ? await this.pullRequestOf(branch)
          : undefined;
      if (existing?.open) return existing;
      throw refusedWrite(this.repository, refusalOf(error)) ?? error;
    }
  }

  async close(number: number): Promise<void> {
    await this.writing(() =>
      this.api.patch(`/pulls/${number}`, { state: 'closed' }),
    );
  }

  async decorate(number: number): Promise<string[]> {
    const { reviewers, labels } = this.repository;
    if (reviewers.length + labels.length === 0) return [];
    const warnings: string[] = [];
    const pull = await this.reading(() =>
      this.api.get(`/pulls/${number}`, pullSchema),
    );
    const lacking = labels.filter(
      label => !pull.labels?.some(({ name }) => name === label),
    );
    if (lacking.length)
      await this.label(number, lacking, warnings).catch(error =>
        warnings.push(`Labels could not be set: ${refusalOf(error).message}`),
      );
    const asked =
      (pull.requested_reviewers?.length ?? 0) +
        (pull.requested_reviewers_teams?.length ?? 0) >
      0;
    if (reviewers.length && !asked && !(await this.isReviewed(number))) {
      const order = {
        reviewers: reviewers.filter(name => !name.includes('/')),
        team_reviewers: reviewers
          .filter(name => name.includes('/'))
          .map(name => name.split('/').pop()),
      };
      await this.api
        .post(`/pulls/${number}/requested_reviewers`, order, z.unknown())
        .catch(error =>
          warnings.push(
            `Reviewers could not be asked: ${refusalOf(error).message}`,
          ),
        );
    }
    return warnings;
  }

  private async isReviewed(number: number): Promise<boolean> {
    return (
      (
        (await this.reading(() =>
          this.api.get(`/pulls/${number}/reviews`, listSchema),
        )) ?? []
      ).length > 0
    );
  }

  /** Gitea takes labels by id; it makes none. */
  private async label(
    number: number,
    labels: string[],
    warnings: string[],
  ): Promise<void> {
    const known = await this.api.get('/labels?limit=50', labelsSchema);
    const ids = labels.flatMap(
      label => known.find(({ name }) => name === label)?.id ?? [],
    );
    for (const label of labels.filter(
      name => !known.some(each => each.name === name),
    ))
      warnings.push(
        `Labels could not be set: ${this.where} has no label "${label}"`,
      );
    if (ids.length)
      await this.api.post(
        `/issues/${number}/labels`,
        { labels: ids },
        z.unknown(),
      );
  }

  private async operationFor({ path, content }: FileChange, commit: string) {
    const present = await this.fileAt(commit, path);
    if (content === present?.content) return undefined;
    if (content === undefined)
      return { operation: 'delete', path, sha: present!.sha };
    const encoded = Buffer.from(content).toString('base64');
    return present
      ? { operation: 'update', path, sha: present.sha, content: encoded }
      : { operation: 'create', path, content: encoded };
  }

  private async fileAt(
    commit: string,
    path: string,
  ): Promise<{ sha: string; content: string } | undefined> {
    const found = await this.read404(() =>
      this.api.get(
        `/contents/${encodePath(path)}?ref=${encodeURIComponent(commit)}`,
        contentsSchema,
      ),
    );
    if (!found) return undefined;
    if (Array.isArray(found) || found.type !== 'file')
      throw new InputError(
        `path: ${path} is a folder or a link in ${this.where}, not a file`,
      );
    return {
      sha: found.sha,
      content: Buffer.from(found.content ?? '', 'base64').toString('utf8'),
    };
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
      throw refusedWrite(this.repository, refusalOf(error)) ?? error;
    }
  }
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof GiteaError)
    return { status: error.status, message: error.message };
  return { message: (error as Error).message };
}
