import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import {
  FileChange,
  PublishedPullRequest,
  PullRequestOrder,
  PullRequestPublisher,
} from '../PullRequestPublisher';

/** Writes straight into a folder, for trying things out: what would be a pull request is there at once. */
export class LocalFolderPublisher implements PullRequestPublisher {
  readonly provider = 'local';

  async publish({
    repository,
    files,
    accept,
  }: PullRequestOrder): Promise<PublishedPullRequest> {
    const folder = repository.folder!;
    await mkdir(folder, { recursive: true });
    const present = new Map<string, string | undefined>();
    for (const { path } of files)
      present.set(path, await contentOf(folder, path));
    for (const { path } of files) accept?.(path, present.get(path));

    const changes = files.filter(
      ({ path, content }) => present.get(path) !== content,
    );
    for (const change of changes) await apply(folder, change);
    const known = changes.some(({ path }) => present.get(path) !== undefined);
    const changed = known ? 'updated' : 'created';
    return {
      url: pathToFileURL(folder).href,
      changed: changes.length ? changed : 'nothing',
      warnings: [],
    };
  }
}

async function contentOf(
  folder: string,
  path: string,
): Promise<string | undefined> {
  try {
    return await readFile(resolveSafeChildPath(folder, path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** By a rename, so that a reader never sees half a file. */
async function apply(
  folder: string,
  { path, content }: FileChange,
): Promise<void> {
  const target = resolveSafeChildPath(folder, path);
  if (content === undefined) {
    await rm(target, { force: true });
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  await writeFile(`${target}.part`, content);
  await rename(`${target}.part`, target);
}
