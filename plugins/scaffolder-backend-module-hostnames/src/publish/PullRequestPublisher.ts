import { Repository } from '../config';

/** A file as it shall be; without content it shall not be there. */
export interface FileChange {
  path: string;
  content?: string;
}

/** What is asked of a publisher. */
export interface PullRequestOrder {
  repository: Repository;
  /** Wanted name of the branch; a publisher appends `-2`, `-3` … when an earlier pull request of that branch is closed. */
  branch: string;
  files: FileChange[];
  title: string;
  description: string;
  /** The user's own token; without one the integration's credentials are used. */
  token?: string;
  /**
   * Called with each file as the base branch has it (`undefined`: it has not), before anything is written.
   *
   * @throws InputError when the file is not this order's to change.
   */
  accept?(path: string, present: string | undefined): void;
}

/** What became of it. */
export interface PublishedPullRequest {
  /** Of the pull request; of the base branch when there was nothing to change. */
  url: string;
  number?: number;
  branch?: string;
  changed: 'created' | 'updated' | 'nothing';
  /** What could not be done besides, such as asking a reviewer. */
  warnings: string[];
}

/**
 * Brings files to a repository by pull request. May be called again with the same order at any time, also after a crash between any
 * two of its calls: there is one pull request in the end. Never forces a push, never touches commits that it did not make.
 *
 * @throws InputError when the repository, the branch or the rights are not as needed; the message says what to do.
 */
export interface PullRequestPublisher {
  readonly provider: Repository['provider'];
  publish(order: PullRequestOrder): Promise<PublishedPullRequest>;
}
