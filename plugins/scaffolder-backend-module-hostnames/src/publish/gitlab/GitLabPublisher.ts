import {
  DefaultGitlabCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import { Gitlab } from '@gitbeaker/rest';
import { noCredentials, noIntegration } from '../hostErrors';
import { publishPullRequest } from '../publishPullRequest';
import {
  PublishedPullRequest,
  PullRequestOrder,
  PullRequestPublisher,
} from '../PullRequestPublisher';
import { GitLabHost } from './GitLabHost';

/** Merge requests on GitLab, through the commits API: no clone, no force push. */
export class GitLabPublisher implements PullRequestPublisher {
  readonly provider = 'gitlab';

  constructor(private readonly integrations: ScmIntegrations) {}

  async publish(order: PullRequestOrder): Promise<PublishedPullRequest> {
    const { repository, token } = order;
    const integration = this.integrations.gitlab.byHost(repository.host);
    if (!integration)
      throw noIntegration(repository, { title: 'GitLab', key: 'gitlab' });
    const { baseUrl } = integration.config;
    const own = token
      ? undefined
      : await DefaultGitlabCredentialsProvider.fromIntegrations(
          this.integrations,
        ).getCredentials({
          url: `${baseUrl}/${repository.owner}/${repository.repo}`,
        });
    const credentials = token
      ? { oauthToken: token }
      : { token: own?.token ?? '' };
    if (!token && !own?.token)
      throw noCredentials(repository, 'integrations.gitlab[].token');
    const api = new Gitlab({ host: baseUrl, ...credentials } as {
      host: string;
      token: string;
    });
    return publishPullRequest(new GitLabHost(api, repository, baseUrl), order);
  }
}
