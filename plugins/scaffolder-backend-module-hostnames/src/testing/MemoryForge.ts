import { createHash } from 'node:crypto';

interface Commit {
  sha: string;
  parents: string[];
  message: string;
  tree: ReadonlyMap<string, string>;
}

export interface MemoryPull {
  number: number;
  head: string;
  base: string;
  state: 'open' | 'closed' | 'merged';
  title: string;
  body: string;
  labels: string[];
  reviewers: string[];
}

/** Branches, commits and pull requests of one repository, as a server's database has them. */
export class MemoryForge {
  readonly commits = new Map<string, Commit>();
  readonly branches = new Map<string, string>();
  readonly pulls: MemoryPull[] = [];
  /** Branches that start so refuse every push. */
  protectedPrefix?: string;

  constructor() {
    this.branches.set(
      'main',
      this.store([], 'first', new Map([['README.md', 'gitops\n']])),
    );
  }

  /** Writes a commit on top of `parent` and moves the branch to it; `undefined` removes a file. */
  commit(
    branch: string,
    parent: string,
    message: string,
    changes: Record<string, string | undefined>,
  ): string {
    const tree = new Map(this.at(parent).tree);
    for (const [path, content] of Object.entries(changes)) {
      if (content === undefined) tree.delete(path);
      else tree.set(path, content);
    }
    const sha = this.store([parent], message, tree);
    this.branches.set(branch, sha);
    return sha;
  }

  /** A commit by name of a branch or by its hash. */
  resolve(ref: string): Commit | undefined {
    return this.commits.get(this.branches.get(ref) ?? ref);
  }

  ancestors(ref: string): Set<string> {
    const seen = new Set<string>();
    const open = [this.at(ref).sha];
    for (let sha = open.pop(); sha; sha = open.pop()) {
      if (seen.has(sha)) continue;
      seen.add(sha);
      open.push(...this.at(sha).parents);
    }
    return seen;
  }

  /** Newest first. */
  commitsBetween(base: string, head: string): Commit[] {
    const known = this.ancestors(base);
    return [...this.ancestors(head)]
      .filter(sha => !known.has(sha))
      .map(sha => this.at(sha));
  }

  mergeBase(left: string, right: string): string {
    const known = this.ancestors(left);
    return [...this.ancestors(right)].find(sha => known.has(sha))!;
  }

  merge(number: number): void {
    const pull = this.pulls.find(each => each.number === number)!;
    const base = this.at(pull.base);
    const head = this.at(pull.head);
    const fork = this.at(this.mergeBase(base.sha, head.sha));
    const tree = new Map(base.tree);
    for (const path of new Set([...fork.tree.keys(), ...head.tree.keys()])) {
      const content = head.tree.get(path);
      if (content === fork.tree.get(path)) continue;
      if (content === undefined) tree.delete(path);
      else tree.set(path, content);
    }
    this.branches.set(
      pull.base,
      this.store([base.sha, head.sha], `Merge ${pull.head}`, tree),
    );
    pull.state = 'merged';
  }

  openPull(
    pull: Pick<MemoryPull, 'head' | 'base' | 'title' | 'body'>,
  ): MemoryPull {
    const made: MemoryPull = {
      ...pull,
      number: this.pulls.length + 1,
      state: 'open',
      labels: [],
      reviewers: [],
    };
    this.pulls.push(made);
    return made;
  }

  private at(ref: string): Commit {
    return this.resolve(ref)!;
  }

  private store(
    parents: string[],
    message: string,
    tree: ReadonlyMap<string, string>,
  ): string {
    const sha = createHash('sha1')
      .update(JSON.stringify([this.commits.size, parents, message, [...tree]]))
      .digest('hex');
    this.commits.set(sha, { sha, parents, message, tree });
    return sha;
  }
}

/** As Git names a file's content. */
export function blobHash(content: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(content)}\0${content}`)
    .digest('hex');
}
