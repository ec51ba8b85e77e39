import { PullRequestPublisher } from '../publish/PullRequestPublisher';
import { Repository } from '../config';

/** What is done to the n-th call: it is lost before the server sees it, or its answer is lost. */
export type Fault = { call: number; kind: 'before' | 'after' };

export const TOKEN = 'canary-7c1f0e9a-token';
export const READER_TOKEN = 'canary-reader-token';
export const OWNER = 'acme';
export const REPOSITORY = 'gitops';

/** A server that keeps pull requests, and a way around its API to see and change what it keeps. It has the repository acme/gitops. */
export interface Forge {
  provider: Repository['provider'];
  /** `127.0.0.1:port`, the host of the integration. */
  host: string;
  /** Whether the publisher takes in a moved base by a merge; else a new pull request takes the place of the old one. */
  mergesBase: boolean;
  publisher(token: string): PullRequestPublisher;
  headOf(branch: string): Promise<string | undefined>;
  contentOn(branch: string, path: string): Promise<string | undefined>;
  commitOn(branch: string, path: string, content: string): Promise<void>;
  /** Branches of the open pull requests. */
  openPullRequests(): Promise<string[]>;
  /** Whether `commit` is in the history of the branch: nothing that was there was forced away. */
  hasCommit(branch: string, commit: string): Promise<boolean>;
  merge(number: number): Promise<void>;
  calls(): string[];
  /** Forgets the calls so far and plans a fault. */
  arm(fault?: Fault): void;
  close(): Promise<void>;
}
