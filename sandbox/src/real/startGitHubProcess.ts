import { Octokit } from '@octokit/rest';
import { freePort } from '../dev/ports';
import { GitHub, SeedRepository } from '../git/GitHub';
import { GitHubRepository } from '../git/GitHubRepository';
import { startRealServer } from './RealServer';
import { repositoryPath } from './repositoryPath';

/** The sandbox's GitHub in a process of its own: `emulate` is ESM only, which jest does not load. */
export async function startGitHubProcess(
  repositories: SeedRepository[],
): Promise<GitHub> {
  const options = {
    port: await freePort(),
    apiPort: await freePort(),
    repositories,
  };
  const server = await startRealServer(
    process.execPath,
    [
      '--require',
      repositoryPath(
        'node_modules/@backstage/cli-node/config/nodeTransform.cjs',
      ),
      repositoryPath('sandbox/src/real/gitHubProcess.ts'),
      JSON.stringify(options),
    ],
    { isReady: line => line.startsWith('ready ') },
  );
  const [, url, token] = server.ready.split(' ');
  const octokit = new Octokit({ auth: token, baseUrl: url });
  return {
    url,
    token,
    octokit,
    repository: (owner, name) =>
      new GitHubRepository(octokit, owner, name, url),
    close: server.close,
  };
}
