import { resolvePackagePath } from '@backstage/backend-plugin-api';

/** Where the definitions of the sandbox lie. @internal */
export function kindsPath(file: string): string {
  return resolvePackagePath(
    '@hostmaster/sandbox',
    'src',
    'cluster',
    'kinds',
    file,
  );
}
