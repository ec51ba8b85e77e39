import { forbidden, StatusError, unauthorized } from '../errors/StatusError';
import { RequestInfo } from '../requests/parsePath';
import { User } from '../types';

/**
 * Whether a user may do something. `resource` names a subresource after a slash (`pods/status`); for paths that are not
 * resources it is empty and `name` is the path.
 *
 * @public
 */
export type AllowRule = (
  verb: string,
  group: string,
  resource: string,
  namespace: string | undefined,
  name: string | undefined,
) => boolean;

/** Somebody who may use the cluster. @public */
export interface ClusterUser {
  token: string;
  name: string;
  groups?: string[];
  /** Left out: everything is allowed. */
  allow?: AllowRule;
}

const ANONYMOUS: User = {
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
};
const ADMINISTRATORS = 'system:masters';
const OPEN_PATHS = ['/healthz', '/livez', '/readyz', '/version'];
const READABLE_PATHS = ['/api', '/apis', '/openapi'];
const SELF_REVIEWS = [
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews',
  'selfsubjectreviews',
];

/** Who is asking, and may they? Users and their rights can be changed while the cluster runs. @public */
export class AccessControl {
  private readonly byToken = new Map<string, ClusterUser>();

  constructor(users: ClusterUser[]) {
    for (const user of users) this.setUser(user);
  }

  /** Adds a user, or replaces the one with the same token. */
  setUser(user: ClusterUser): void {
    this.byToken.set(user.token, user);
  }

  /** From now on the token is unknown: 401. */
  removeToken(token: string): void {
    this.byToken.delete(token);
  }

  /** Changes what a user may do; without a rule everything is allowed. */
  setRights(userName: string, allow: AllowRule | undefined): void {
    for (const user of this.byToken.values())
      if (user.name === userName) user.allow = allow;
  }

  /**
   * The user of an Authorization header; anonymous without one.
   *
   * @throws StatusError 401 for an unknown token.
   */
  authenticate(authorization: string | null): User {
    if (!authorization) return ANONYMOUS;
    const token = /^Bearer\s+(.+)$/i.exec(authorization)?.[1];
    const user =
      token === undefined ? undefined : this.byToken.get(token.trim());
    if (!user) throw unauthorized();
    return asUser(user);
  }

  /** The user of a bearer token, if there is one. */
  userOfToken(token: string): User | undefined {
    const user = this.byToken.get(token);
    return user && asUser(user);
  }

  /** Whether somebody may do something; also what access reviews answer. */
  isAllowed(
    user: User,
    attributes: {
      verb: string;
      group: string;
      resource: string;
      namespace?: string;
      name?: string;
    },
  ): boolean {
    if (user.groups.includes(ADMINISTRATORS)) return true;
    const { verb, group, resource, namespace, name } = attributes;
    const rules = [...this.byToken.values()].filter(
      candidate => candidate.name === user.name,
    );
    return rules.some(
      rule => !rule.allow || rule.allow(verb, group, resource, namespace, name),
    );
  }

  /** @throws StatusError 403 in the words of the API server. */
  authorize(user: User, info: RequestInfo): void {
    if (info.kind === 'path') {
      if (!this.mayReadPath(user, info.path, info.verb))
        throw pathForbidden(user, info);
      return;
    }
    if (SELF_REVIEWS.includes(info.plural) && user !== ANONYMOUS) return;
    const resource = info.subresource
      ? `${info.plural}/${info.subresource}`
      : info.plural;
    const { verb, group, name } = info;
    const namespace =
      info.plural === 'namespaces' && group === '' ? name : info.namespace;
    if (this.isAllowed(user, { verb, group, resource, namespace, name }))
      return;
    const where = namespace
      ? `in the namespace ${JSON.stringify(namespace)}`
      : 'at the cluster scope';
    throw forbidden(
      { group, plural: info.plural },
      name ?? '',
      `User ${JSON.stringify(
        user.name,
      )} cannot ${verb} resource ${JSON.stringify(
        resource,
      )} in API group ${JSON.stringify(group)} ${where}`,
    );
  }

  private mayReadPath(user: User, path: string, verb: string): boolean {
    const isBelow = (prefix: string) =>
      path === prefix || path.startsWith(`${prefix}/`);
    if (verb === 'get' && OPEN_PATHS.some(isBelow)) return true;
    if (user === ANONYMOUS) return false;
    if (verb === 'get' && (path === '/' || READABLE_PATHS.some(isBelow)))
      return true;
    return this.isAllowed(user, { verb, group: '', resource: '', name: path });
  }
}

function asUser(user: ClusterUser): User {
  return {
    name: user.name,
    groups: [...(user.groups ?? []), 'system:authenticated'],
  };
}

function pathForbidden(
  user: User,
  info: { path: string; verb: string },
): StatusError {
  return new StatusError(
    403,
    'Forbidden',
    `forbidden: User ${JSON.stringify(user.name)} cannot ${
      info.verb
    } path ${JSON.stringify(info.path)}`,
    {},
  );
}
