import { Octokit } from '@octokit/rest';

/**
 * Merges a pull request as GitHub does: what its branch changed since they parted goes onto the newest base. `emulate` 0.12.2 takes
 * the tree of the branch as it was when the pull request was opened, and would so undo what was merged meanwhile; it is asked to
 * mark the pull request as merged, and the base is then put right.
 *
 * @returns the merge commit.
 */
export async function mergePullRequest(
  octokit: Octokit,
  owner: string,
  repo: string,
  number: number,
): Promise<string> {
  const at = { owner, repo };
  const { data: pull } = await octokit.pulls.get({
    ...at,
    pull_number: number,
  });
  if (pull.merged) return pull.merge_commit_sha ?? '';
  const base = await headOf(octokit, at, pull.base.ref);
  const head = await headOf(octokit, at, pull.head.ref);
  const { data: comparison } = await octokit.repos.compareCommits({
    ...at,
    base: pull.base.ref,
    head: pull.head.ref,
  });
  const before = await filesOf(
    octokit,
    at,
    comparison.merge_base_commit.commit.tree.sha,
  );
  const after = await filesOf(octokit, at, head.tree);
  const changes = [...new Set([...before.keys(), ...after.keys()])]
    .filter(path => before.get(path) !== after.get(path))
    .map(path => ({
      path,
      mode: '100644' as const,
      type: 'blob' as const,
      sha: after.get(path) ?? null,
    }));

  await octokit.pulls.merge({
    ...at,
    pull_number: number,
    merge_method: 'merge',
  });
  const tree = changes.length
    ? (
        await octokit.git.createTree({
          ...at,
          base_tree: base.tree,
          tree: changes,
        })
      ).data.sha
    : base.tree;
  const message = `Merge pull request #${number} from ${pull.head.ref}\n\n${pull.title}`;
  const { data: commit } = await octokit.git.createCommit({
    ...at,
    message,
    tree,
    parents: [base.commit, head.commit],
  });
  await octokit.git.updateRef({
    ...at,
    ref: `heads/${pull.base.ref}`,
    sha: commit.sha,
    force: true,
  });
  return commit.sha;
}

async function headOf(
  octokit: Octokit,
  at: { owner: string; repo: string },
  branch: string,
): Promise<{ commit: string; tree: string }> {
  const { data: ref } = await octokit.git.getRef({
    ...at,
    ref: `heads/${branch}`,
  });
  const { data: commit } = await octokit.git.getCommit({
    ...at,
    commit_sha: ref.object.sha,
  });
  return { commit: ref.object.sha, tree: commit.tree.sha };
}

async function filesOf(
  octokit: Octokit,
  at: { owner: string; repo: string },
  tree: string,
): Promise<Map<string, string>> {
  const { data } = await octokit.git.getTree({
    ...at,
    tree_sha: tree,
    recursive: 'true',
  });
  return new Map(
    data.tree.flatMap(({ type, path, sha }) =>
      type === 'blob' && path && sha ? [[path, sha] as const] : [],
    ),
  );
}
