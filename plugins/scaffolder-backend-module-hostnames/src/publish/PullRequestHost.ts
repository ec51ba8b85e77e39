import { FileChange, PullRequestOrder } from './PullRequestPublisher';

/** A commit that a branch has and the base has not. */
export interface BranchCommit {
  sha: string;
  message: string;
  parents: string[];
}

/** How a branch stands to the base. */
export interface BranchComparison {
  /** The newest commit that both have. */
  mergeBase: string;
  commits: BranchCommit[];
}

/** The pull request of a branch. */
export interface BranchPullRequest {
  number: number;
  url: string;
  open: boolean;
}

/** A commit to be made. */
export interface CommitOrder {
  branch: string;
  /** Newest commit of the branch; `undefined`: the branch is to be made from the base. */
  head?: string;
  /** Newest commit of the base branch, as it was read. */
  base: string;
  files: FileChange[];
  message: string;
  /** The base has commits that the branch has not. */
  behind: boolean;
}

/**
 * One repository on a server that keeps pull requests, as `publishPullRequest` works with it. Every call may be repeated. Reads answer
 * `undefined` for what is not there; errors are in words (`InputError`), but for the server's own failures.
 */
export interface PullRequestHost {
  /** What the server is to its users, for messages: `acme/gitops on github.com`. */
  readonly where: string;
  /** Page of the base branch. */
  readonly webUrl: string;
  /** Whether `commit` can take in the base by a merge commit. Where it cannot, a pull request that the base got in the way of is closed and made anew. */
  readonly mergesBase: boolean;
  /** @throws InputError saying whether the repository or the branch is missing. */
  baseHead(): Promise<string>;
  branchHead(branch: string): Promise<string | undefined>;
  read(commit: string, path: string): Promise<string | undefined>;
  /** The pull request of a branch into the base: the open one, else a closed or merged one. */
  pullRequestOf(branch: string): Promise<BranchPullRequest | undefined>;
  compare(base: string, branch: string): Promise<BranchComparison>;
  /** @throws BranchMovedError when the branch is no longer as it was read. */
  commit(order: CommitOrder): Promise<void>;
  /** Opens a pull request; answers with the one there is when somebody was faster. */
  open(order: PullRequestOrder, branch: string): Promise<BranchPullRequest>;
  close(number: number): Promise<void>;
  /** Asks reviewers and sets labels where that has not been done; what is refused is a warning. */
  decorate(number: number): Promise<string[]>;
}

/** Somebody else wrote to the branch meanwhile: look again. */
export class BranchMovedError extends Error {
  readonly name = 'BranchMovedError';
}
