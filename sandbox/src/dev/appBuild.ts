import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localCache, root } from './paths';
import { runProcess } from './processes';

const sources = [
  'packages/app',
  'plugins/hostnames',
  'plugins/hostnames-react',
  'plugins/hostnames-common',
];
const stamp = join(localCache, 'app-build');

/** Builds the frontend when its sources or the lock file changed since the last build. */
export async function buildApp(
  progress: (line: string) => void,
): Promise<void> {
  const wanted = await hashOf(sources);
  if (
    existsSync(join(root, 'packages/app/dist/index.html')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === wanted
  )
    return;

  progress('building the app (half a minute, only when it changed) ...');
  const { status, output } = await runProcess(
    'yarn',
    ['workspace', 'app', 'build'],
    { cwd: root },
  );
  if (status !== 0)
    throw new Error(
      `The app could not be built:\n${output
        .split('\n')
        .slice(-40)
        .join('\n')}`,
    );
  mkdirSync(localCache, { recursive: true });
  writeFileSync(stamp, wanted);
}

async function hashOf(folders: string[]): Promise<string> {
  const hash = createHash('sha256').update(
    readFileSync(join(root, 'yarn.lock')),
  );
  for (const folder of folders) {
    const files = (
      await readdir(join(root, folder), {
        recursive: true,
        withFileTypes: true,
      })
    )
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .filter(file => !/\/(dist|node_modules|coverage)\/|\.test\./.test(file))
      .sort();
    for (const file of files)
      hash.update(file.slice(root.length)).update(await readFile(file));
  }
  return hash.digest('hex');
}
