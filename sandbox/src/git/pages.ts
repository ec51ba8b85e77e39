import { Octokit } from '@octokit/rest';
import { diffLines } from 'diff';

/** The page of one pull request: what it says, what it changes, and a button to merge it. */
export async function pullRequestPage(
  octokit: Octokit,
  owner: string,
  repo: string,
  number: number,
): Promise<string> {
  const { data: pull } = await octokit.pulls.get({
    owner,
    repo,
    pull_number: number,
  });
  const { base, head } = await commitsOf(octokit, owner, repo, pull);
  const before = await filesAt(octokit, owner, repo, base);
  const after = await filesAt(octokit, owner, repo, head);
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter(path => before.get(path) !== after.get(path))
    .sort();
  const diffs: string[] = [];
  for (const path of changed) {
    diffs.push(
      fileDiff(
        path,
        await textOf(octokit, owner, repo, before.get(path)),
        await textOf(octokit, owner, repo, after.get(path)),
      ),
    );
  }
  const state = stateOf(pull);
  const actions =
    state === 'Open'
      ? `<form method="post" action="/${owner}/${repo}/pull/${number}/merge"><button class="primary" type="submit">Merge pull request</button></form>
         <form method="post" action="/${owner}/${repo}/pull/${number}/close"><button type="submit">Close</button></form>`
      : '';
  return layout(
    `${pull.title} · #${number}`,
    `<p class="crumb"><a href="/${owner}/${repo}/pulls">${owner}/${repo}</a></p>
     <h1>${escape(pull.title)} <span class="number">#${number}</span></h1>
     <p><span class="state ${state.toLowerCase()}">${state}</span> ${escape(
      pull.user?.login ?? '',
    )} wants to merge <code>${escape(pull.head.ref)}</code> into <code>${escape(
      pull.base.ref,
    )}</code></p>
     <pre class="body">${escape(pull.body ?? '')}</pre>
     <div class="actions">${actions}</div>
     <h2>${changed.length} ${
      changed.length === 1 ? 'file' : 'files'
    } changed</h2>
     ${diffs.join('\n')}`,
  );
}

/** The pull requests of a repository, newest first. */
export async function pullRequestsPage(
  octokit: Octokit,
  owner: string,
  repo: string,
): Promise<string> {
  const { data: pulls } = await octokit.pulls.list({
    owner,
    repo,
    state: 'all',
    per_page: 100,
  });
  const rows = pulls
    .sort((left, right) => right.number - left.number)
    .map(pull => {
      const state = pull.merged_at ? 'merged' : pull.state;
      return `<li><span class="state ${state}">${state}</span> <a href="/${owner}/${repo}/pull/${
        pull.number
      }">${escape(pull.title)}</a> <span class="number">#${
        pull.number
      }</span></li>`;
    });
  return layout(
    `${owner}/${repo}`,
    `<h1>${owner}/${repo}</h1><h2>Pull requests</h2>${
      rows.length ? `<ul>${rows.join('')}</ul>` : '<p>There are none yet.</p>'
    }`,
  );
}

/** While it is open: where the branches stand now, not where they stood when it was opened. */
async function commitsOf(
  octokit: Octokit,
  owner: string,
  repo: string,
  pull: {
    state: string;
    base: { sha: string; ref: string };
    head: { sha: string; ref: string };
  },
): Promise<{ base: string; head: string }> {
  if (pull.state !== 'open')
    return { base: pull.base.sha, head: pull.head.sha };
  try {
    const { data: ref } = await octokit.git.getRef({
      owner,
      repo,
      ref: `heads/${pull.head.ref}`,
    });
    const { data } = await octokit.repos.compareCommits({
      owner,
      repo,
      base: pull.base.ref,
      head: pull.head.ref,
    });
    return { base: data.merge_base_commit.sha, head: ref.object.sha };
  } catch {
    return { base: pull.base.sha, head: pull.head.sha };
  }
}

async function filesAt(
  octokit: Octokit,
  owner: string,
  repo: string,
  commit: string,
): Promise<Map<string, string>> {
  const { data } = await octokit.git.getTree({
    owner,
    repo,
    tree_sha: commit,
    recursive: 'true',
  });
  return new Map(
    data.tree.flatMap(({ type, path, sha }) =>
      type === 'blob' && path && sha ? [[path, sha] as const] : [],
    ),
  );
}

async function textOf(
  octokit: Octokit,
  owner: string,
  repo: string,
  sha: string | undefined,
): Promise<string> {
  if (!sha) return '';
  const { data } = await octokit.git.getBlob({ owner, repo, file_sha: sha });
  return Buffer.from(data.content, data.encoding as BufferEncoding).toString(
    'utf8',
  );
}

function stateOf(pull: { merged: boolean; state: string }): string {
  if (pull.merged) return 'Merged';
  return pull.state === 'open' ? 'Open' : 'Closed';
}

function look(part: { added?: boolean; removed?: boolean }): {
  sign: string;
  kind: string;
} {
  if (part.added) return { sign: '+', kind: 'added' };
  return part.removed
    ? { sign: '-', kind: 'removed' }
    : { sign: ' ', kind: 'same' };
}

function fileDiff(path: string, before: string, after: string): string {
  const lines = diffLines(before, after).flatMap(part => {
    const { sign, kind } = look(part);
    return part.value
      .replace(/\n$/, '')
      .split('\n')
      .map(line => `<span class="${kind}">${sign} ${escape(line)}</span>`);
  });
  return `<section><h3><code>${escape(
    path,
  )}</code></h3><pre class="diff">${lines.join('\n')}</pre></section>`;
}

function layout(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(
    title,
  )}</title><style>
:root { color-scheme: light dark; --line: #d0d7de; --soft: #f6f8fa; --text: #1f2328; --back: #fff; --add: #dafbe1; --del: #ffebe9; }
@media (prefers-color-scheme: dark) { :root { --line: #30363d; --soft: #161b22; --text: #e6edf3; --back: #0d1117; --add: #12361f; --del: #4a1a1d; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 980px; margin: 0 auto; padding: 24px 16px; color: var(--text); background: var(--back); }
h1 { font-size: 24px; overflow-wrap: anywhere } h2 { font-size: 18px } h3 { font-size: 14px; margin: 0; padding: 8px 12px; background: var(--soft); border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
.number, .crumb { color: #59636e } a { color: #0969da } @media (prefers-color-scheme: dark) { a { color: #4493f8 } }
.state { padding: 2px 10px; border-radius: 12px; color: #fff; background: #1a7f37; font-size: 13px } .state.merged { background: #8250df } .state.closed { background: #cf222e }
section { border: 1px solid var(--line); border-radius: 6px; margin: 16px 0; overflow: hidden } pre { margin: 0; overflow: auto; font: 13px/1.5 ui-monospace, monospace }
pre.body { white-space: pre-wrap; padding: 12px; border: 1px solid var(--line); border-radius: 6px } .diff span { display: block; padding: 0 12px } .added { background: var(--add) } .removed { background: var(--del) }
.actions { display: flex; gap: 8px; margin: 16px 0 } button { font: inherit; padding: 6px 16px; border-radius: 6px; border: 1px solid var(--line); background: var(--soft); color: inherit; cursor: pointer } button.primary { background: #1f883d; color: #fff; border-color: transparent }
li { margin: 6px 0 }
</style></head><body>${body}</body></html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
