import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { Repository } from '../../config';
import { Fault, GitHubEmulator, READER_TOKEN, startGitHubEmulator, TOKEN } from '../../testing/startGitHubEmulator';
import { PullRequestOrder } from '../PullRequestPublisher';
import { GitHubPublisher } from './GitHubPublisher';

jest.setTimeout(120_000);

let github: GitHubEmulator;
let publisher: GitHubPublisher;
let count = 0;

beforeAll(async () => {
  github = await startGitHubEmulator();
  publisher = publisherWith(TOKEN);
});

afterAll(async () => {
  await github?.close();
});

beforeEach(() => {
  count += 1;
  github.arm();
});

describe('a pull request', () => {
  it('is opened with the files on a branch of its own', async () => {
    const published = await publisher.publish(order());

    expect(published).toMatchObject({ changed: 'created', branch: `hostmaster/shop-${count}`, warnings: [] });
    expect(await contentOn(published.branch!)).toBe('hostname: a\n');
    expect(await contentOn('main')).toBeUndefined();
  });

  it('is left as it is when the same is asked again', async () => {
    const first = await publisher.publish(order());
    const second = await publisher.publish(order());

    expect(second).toMatchObject({ url: first.url, number: first.number, changed: 'nothing' });
    expect(await openPullRequests()).toBe(1);
  });

  it('is updated by a commit on top when other values are asked for', async () => {
    const first = await publisher.publish(order());
    const second = await publisher.publish(order({ content: 'hostname: b\n' }));

    expect(second).toMatchObject({ number: first.number, changed: 'updated' });
    expect(await contentOn(first.branch!)).toBe('hostname: b\n');
    expect(await openPullRequests()).toBe(1);
  });

  it('takes in what was merged into the base meanwhile, without forcing', async () => {
    const first = await publisher.publish(order());
    const other = `clusters/prod/other-${count}.yaml`;
    await commitOnMain(other, 'kind: Other\n');
    const second = await publisher.publish(order({ content: 'hostname: c\n' }));

    expect(second).toMatchObject({ number: first.number, changed: 'updated' });
    expect(await contentOn(first.branch!, other)).toBe('kind: Other\n');
    expect(await contentOn(first.branch!)).toBe('hostname: c\n');
    const { data } = await github.octokit.repos.compareCommits({ ...at, base: 'main', head: first.branch! });
    expect(data.behind_by).toBe(0);
  });

  it('is not made when the base has the files already', async () => {
    await commitOnMain(pathOf(), 'hostname: a\n');
    const published = await publisher.publish(order());

    expect(published.changed).toBe('nothing');
    expect(published.number).toBeUndefined();
  });

  it('goes to a new branch after the earlier one was merged', async () => {
    const first = await publisher.publish(order());
    await github.octokit.pulls.merge({ ...at, pull_number: first.number!, merge_method: 'merge' });
    const second = await publisher.publish(order({ content: 'hostname: z\n' }));

    expect(second).toMatchObject({ changed: 'created', branch: `hostmaster/shop-${count}-2` });
    expect(second.number).not.toBe(first.number);
  });

  it('removes a file', async () => {
    await commitOnMain(pathOf(), 'hostname: a\n');
    const published = await publisher.publish({ ...order(), files: [{ path: pathOf() }] });
    await github.octokit.pulls.merge({ ...at, pull_number: published.number!, merge_method: 'merge' });

    expect(published.changed).toBe('created');
    expect(await contentOn('main')).toBeUndefined();
  });
});

describe('what cannot be done is said in words', () => {
  it.each<[string, Partial<Repository>, RegExp]>([
    ['no such repository', { repo: 'missing' }, /acme\/missing on .* does not exist/],
    ['no such branch', { branch: 'release' }, /has no branch "release"/],
    ['no integration', { host: 'git.example.test' }, /no GitHub integration is configured for git.example.test/],
  ])('%s', async (_case, changes, message) => {
    await expect(publisher.publish(order({ repository: changes }))).rejects.toThrow(message);
  });

  it('no right to push', async () => {
    await expect(publisherWith(READER_TOKEN).publish(order())).rejects.toThrow(/may not push to acme\/gitops/);
    expect(await openPullRequests()).toBe(0);
  });

  it('somebody else has put commits onto the branch', async () => {
    const first = await publisher.publish(order());
    await commitOn(first.branch!, 'notes.md', 'by hand\n');

    await expect(publisher.publish(order({ content: 'hostname: b\n' }))).rejects.toThrow(/holds commits that this action did not make/);
    expect(await contentOn(first.branch!)).toBe('hostname: a\n');
  });
});

describe('a crash', () => {
  // What would go unnoticed without it: a branch or a pull request made twice, or a lost update, when a task is run again.
  it('at any call, before it is executed or with its answer lost, leaves one pull request after a second try', async () => {
    await publisher.publish(order());
    const calls = github.calls().length;
    expect(calls).toBeGreaterThan(8);

    for (let call = 1; call <= calls; call += 1) {
      for (const kind of ['before', 'after'] as const) {
        count += 1;
        await crashAndRetry({ call, kind });
      }
    }
  });

  async function crashAndRetry(fault: Fault) {
    github.arm(fault);
    await publisher.publish(order()).catch(() => undefined);
    github.arm();
    const published = await publisher.publish(order());

    const where = `fault ${fault.kind} call ${fault.call}`;
    expect([where, published.branch]).toEqual([where, `hostmaster/shop-${count}`]);
    expect([where, await openPullRequests()]).toEqual([where, 1]);
    expect([where, await contentOn(published.branch!)]).toEqual([where, 'hostname: a\n']);
  }
});

it('never shows its token', async () => {
  const failures = await Promise.all(
    [order({ repository: { repo: 'missing' } }), order({ repository: { branch: 'release' } })].map(each => publisher.publish(each).catch((error: Error) => `${error.message}${error.stack}`)),
  );

  const text = JSON.stringify(failures);
  for (const form of [TOKEN, TOKEN.toUpperCase(), Buffer.from(TOKEN).toString('base64'), TOKEN.slice(8, 24)]) expect(text).not.toContain(form);
});

const at = { owner: 'acme', repo: 'gitops' };

function publisherWith(token: string): GitHubPublisher {
  const integrations = { github: [{ host: github.host, apiBaseUrl: github.apiBaseUrl, token }] };
  return new GitHubPublisher(ScmIntegrations.fromConfig(new ConfigReader({ integrations })));
}

function pathOf(): string {
  return `clusters/prod/shop/request-${count}.yaml`;
}

function order(changes: { content?: string; repository?: Partial<Repository> } = {}): PullRequestOrder {
  const repository: Repository = {
    name: 'prod',
    provider: 'github',
    host: github.host,
    ...at,
    branch: 'main',
    path: '',
    engine: 'flux',
    environments: [],
    reviewers: [],
    labels: [],
    ...changes.repository,
  };
  return {
    repository,
    branch: `hostmaster/shop-${count}`,
    files: [{ path: pathOf(), content: changes.content ?? 'hostname: a\n' }],
    title: 'Request hostname',
    description: 'What happens',
  };
}

async function contentOn(branch: string, path = pathOf()): Promise<string | undefined> {
  try {
    const { data } = await github.octokit.repos.getContent({ ...at, path, ref: branch });
    return 'content' in data ? Buffer.from(data.content, 'base64').toString() : undefined;
  } catch {
    return undefined;
  }
}

async function openPullRequests(): Promise<number> {
  const { data } = await github.octokit.pulls.list({ ...at, state: 'open', per_page: 100 });
  return data.filter(pull => pull.head.ref.replace(/-\d+$/, '') === `hostmaster/shop-${count}`.replace(/-\d+$/, '') && pull.head.ref.startsWith(`hostmaster/shop-${count}`)).length;
}

async function commitOnMain(path: string, content: string) {
  await commitOn('main', path, content);
}

async function commitOn(branch: string, path: string, content: string) {
  await github.octokit.repos.createOrUpdateFileContents({ ...at, path, branch, message: 'by hand', content: Buffer.from(content).toString('base64') });
}
