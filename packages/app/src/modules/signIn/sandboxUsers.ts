import type { Config } from '@backstage/config';

/** Somebody to be in the sandbox. */
export interface SandboxUser {
  /** Name of the user entity. */
  name: string;
  title: string;
  description?: string;
}

/** `sandbox.users` of the app's configuration; `undefined` outside the sandbox. */
export function readSandboxUsers(config: Config): SandboxUser[] | undefined {
  const users = config.getOptionalConfigArray('sandbox.users');
  if (!users || users.length === 0) return undefined;
  return users.map(user => ({
    name: user.getString('name'),
    title: user.getString('title'),
    description: user.getOptionalString('description'),
  }));
}
