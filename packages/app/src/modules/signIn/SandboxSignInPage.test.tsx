import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  configApiRef,
  discoveryApiRef,
  type IdentityApi,
} from '@backstage/core-plugin-api';
import type { JsonObject } from '@backstage/types';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/frontend-test-utils';
import { chosenUser } from './chosenUser';
import { SandboxSignInPage } from './SandboxSignInPage';

const users = [
  { name: 'dana', title: 'Developer of team checkout' },
  { name: 'petra', title: 'Platform engineer' },
];

const session = {
  profile: { displayName: 'Petra' },
  backstageIdentity: {
    token: `x.${btoa('{"exp":9999999999}')}.x`,
    identity: {
      type: 'user',
      userEntityRef: 'user:default/petra',
      ownershipEntityRefs: ['group:default/platform'],
    },
  },
};

function show(
  answer: () => Response = () => new Response(JSON.stringify(session)),
  config: JsonObject = { sandbox: { users } },
) {
  const requests: Array<{ url: string; user: string | null }> = [];
  jest.spyOn(window, 'fetch').mockImplementation(async (url, init) => {
    requests.push({
      url: String(url),
      user: new Headers(init?.headers).get('x-sandbox-user'),
    });
    return answer();
  });
  const signedIn = jest.fn<void, [IdentityApi]>();
  renderInTestApp(
    <TestApiProvider
      apis={[
        [configApiRef, mockApis.config({ data: config })],
        [
          discoveryApiRef,
          { getBaseUrl: async id => `http://backend/api/${id}` },
        ],
      ]}
    >
      <SandboxSignInPage onSignInSuccess={signedIn} />
    </TestApiProvider>,
  );
  return { requests, signedIn };
}

describe('SandboxSignInPage', () => {
  beforeEach(() => window.sessionStorage.clear());
  afterEach(() => jest.restoreAllMocks());

  it('signs in as the user that is chosen, and remembers the choice', async () => {
    const { requests, signedIn } = show();

    await userEvent.click(
      await screen.findByRole('button', { name: /Platform engineer/ }),
    );

    await waitFor(() => expect(signedIn).toHaveBeenCalledTimes(1));
    expect(requests[0]).toEqual({
      url: 'http://backend/api/auth/sandbox/refresh',
      user: 'petra',
    });
    expect(
      await signedIn.mock.calls[0][0].getBackstageIdentity(),
    ).toMatchObject({ userEntityRef: 'user:default/petra' });
    expect(chosenUser.get()).toBe('petra');
  });

  it('signs in by itself when the choice was made before', async () => {
    chosenUser.set('dana');

    const { requests, signedIn } = show();

    await waitFor(() => expect(signedIn).toHaveBeenCalled());
    expect(requests[0].user).toBe('dana');
  });

  it('asks again when the remembered user is not offered any more', async () => {
    chosenUser.set('gone');

    show();

    expect(await screen.findByText('Platform engineer')).toBeInTheDocument();
  });

  it('forgets the choice on sign-out', async () => {
    chosenUser.set('petra');
    const { signedIn } = show();
    await waitFor(() => expect(signedIn).toHaveBeenCalled());

    await signedIn.mock.calls[0][0].signOut();

    expect(chosenUser.get()).toBeUndefined();
  });

  it("is Backstage's own page outside the sandbox", async () => {
    show(undefined, { app: { title: 'Portal' } });

    expect(await screen.findByText('Guest')).toBeInTheDocument();
    expect(screen.queryByText('Platform engineer')).not.toBeInTheDocument();
  });

  it('says why a user cannot sign in, and leads back to the choice', async () => {
    chosenUser.set('dana');
    const body = {
      error: { name: 'NotAllowedError', message: 'There is no such user' },
      response: { statusCode: 403 },
    };
    const { signedIn } = show(
      () =>
        new Response(JSON.stringify(body), {
          status: 403,
          headers: { 'content-type': 'application/json' },
        }),
    );
    expect(
      await screen.findByText(/Could not sign in as dana/),
    ).toBeInTheDocument();

    await userEvent.click(
      screen.getByRole('button', { name: 'Choose another user' }),
    );

    expect(await screen.findByText('Platform engineer')).toBeInTheDocument();
    expect(signedIn).not.toHaveBeenCalled();
  });
});
