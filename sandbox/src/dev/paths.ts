import { join } from 'node:path';

/** Root of the repository; `./dev` sets it. */
export const root = process.env.HOSTMASTER_ROOT ?? process.cwd();

/** The user's cache folder for what is heavy and survives a clean clone. */
export const userCache =
  process.env.HOSTMASTER_CACHE ??
  join(
    process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? '.', '.cache'),
    'hostmaster',
  );

/** What belongs to this clone only. */
export const localCache = join(root, '.cache');

/** Makes the TypeScript of the workspaces loadable by plain Node; Backstage's own transform. */
export const nodeTransform = join(
  root,
  'node_modules/@backstage/cli-node/config/nodeTransform.cjs',
);
