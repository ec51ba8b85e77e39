/** What a GitOps engine reads of a repository. Implemented over GitHub's REST API and, for stories in virtual time, in memory. */
export interface GitRepository {
  /** Clone URL, as Flux's GitRepository and Argo CD's Application name it. */
  readonly url: string;
  /** Newest commit of a branch; `undefined` when there is no such branch. Throws when it cannot be asked. */
  head(branch: string): Promise<string | undefined>;
  /** Path and content of every file below `folder` at a commit. */
  files(commit: string, folder: string): Promise<Map<string, string>>;
}
