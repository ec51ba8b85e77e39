import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  catalogEntityReadPermission,
  catalogLocationReadPermission,
} from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  isPermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  createScaffolderActionConditionalDecision,
  createScaffolderTaskConditionalDecision,
  scaffolderActionConditions,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';
import {
  actionExecutePermission,
  taskCancelPermission,
  taskCreatePermission,
  taskReadPermission,
  templateParameterReadPermission,
  templateStepReadPermission,
} from '@backstage/plugin-scaffolder-common/alpha';
import {
  createHostnameConditionalDecision,
  hostnameConditions,
} from '@hostmaster/backstage-plugin-hostnames-backend';
import {
  hostnameCheckPermission,
  hostnameReadPermission,
  nameCheckPermission,
} from '@hostmaster/backstage-plugin-hostnames-common';

/** Actions that everybody's templates may run; `permission.allowedActions` names more. */
const everybodysActions = [
  'hostnames:check',
  'hostnames:verdict',
  'hostnames:render',
  'hostnames:pull-request',
  'hostnames:wait',
  'debug:log',
];

/** What everybody may do without conditions. */
const everybody = [
  catalogEntityReadPermission,
  catalogLocationReadPermission,
  nameCheckPermission,
  templateParameterReadPermission,
  templateStepReadPermission,
  taskCreatePermission,
];

const allow: PolicyDecision = { result: AuthorizeResult.ALLOW };
const deny: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * Who may do what in this portal:
 *
 * | what | platform group | everybody else |
 * | --- | --- | --- |
 * | catalog: read | yes | yes |
 * | templates: see, run the actions of `everybodysActions` | yes | yes |
 * | tasks: see, cancel | all | own |
 * | hostnames: see, check again | all | those their groups own |
 * | names: is it free | yes | yes |
 * | capacity, status, and everything that is not in this table | yes | no |
 */
export class PortalPolicy implements PermissionPolicy {
  constructor(
    private readonly options: {
      platformGroup: string;
      allowedActions: string[];
    },
  ) {}

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) return deny;
    const claims = user.info.ownershipEntityRefs;
    if (claims.includes(this.options.platformGroup)) return allow;
    if (everybody.some(each => isPermission(permission, each))) return allow;

    if (
      isPermission(permission, hostnameReadPermission) ||
      isPermission(permission, hostnameCheckPermission)
    ) {
      return createHostnameConditionalDecision(
        permission,
        hostnameConditions.isOwnedBy({ claims }),
      );
    }
    if (
      isPermission(permission, taskReadPermission) ||
      isPermission(permission, taskCancelPermission)
    ) {
      return createScaffolderTaskConditionalDecision(
        permission,
        scaffolderTaskConditions.isTaskOwner({
          createdBy: [user.info.userEntityRef],
        }),
      );
    }
    if (isPermission(permission, actionExecutePermission)) {
      const [first, ...others] = [
        ...everybodysActions,
        ...this.options.allowedActions,
      ].map(actionId => scaffolderActionConditions.hasActionId({ actionId }));
      return createScaffolderActionConditionalDecision(permission, {
        anyOf: [first, ...others],
      });
    }
    return deny;
  }
}

/** The portal's permission policy. */
export const permissionPolicyModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'portal-policy',
  register(env) {
    env.registerInit({
      deps: { policy: policyExtensionPoint, config: coreServices.rootConfig },
      async init({ policy, config }) {
        policy.setPolicy(
          new PortalPolicy({
            platformGroup:
              config.getOptionalString('permission.platformGroup') ??
              'group:default/platform',
            allowedActions:
              config.getOptionalStringArray('permission.allowedActions') ?? [],
          }),
        );
      },
    });
  },
});
