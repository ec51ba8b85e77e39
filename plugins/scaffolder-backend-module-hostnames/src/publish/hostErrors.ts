import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { Repository } from '../config';

/** What a server answered with. */
export interface Refusal {
  status?: number;
  /** The server's own words, shown where we have none. */
  message: string;
  /** The server says that there were too many calls. */
  limited?: boolean;
}

/** `acme/gitops on github.com`; the folder of `provider: local` goes by the repository's name. */
export function whereOf({
  provider,
  name,
  owner,
  repo,
  host,
}: Repository): string {
  return provider === 'local'
    ? `the folder of ${name}`
    : `${owner}/${repo} on ${host}`;
}

/** The error for a call that only reads; `undefined`: not one of those with words of ours. */
export function refusedRead(
  repository: Repository,
  { status, limited }: Refusal,
): Error | undefined {
  const where = whereOf(repository);
  if (limited || status === 429)
    return new ServiceUnavailableError(
      `repository: ${repository.host} takes no more calls for now; try again later`,
    );
  if (status === 401)
    return new InputError(
      `repository: ${repository.host} does not accept the credentials; sign in again, or ask the platform team to renew those of integrations`,
    );
  if (status === 403)
    return new InputError(
      `repository: these credentials may not read ${where}; ask the platform team for access`,
    );
  return undefined;
}

/** The error for a call that writes. */
export function refusedWrite(
  repository: Repository,
  refusal: Refusal,
): Error | undefined {
  const { status, message, limited } = refusal;
  const where = whereOf(repository);
  if (limited || status === 429 || status === 401)
    return refusedRead(repository, refusal);
  if (
    /protected|rule violation|hook declined|not allowed to push into/i.test(
      message,
    )
  ) {
    return new InputError(
      `repository: a protection rule of ${where} refuses branches named hostmaster/…; the platform team allows them for the account that opens pull requests`,
    );
  }
  if (status === 403 || status === 404)
    return new InputError(
      `repository: these credentials may not push to ${where}; ask the platform team, or somebody with the right to push`,
    );
  if (status === 400 || status === 409 || status === 422)
    return new InputError(
      `repository: ${where} refused the change: ${message
        .split('\n')[0]
        .slice(0, 300)}`,
    );
  return undefined;
}

/** Neither the repository nor its base branch can be read: which of the two it is. */
export function missing(
  repository: Repository,
  what: 'repository' | 'branch',
): Error {
  const key = `hostnames.scaffolder.repositories.${repository.name}`;
  const where = whereOf(repository);
  return what === 'repository'
    ? new InputError(
        `repository: ${where} does not exist, or these credentials may not see it; check ${key}.url`,
      )
    : new InputError(
        `repository: ${where} has no branch "${repository.branch}"; check ${key}.branch`,
      );
}

/** No entry of `integrations` for the host of a repository. */
export function noIntegration(
  { host }: Repository,
  kind: { title: string; key: string },
): Error {
  return new InputError(
    `repository: no ${kind.title} integration is configured for ${host}; the platform team adds it to integrations.${kind.key}`,
  );
}

/** An entry without a token. */
export function noCredentials({ host }: Repository, hint: string): Error {
  return new InputError(
    `repository: there are no credentials for ${host}; the platform team sets ${hint}`,
  );
}
