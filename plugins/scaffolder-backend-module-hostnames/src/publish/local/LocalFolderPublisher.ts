import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { PublishedPullRequest, PullRequestOrder, PullRequestPublisher } from '../PullRequestPublisher';

/** Writes straight into a folder, for trying things out: what would be a pull request is there at once. */
export class LocalFolderPublisher implements PullRequestPublisher {
  readonly provider = 'local';

  async publish({ repository, files }: PullRequestOrder): Promise<PublishedPullRequest> {
    const folder = repository.folder!;
    await mkdir(folder, { recursive: true });
    let created = false;
    let updated = false;
    for (const { path, content } of files) {
      const target = resolveSafeChildPath(folder, path);
      const before = await readFile(target, 'utf8').catch(() => undefined);
      if (before === content) continue;
      if (before === undefined) created = true;
      else updated = true;
      if (content === undefined) {
        await rm(target, { force: true });
        continue;
      }
      await mkdir(dirname(target), { recursive: true });
      await writeFile(`${target}.part`, content);
      await rename(`${target}.part`, target);
    }
    const changed = updated ? 'updated' : created ? 'created' : 'nothing';
    return { url: pathToFileURL(folder).href, changed, warnings: [] };
  }
}
