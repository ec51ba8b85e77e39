import { useMemo, useState } from 'react';
import {
  ErrorPanel,
  ProxiedSignInPage,
  SignInPage,
} from '@backstage/core-components';
import {
  configApiRef,
  useApi,
  type IdentityApi,
} from '@backstage/core-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import Button from '@material-ui/core/Button';
import { chosenUser } from './chosenUser';
import { readSandboxUsers } from './sandboxUsers';
import { UserChoice } from './UserChoice';

/** In the sandbox a choice of users; elsewhere Backstage's own page. */
export function SandboxSignInPage(props: SignInPageProps) {
  const users = readSandboxUsers(useApi(configApiRef));
  const [name, setName] = useState(chosenUser.get);
  const user = users?.find(each => each.name === name);

  function choose(chosen: string | undefined) {
    chosenUser.set(chosen);
    setName(chosen);
  }

  if (!users) return <SignInPage {...props} providers={['guest']} />;
  if (!user) return <UserChoice users={users} onChoose={choose} />;
  return (
    <SignInAs {...props} name={user.name} onOther={() => choose(undefined)} />
  );
}

interface SignInAsProps extends SignInPageProps {
  name: string;
  onOther(): void;
}

function SignInAs({ name, onOther, onSignInSuccess }: SignInAsProps) {
  const ErrorComponent = useMemo(
    () =>
      function SignInFailed({ error }: { error?: Error }) {
        return (
          <>
            <ErrorPanel
              title={`Could not sign in as ${name}`}
              error={error ?? new Error('No reason given')}
            />
            <Button variant="outlined" onClick={onOther}>
              Choose another user
            </Button>
          </>
        );
      },
    // A new component for every render would lose its state.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [name],
  );

  return (
    <ProxiedSignInPage
      provider="sandbox"
      headers={{ 'x-sandbox-user': name }}
      onSignInSuccess={identity => onSignInSuccess(forgettingUser(identity))}
      ErrorComponent={ErrorComponent}
    />
  );
}

/** The same identity, whose sign-out leads back to the choice of users. */
function forgettingUser(identity: IdentityApi): IdentityApi {
  return {
    getProfileInfo: () => identity.getProfileInfo(),
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    signOut: async () => {
      chosenUser.set(undefined);
      await identity.signOut();
    },
  };
}
