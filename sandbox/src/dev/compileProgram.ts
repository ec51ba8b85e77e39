import { join, parse } from 'node:path';
import { build, Plugin } from 'esbuild';

/**
 * Compiles a TypeScript program with this repository's packages into one CommonJS file in `folder`, as packages are built for
 * production; what it needs of others stays where it is. A loader that compiles while it runs would be measured too: its
 * compiler and its source maps take 60 MB. @returns the file's path @throws BuildFailure when it does not compile
 */
export async function compileProgram(
  source: string,
  folder: string,
): Promise<string> {
  const outfile = join(folder, `${parse(source).name}.cjs`);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: `node${process.versions.node}`,
    plugins: [othersStayOutside],
    logLevel: 'silent',
  });
  return outfile;
}

const OURS = /^@hostmaster\//;

/** Packages of others are named by their path, for the compiled file lies outside of the repository. */
const othersStayOutside: Plugin = {
  name: 'others-stay-outside',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === 'resolved' || from.kind === 'entry-point')
        return undefined;
      if (OURS.test(path)) return undefined;
      const found = await resolve(path, {
        ...from,
        kind: 'require-call',
        pluginData: 'resolved',
      });
      return found.errors.length ? found : { path: found.path, external: true };
    });
  },
};
