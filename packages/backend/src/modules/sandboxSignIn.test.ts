import authPlugin from '@backstage/plugin-auth-backend';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { sandboxSignInModule } from './sandboxSignIn';

jest.setTimeout(60_000);

const ada = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'ada', namespace: 'default' },
  spec: { memberOf: ['checkout'] },
  relations: [{ type: 'memberOf', targetRef: 'group:default/checkout' }],
};

async function refresh(auth: object, headers: Record<string, string>) {
  const backend = await startTestBackend({
    features: [
      authPlugin,
      sandboxSignInModule,
      mockServices.rootConfig.factory({
        data: { app: { baseUrl: 'http://localhost:3000' }, auth },
      }),
      catalogServiceMock.factory({ entities: [ada] }),
    ],
  });
  try {
    const response = await fetch(
      `http://localhost:${backend.server.port()}/api/auth/sandbox/refresh`,
      { headers },
    );
    return {
      status: response.status,
      body: await response.json().catch(() => undefined),
    };
  } finally {
    await backend.stop();
  }
}

const development = { environment: 'development', providers: { sandbox: {} } };

describe('sandbox sign-in', () => {
  it('signs in a user of the catalog, with the groups the catalog gives', async () => {
    const { status, body } = await refresh(development, {
      'x-sandbox-user': 'ada',
    });

    expect(status).toBe(200);
    expect(body.backstageIdentity.identity).toEqual({
      type: 'user',
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['user:default/ada', 'group:default/checkout'],
    });
  });

  it.each([
    ['no user is named', {}, 401],
    ['the user is not in the catalog', { 'x-sandbox-user': 'mallory' }, 403],
    [
      'the header is no name',
      { 'x-sandbox-user': 'group:default/platform' },
      401,
    ],
    ['another namespace is asked for', { 'x-sandbox-user': 'other/ada' }, 401],
  ])('refuses when %s', async (_title, headers, expected) => {
    expect(
      (await refresh(development, headers as Record<string, string>)).status,
    ).toBe(expected);
  });

  // It asks for no password, so a configuration that went to production by mistake must not switch it on.
  it.each([
    [
      'in production',
      { environment: 'production', providers: { sandbox: {} } },
    ],
    ['without an environment', { providers: { sandbox: {} } }],
    [
      'where it is not configured',
      { environment: 'development', providers: {} },
    ],
  ])('is not there %s', async (_title, auth) => {
    expect((await refresh(auth, { 'x-sandbox-user': 'ada' })).status).toBe(404);
  });
});
