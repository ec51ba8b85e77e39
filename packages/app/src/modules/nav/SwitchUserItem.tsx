import { SidebarItem } from '@backstage/core-components';
import {
  configApiRef,
  identityApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import SwapIcon from '@material-ui/icons/SwapHoriz';
import { readSandboxUsers } from '../signIn/sandboxUsers';

/** Back to the choice of users. Only in the sandbox. */
export function SwitchUserItem() {
  const config = useApi(configApiRef);
  const identityApi = useApi(identityApiRef);
  if (!readSandboxUsers(config)) return null;

  return (
    <SidebarItem
      icon={SwapIcon}
      text="Switch user"
      onClick={() => identityApi.signOut()}
    />
  );
}
