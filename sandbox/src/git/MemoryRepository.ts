import { createHash } from 'node:crypto';
import { GitRepository } from './GitRepository';

/** A repository in memory with one branch: every commit is the whole tree. */
export class MemoryRepository implements GitRepository {
  private readonly commits = new Map<string, ReadonlyMap<string, string>>();
  private tip: string;

  constructor(readonly url: string, private readonly branch = 'main') {
    this.tip = this.store(new Map());
  }

  /** Writes files (`undefined` removes one) on top of the newest commit and returns the new commit. */
  commit(changes: Record<string, string | undefined>): string {
    const tree = new Map(this.commits.get(this.tip));
    for (const [path, content] of Object.entries(changes)) {
      if (content === undefined) tree.delete(path);
      else tree.set(path, content);
    }
    this.tip = this.store(tree);
    return this.tip;
  }

  async head(branch: string): Promise<string | undefined> {
    return branch === this.branch ? this.tip : undefined;
  }

  async files(commit: string, folder: string): Promise<Map<string, string>> {
    const tree = this.commits.get(commit);
    if (!tree) throw new Error(`${this.url} has no commit ${commit}`);
    const prefix = folder.replace(/^\.?\/+/, '').replace(/\/*$/, '/');
    return new Map(
      [...tree].filter(([path]) => prefix === '/' || path.startsWith(prefix)),
    );
  }

  private store(tree: ReadonlyMap<string, string>): string {
    const hash = createHash('sha1')
      .update(`${this.commits.size}\n${JSON.stringify([...tree])}`)
      .digest('hex');
    this.commits.set(hash, tree);
    return hash;
  }
}
