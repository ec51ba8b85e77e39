import {
  getGiteaRequestOptions,
  ScmIntegrations,
} from '@backstage/integration';
import { noCredentials, noIntegration } from '../hostErrors';
import { publishPullRequest } from '../publishPullRequest';
import {
  PublishedPullRequest,
  PullRequestOrder,
  PullRequestPublisher,
} from '../PullRequestPublisher';
import { GiteaApi } from './GiteaApi';
import { GiteaHost } from './GiteaHost';

/** Pull requests on Gitea and Forgejo, through the contents API (Gitea 1.20 or newer): no clone, no force push. */
export class GiteaPublisher implements PullRequestPublisher {
  readonly provider = 'gitea';

  constructor(private readonly integrations: ScmIntegrations) {}

  async publish(order: PullRequestOrder): Promise<PublishedPullRequest> {
    const { repository, token } = order;
    const integration = this.integrations.gitea.byHost(repository.host);
    if (!integration)
      throw noIntegration(repository, { title: 'Gitea', key: 'gitea' });
    const baseUrl = (
      integration.config.baseUrl ?? `https://${repository.host}`
    ).replace(/\/$/, '');
    const headers = token
      ? { Authorization: `token ${token}` }
      : getGiteaRequestOptions(integration.config).headers;
    if (!headers?.Authorization)
      throw noCredentials(
        repository,
        'integrations.gitea[].username and password',
      );
    const api = new GiteaApi(
      `${baseUrl}/api/v1/repos/${encodeURIComponent(
        repository.owner,
      )}/${encodeURIComponent(repository.repo)}`,
      headers,
    );
    return publishPullRequest(new GiteaHost(api, repository, baseUrl), order);
  }
}
