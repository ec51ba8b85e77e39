import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import { Octokit } from '@octokit/rest';
import { noCredentials, noIntegration } from '../hostErrors';
import { publishPullRequest } from '../publishPullRequest';
import {
  PublishedPullRequest,
  PullRequestOrder,
  PullRequestPublisher,
} from '../PullRequestPublisher';
import { GitHubHost } from './GitHubHost';

/** Pull requests on GitHub and GitHub Enterprise, through the REST API's Git objects: no clone, no force push. */
export class GitHubPublisher implements PullRequestPublisher {
  readonly provider = 'github';

  constructor(private readonly integrations: ScmIntegrations) {}

  async publish(order: PullRequestOrder): Promise<PublishedPullRequest> {
    const { repository, token } = order;
    const integration = this.integrations.github.byHost(repository.host);
    if (!integration)
      throw noIntegration(repository, { title: 'GitHub', key: 'github' });
    const url = `https://${repository.host}/${repository.owner}/${repository.repo}`;
    const credentials = token
      ? { token }
      : await DefaultGithubCredentialsProvider.fromIntegrations(
          this.integrations,
        ).getCredentials({ url });
    if (!credentials.token)
      throw noCredentials(repository, 'integrations.github[].token or an app');
    const { apiBaseUrl } = integration.config;
    const octokit = new Octokit({
      auth: credentials.token,
      baseUrl: apiBaseUrl,
      log: quiet,
    });
    const protocol = apiBaseUrl?.startsWith('http://') ? 'http' : 'https';
    return publishPullRequest(
      new GitHubHost(octokit, repository, `${protocol}://${repository.host}`),
      order,
    );
  }
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
