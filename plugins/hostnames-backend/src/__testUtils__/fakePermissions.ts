import {
  BackstageCredentials,
  BackstageUserPrincipal,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isResourcePermission,
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import { HostnameResource } from '../permissions/hostnameResource';
import { hostnamePermissionRules } from '../permissions/rules';

export type TestPolicy = (
  permission: Permission,
  credentials: BackstageCredentials,
) => PolicyDecision;

/** Decides by a policy, and applies conditions to single hostnames as the permission backend does: to what is loaded by reference. */
export function fakePermissions(
  policy: TestPolicy,
  load: (resourceRef: string) => Promise<HostnameResource | undefined>,
): PermissionsService {
  const isAllowed = createConditionAuthorizer(
    Object.values(hostnamePermissionRules),
  );
  return {
    authorize: (queries, { credentials }) =>
      Promise.all(
        queries.map(async ({ permission, resourceRef }) => {
          const decision = policy(permission, credentials!);
          if (decision.result !== AuthorizeResult.CONDITIONAL)
            return { result: decision.result };
          const resource =
            isResourcePermission(permission) && resourceRef
              ? await load(String(resourceRef))
              : undefined;
          const allowed =
            resource !== undefined && isAllowed(decision, resource);
          return {
            result: allowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
          };
        }),
      ) as ReturnType<PermissionsService['authorize']>,
    authorizeConditional: async (queries, { credentials }) =>
      queries.map(({ permission }) =>
        policy(permission, credentials!),
      ) as Awaited<ReturnType<PermissionsService['authorizeConditional']>>,
  };
}

export function userOf(credentials: BackstageCredentials): string | undefined {
  const principal = credentials.principal as BackstageUserPrincipal;
  return principal.type === 'user' ? principal.userEntityRef : undefined;
}
