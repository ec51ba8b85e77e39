import { InputError } from '@backstage/errors';
import { DefaultGithubCredentialsProvider, ScmIntegrations } from '@backstage/integration';
import { Octokit } from '@octokit/rest';
import { Repository } from '../../config';
import { commitMessage, FileChange, isOwnCommit, PublishedPullRequest, PullRequestOrder, PullRequestPublisher } from '../PullRequestPublisher';

const MOST_EARLIER = 50;

/** Pull requests on GitHub and GitHub Enterprise, through the REST API's Git objects: no clone, no force push. */
export class GitHubPublisher implements PullRequestPublisher {
  readonly provider = 'github';

  constructor(private readonly integrations: ScmIntegrations) {}

  async publish(order: PullRequestOrder): Promise<PublishedPullRequest> {
    const { repository } = order;
    const octokit = await this.client(order);
    const git = new GitHubFiles(octokit, repository);
    const base = await git.baseHead();
    if (await git.holds(base.tree, order.files)) {
      const open = await git.openPullRequest(order.branch);
      if (!open) return { url: git.webUrl(), changed: 'nothing', warnings: [] };
    }
    const { branch, pull } = await git.branchFor(order.branch);
    const head = await git.branchHead(branch);
    if (head && !pull) await git.requireOwn(branch, order.branch);
    if (head && pull) await git.requireOwn(branch, order.branch);

    const upToDate = head ? await git.holds(head.tree, order.files) : false;
    if (!upToDate) await git.commit({ order, branch, base, head });
    if (pull) return { url: pull.html_url, number: pull.number, branch, changed: upToDate ? 'nothing' : 'updated', warnings: [] };

    const created = await git.open(order, branch);
    return { url: created.url, number: created.number, branch, changed: 'created', warnings: await git.decorate(created.number) };
  }

  private async client({ repository, token }: PullRequestOrder): Promise<Octokit> {
    const integration = this.integrations.github.byHost(repository.host);
    if (!integration) throw new InputError(`repository: no GitHub integration is configured for ${repository.host}; the platform team adds it to integrations.github`);
    const url = `https://${repository.host}/${repository.owner}/${repository.repo}`;
    const credentials = token ? { token } : await DefaultGithubCredentialsProvider.fromIntegrations(this.integrations).getCredentials({ url });
    if (!credentials.token) throw new InputError(`repository: there are no credentials for ${repository.host}; the platform team sets integrations.github[].token or an app`);
    return new Octokit({ auth: credentials.token, baseUrl: integration.config.apiBaseUrl, log: quiet });
  }
}

interface Head {
  commit: string;
  tree: string;
}

/** The calls of one repository, with errors in words. */
class GitHubFiles {
  private readonly at: { owner: string; repo: string };
  private readonly where: string;

  constructor(private readonly octokit: Octokit, private readonly repository: Repository) {
    this.at = { owner: repository.owner, repo: repository.repo };
    this.where = `${repository.owner}/${repository.repo} on ${repository.host}`;
  }

  webUrl(): string {
    return `https://${this.repository.host}/${this.repository.owner}/${this.repository.repo}/tree/${this.repository.branch}`;
  }

  async baseHead(): Promise<Head> {
    const head = await this.branchHead(this.repository.branch);
    if (head) return head;
    const exists = await this.octokit.repos.get(this.at).catch(error => notFoundAsUndefined(error));
    if (!exists) throw new InputError(`repository: ${this.where} does not exist, or these credentials may not see it; check hostnames.scaffolder.repositories.${this.repository.name}.url`);
    throw new InputError(`repository: ${this.where} has no branch "${this.repository.branch}"; check hostnames.scaffolder.repositories.${this.repository.name}.branch`);
  }

  async branchHead(branch: string): Promise<Head | undefined> {
    const ref = await this.octokit.git.getRef({ ...this.at, ref: `heads/${branch}` }).catch(error => notFoundAsUndefined(error));
    if (!ref) return undefined;
    const commit = await this.octokit.git.getCommit({ ...this.at, commit_sha: ref.data.object.sha });
    return { commit: ref.data.object.sha, tree: commit.data.tree.sha };
  }

  /** Whether a tree has the files as they shall be. */
  async holds(tree: string, files: FileChange[]): Promise<boolean> {
    for (const { path, content } of files) {
      const present = await this.contentAt(tree, path);
      if (present !== content) return false;
    }
    return true;
  }

  /** Walks down a path folder by folder: a repository's whole tree may be too large for one answer. */
  private async contentAt(tree: string, path: string): Promise<string | undefined> {
    let current = tree;
    const parts = path.split('/');
    for (const [index, part] of parts.entries()) {
      const { data } = await this.octokit.git.getTree({ ...this.at, tree_sha: current });
      const entry = data.tree.find(each => each.path === part);
      if (!entry?.sha) return undefined;
      if (index < parts.length - 1 && entry.type !== 'tree') throw new InputError(`path: ${parts.slice(0, index + 1).join('/')} is a file in ${this.where}, not a folder`);
      current = entry.sha;
    }
    const { data } = await this.octokit.git.getBlob({ ...this.at, file_sha: current });
    return Buffer.from(data.content, data.encoding as BufferEncoding).toString('utf8');
  }

  async openPullRequest(branch: string) {
    const { data } = await this.octokit.pulls.list({ ...this.at, head: `${this.at.owner}:${branch}`, state: 'open', base: this.repository.branch });
    return data.find(pull => pull.head.ref === branch && pull.state === 'open');
  }

  /** The branch itself, or with a number when pull requests of the earlier ones were merged or closed. */
  async branchFor(wanted: string) {
    for (let turn = 1; turn <= MOST_EARLIER; turn += 1) {
      const branch = turn === 1 ? wanted : `${wanted}-${turn}`;
      const { data } = await this.octokit.pulls.list({ ...this.at, head: `${this.at.owner}:${branch}`, state: 'all', base: this.repository.branch });
      const own = data.filter(pull => pull.head.ref === branch);
      const pull = own.find(({ state }) => state === 'open');
      if (pull || own.length === 0) return { branch, pull };
    }
    throw new InputError(`repository: ${this.where} has ${MOST_EARLIER} closed pull requests of branch ${wanted}; delete some of their branches`);
  }

  /** @throws InputError when the branch holds commits of somebody else. */
  async requireOwn(branch: string, wanted: string): Promise<void> {
    const { data } = await this.octokit.repos.compareCommits({ ...this.at, base: this.repository.branch, head: branch });
    const foreign = data.commits.find(({ commit, parents }) => !isOwnCommit(commit.message, wanted) && parents.length < 2);
    if (foreign) {
      throw new InputError(`repository: branch "${branch}" of ${this.where} holds commits that this action did not make (${foreign.sha.slice(0, 7)}); merge or close its pull request, or delete the branch, and try again`);
    }
  }

  /** One commit on top of the branch; when the base moved on meanwhile it is a merge with it, so that nothing is forced. */
  async commit({ order, branch, base, head }: { order: PullRequestOrder; branch: string; base: Head; head?: Head }): Promise<void> {
    const tree = await this.tree(base.tree, order.files);
    const parents = head ? [head.commit, ...((await this.isBehind(branch)) ? [base.commit] : [])] : [base.commit];
    const { data } = await this.words(() => this.octokit.git.createCommit({ ...this.at, message: commitMessage(order), tree, parents }));
    if (head) {
      await this.words(() => this.octokit.git.updateRef({ ...this.at, ref: `heads/${branch}`, sha: data.sha, force: false }));
      return;
    }
    await this.words(() => this.octokit.git.createRef({ ...this.at, ref: `refs/heads/${branch}`, sha: data.sha }));
  }

  async open(order: PullRequestOrder, branch: string): Promise<{ number: number; url: string }> {
    try {
      const { data } = await this.octokit.pulls.create({ ...this.at, title: order.title, body: order.description, head: branch, base: this.repository.branch });
      return { number: data.number, url: data.html_url };
    } catch (error) {
      const existing = (error as { status?: number }).status === 422 ? await this.openPullRequest(branch) : undefined;
      if (!existing) throw this.inWords(error);
      return { number: existing.number, url: existing.html_url };
    }
  }

  /** Reviewers and labels; what is refused is a warning. */
  async decorate(number: number): Promise<string[]> {
    const warnings: string[] = [];
    const { reviewers, labels } = this.repository;
    const teams = reviewers.filter(name => name.includes('/')).map(name => name.split('/').pop()!);
    const people = reviewers.filter(name => !name.includes('/'));
    if (reviewers.length) {
      await this.octokit.pulls
        .requestReviewers({ ...this.at, pull_number: number, reviewers: people, team_reviewers: teams })
        .catch(error => warnings.push(`Reviewers could not be asked: ${(error as Error).message}`));
    }
    if (labels.length) {
      await this.octokit.issues
        .addLabels({ ...this.at, issue_number: number, labels })
        .catch(error => warnings.push(`Labels could not be set: ${(error as Error).message}`));
    }
    return warnings;
  }

  private async tree(baseTree: string, files: FileChange[]): Promise<string> {
    const present = await Promise.all(files.map(async file => ({ ...file, there: (await this.contentAt(baseTree, file.path)) !== undefined })));
    const entries = present
      .filter(({ content, there }) => content !== undefined || there)
      .map(({ path, content }) =>
        content === undefined
          ? { path, mode: '100644' as const, type: 'blob' as const, sha: null }
          : { path, mode: '100644' as const, type: 'blob' as const, content },
      );
    const { data } = await this.words(() => this.octokit.git.createTree({ ...this.at, base_tree: baseTree, tree: entries }));
    return data.sha;
  }

  private async isBehind(branch: string): Promise<boolean> {
    const { data } = await this.octokit.repos.compareCommits({ ...this.at, base: this.repository.branch, head: branch });
    return data.behind_by > 0;
  }

  private async words<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw this.inWords(error);
    }
  }

  private inWords(error: unknown): unknown {
    const status = (error as { status?: number }).status;
    if (status === 403 || status === 404) {
      return new InputError(`repository: these credentials may not push to ${this.where}; ask the platform team, or somebody with the right to push`);
    }
    return error;
  }
}

function notFoundAsUndefined(error: { status?: number }): undefined {
  if (error.status === 404) return undefined;
  throw error;
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
