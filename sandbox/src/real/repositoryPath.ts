import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';

/** An absolute path within this repository. */
export function repositoryPath(...parts: string[]): string {
  return join(resolvePackagePath('@hostmaster/sandbox'), '..', ...parts);
}
