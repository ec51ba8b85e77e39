import { hostnamePermissions, RESOURCE_TYPE_HOSTNAME } from './permissions';

describe('hostnamePermissions', () => {
  it('are these, by which policies name them', () => {
    expect(
      hostnamePermissions.map(permission => [
        permission.name,
        permission.attributes.action,
        'resourceType' in permission ? permission.resourceType : undefined,
      ]),
    ).toEqual([
      ['hostnames.hostname.read', 'read', RESOURCE_TYPE_HOSTNAME],
      ['hostnames.hostname.check', 'update', RESOURCE_TYPE_HOSTNAME],
      ['hostnames.name.check', 'read', undefined],
      ['hostnames.capacity.read', 'read', undefined],
      ['hostnames.status.read', 'read', undefined],
    ]);
  });
});
