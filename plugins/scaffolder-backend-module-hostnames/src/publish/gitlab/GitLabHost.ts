import { InputError } from '@backstage/errors';
import { Gitlab } from '@gitbeaker/rest';
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

type Api = InstanceType<typeof Gitlab>;

/** One project on GitLab. Its API makes no merge commits into a source branch, and rebasing would force. */
export class GitLabHost implements PullRequestHost {
  readonly where: string;
  readonly webUrl: string;
  readonly mergesBase = false;
  private readonly project: string;

  constructor(
    private readonly api: Api,
    private readonly repository: Repository,
    baseUrl: string,
  ) {
    const { owner, repo, branch } = repository;
    this.where = whereOf(repository);
    this.project = `${owner}/${repo}`;
    this.webUrl = `${baseUrl.replace(/\/$/, '')}/${
      this.project
    }/-/tree/${branch}`;
  }

  async baseHead(): Promise<string> {
    const head = await this.branchHead(this.repository.branch);
    if (head) return head;
    const exists = await this.read404(() =>
      this.api.Projects.show(this.project),
    );
    throw missing(this.repository, exists ? 'branch' : 'repository');
  }

  async branchHead(branch: string): Promise<string | undefined> {
    const found = await this.read404(() =>
      this.api.Branches.show(this.project, branch),
    );
    return found && String(found.commit.id);
  }

  async read(commit: string, path: string): Promise<string | undefined> {
    const found = await this.read404(() =>
      this.api.RepositoryFiles.show(this.project, path, commit),
    );
    return found && Buffer.from(found.content, 'base64').toString('utf8');
  }

  async pullRequestOf(branch: string): Promise<BranchPullRequest | undefined> {
    const all = await this.reading(() =>
      this.api.MergeRequests.all({
        projectId: this.project,
        sourceBranch: branch,
        targetBranch: this.repository.branch,
      }),
    );
    const own = all.filter(each => each.source_branch === branch);
    const found = own.find(isOpen) ?? own[0];
    return (
      found && {
        number: found.iid,
        url: String(found.web_url),
        open: isOpen(found),
      }
    );
  }

  async compare(base: string, branch: string): Promise<BranchComparison> {
    const compared = await this.reading(() =>
      this.api.Repositories.compare(this.project, base, branch),
    );
    const mergeBase = await this.reading(() =>
      this.api.Repositories.mergeBase(this.project, [base, branch]),
    );
    return {
      mergeBase: String(mergeBase.id),
      commits: commitsSchema
        .parse(compared.commits)
        .map(({ id, message, parent_ids }) => ({
          sha: id,
          message,
          parents: parent_ids,
        })),
    };
  }

  async commit({
    branch,
    head,
    base,
    files,
    message,
  }: CommitOrder): Promise<void> {
    const actions = [];
    for (const file of files) {
      const action = await this.actionFor(file, head ?? base);
      if (action) actions.push(action);
    }
    try {
      await this.api.Commits.create(
        this.project,
        branch,
        message,
        actions,
        head ? {} : { startSha: base },
      );
    } catch (error) {
      const refusal = refusalOf(error);
      if (
        refusal.status === 400 &&
        /already exists|doesn't exist|does not exist|has changed/i.test(
          refusal.message,
        )
      )
        throw new BranchMovedError(refusal.message);
      throw refusedWrite(this.repository, refusal) ?? error;
    }
  }

  async open(
    { title, description }: PullRequestOrder,
    branch: string,
  ): Promise<BranchPullRequest> {
    try {
      const made = await this.api.MergeRequests.create(
        this.project,
        branch,
        this.repository.branch,
        title,
        { description, removeSourceBranch: true },
      );
      return { number: made.iid, url: String(made.web_url), open: true };
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
      this.api.MergeRequests.edit(this.project, number, {
        stateEvent: 'close',
      }),
    );
  }

  async decorate(number: number): Promise<string[]> {
    const { reviewers, labels } = this.repository;
    if (reviewers.length + labels.length === 0) return [];
    const warnings: string[] = [];
    const request = await this.reading(() =>
      this.api.MergeRequests.show(this.project, number),
    );
    const lacking = labels.filter(
      label => !(request.labels as string[] | undefined)?.includes(label),
    );
    if (lacking.length) {
      await this.api.MergeRequests.edit(this.project, number, {
        addLabels: lacking.join(','),
      }).catch(error =>
        warnings.push(`Labels could not be set: ${refusalOf(error).message}`),
      );
    }
    if (reviewers.length && !request.reviewers?.length) {
      await this.ask(number, reviewers, warnings).catch(error =>
        warnings.push(
          `Reviewers could not be asked: ${refusalOf(error).message}`,
        ),
      );
    }
    return warnings;
  }

  /** GitLab takes reviewers by id. */
  private async ask(
    number: number,
    reviewers: string[],
    warnings: string[],
  ): Promise<void> {
    const ids: number[] = [];
    for (const username of reviewers) {
      const [user] = await this.api.Users.all({ username });
      if (user) ids.push(user.id);
      else
        warnings.push(
          `Reviewers could not be asked: ${whereOf(
            this.repository,
          )} has no user "${username}"`,
        );
    }
    if (ids.length)
      await this.api.MergeRequests.edit(this.project, number, {
        reviewerIds: ids,
      });
  }

  private async actionFor({ path, content }: FileChange, commit: string) {
    const present = await this.read(commit, path);
    if (content === present) return undefined;
    if (content === undefined)
      return { action: 'delete' as const, filePath: path };
    return {
      action: present === undefined ? ('create' as const) : ('update' as const),
      filePath: path,
      content,
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

/** The compare API's commits; the library's types leave out the message. */
const commitsSchema = z.array(
  z.object({
    id: z.string(),
    message: z.string(),
    parent_ids: z.array(z.string()),
  }),
);

function isOpen({ state }: { state: string }): boolean {
  return state === 'opened' || state === 'locked';
}

function refusalOf(error: unknown): Refusal {
  const { message, cause } = error as {
    message: string;
    cause?: { description?: string; response?: { status: number } };
  };
  if (error instanceof InputError) return { message };
  return {
    status: cause?.response?.status,
    message: cause?.description ?? message,
    limited: cause?.response?.status === 429,
  };
}
