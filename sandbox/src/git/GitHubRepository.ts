import { Octokit } from '@octokit/rest';
import { GitRepository } from './GitRepository';

/** A repository read over GitHub's REST API; trees and blobs are asked for once per commit. */
export class GitHubRepository implements GitRepository {
  readonly url: string;
  private readonly trees = new Map<string, Promise<Map<string, string>>>();
  private readonly blobs = new Map<string, string>();

  constructor(
    private readonly octokit: Octokit,
    private readonly owner: string,
    private readonly repo: string,
    webUrl: string,
  ) {
    this.url = `${webUrl}/${owner}/${repo}.git`;
  }

  async head(branch: string): Promise<string | undefined> {
    try {
      const { data } = await this.octokit.git.getRef({
        owner: this.owner,
        repo: this.repo,
        ref: `heads/${branch}`,
      });
      return data.object.sha;
    } catch (error) {
      if ((error as { status?: number }).status === 404) return undefined;
      throw error;
    }
  }

  async files(commit: string, folder: string): Promise<Map<string, string>> {
    const known = this.trees.get(commit) ?? this.read(commit);
    if (this.trees.size > 20) this.trees.clear();
    this.trees.set(commit, known);
    known.catch(() => this.trees.delete(commit));
    const prefix = folder.replace(/^\.?\/+/, '').replace(/\/*$/, '/');
    return new Map(
      [...(await known)].filter(
        ([path]) => prefix === '/' || path.startsWith(prefix),
      ),
    );
  }

  private async read(commit: string): Promise<Map<string, string>> {
    const { data } = await this.octokit.git.getTree({
      owner: this.owner,
      repo: this.repo,
      tree_sha: commit,
      recursive: 'true',
    });
    const files = new Map<string, string>();
    for (const { path, type, sha } of data.tree) {
      if (type !== 'blob' || !path || !sha) continue;
      files.set(path, await this.blob(sha));
    }
    return files;
  }

  private async blob(sha: string): Promise<string> {
    const known = this.blobs.get(sha);
    if (known !== undefined) return known;
    const { data } = await this.octokit.git.getBlob({
      owner: this.owner,
      repo: this.repo,
      file_sha: sha,
    });
    const content = Buffer.from(
      data.content,
      data.encoding as BufferEncoding,
    ).toString('utf8');
    this.blobs.set(sha, content);
    return content;
  }
}
