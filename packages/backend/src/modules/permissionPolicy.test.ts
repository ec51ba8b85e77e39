import { mockCredentials } from '@backstage/backend-test-utils';
import {
  catalogEntityDeletePermission,
  catalogEntityReadPermission,
  catalogEntityRefreshPermission,
  catalogLocationCreatePermission,
  catalogLocationDeletePermission,
} from '@backstage/plugin-catalog-common/alpha';
import {
  createPermission,
  Permission,
} from '@backstage/plugin-permission-common';
import {
  actionExecutePermission,
  taskCancelPermission,
  taskCreatePermission,
  taskReadPermission,
  templateDryRunPermission,
  templateManagementPermission,
  templateParameterReadPermission,
} from '@backstage/plugin-scaffolder-common/alpha';
import {
  capacityReadPermission,
  hostnameCheckPermission,
  hostnamePermissions,
  hostnameReadPermission,
  nameCheckPermission,
  statusReadPermission,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { PortalPolicy } from './permissionPolicy';

const policy = new PortalPolicy({
  platformGroup: 'group:default/platform',
  allowedActions: ['fetch:template'],
});

function decide(
  permission: Permission,
  ownershipEntityRefs: string[] | undefined,
) {
  const userEntityRef = 'user:default/ada';
  return policy.handle(
    { permission },
    ownershipEntityRefs && {
      credentials: mockCredentials.user(userEntityRef),
      info: {
        userEntityRef,
        ownershipEntityRefs: [userEntityRef, ...ownershipEntityRefs],
      },
    },
  );
}
const member = ['group:default/checkout'];
const unknownWrite = createPermission({
  name: 'other.thing.delete',
  attributes: { action: 'delete' },
});
const unknownRead = createPermission({
  name: 'other.thing.read',
  attributes: { action: 'read' },
});

describe('PortalPolicy', () => {
  it.each([
    ...hostnamePermissions,
    catalogEntityDeletePermission,
    catalogLocationCreatePermission,
    templateManagementPermission,
    unknownWrite,
  ])('lets the platform group have $name', async permission => {
    expect(
      await decide(permission as Permission, ['group:default/platform']),
    ).toEqual({ result: 'ALLOW' });
  });

  it.each([
    catalogEntityReadPermission,
    nameCheckPermission,
    taskCreatePermission,
    templateParameterReadPermission,
  ])('lets everybody have $name', async permission => {
    expect(await decide(permission as Permission, member)).toEqual({
      result: 'ALLOW',
    });
  });

  it.each([
    capacityReadPermission,
    statusReadPermission,
    catalogEntityDeletePermission,
    catalogEntityRefreshPermission,
    catalogLocationCreatePermission,
    catalogLocationDeletePermission,
    templateDryRunPermission,
    templateManagementPermission,
    unknownWrite,
    unknownRead,
  ])('keeps $name to the platform group', async permission => {
    expect(await decide(permission as Permission, member)).toEqual({
      result: 'DENY',
    });
    expect(
      await decide(permission as Permission, [
        'group:other/platform',
        'group:default/platform-fans',
      ]),
    ).toEqual({ result: 'DENY' });
  });

  it.each([hostnameReadPermission, hostnameCheckPermission])(
    "restricts $name to the team's own",
    async permission => {
      expect(await decide(permission, member)).toMatchObject({
        result: 'CONDITIONAL',
        pluginId: 'hostnames',
        resourceType: 'hostname',
        conditions: {
          rule: 'IS_OWNED_BY',
          params: { claims: ['user:default/ada', 'group:default/checkout'] },
        },
      });
    },
  );

  it.each([taskReadPermission, taskCancelPermission])(
    'restricts $name to own tasks',
    async permission => {
      expect(await decide(permission, member)).toMatchObject({
        result: 'CONDITIONAL',
        conditions: {
          rule: 'IS_TASK_OWNER',
          params: { createdBy: ['user:default/ada'] },
        },
      });
    },
  );

  it('lets templates run our actions and those that are configured, and no other', async () => {
    const decision: any = await decide(actionExecutePermission, member);

    const actions = decision.conditions.anyOf.map(
      ({ params }: any) => params.actionId,
    );
    expect(actions).toEqual(
      expect.arrayContaining([
        'hostnames:check',
        'hostnames:pull-request',
        'fetch:template',
      ]),
    );
    expect(
      actions.filter((id: string) => !id.startsWith('hostnames:')),
    ).toEqual(['debug:log', 'fetch:template']);
  });

  it('lets nobody in who is not signed in', async () => {
    for (const permission of [
      ...hostnamePermissions,
      catalogEntityReadPermission,
    ]) {
      expect(await decide(permission as Permission, undefined)).toEqual({
        result: 'DENY',
      });
    }
  });
});
