import { Forge } from './Forge';
import { MemoryForge } from './MemoryForge';
import { ForgeServer } from './startForgeServer';

/** The part of a forge that is the same whatever API stands in front of the memory. */
export function memoryForge(
  forge: MemoryForge,
  server: ForgeServer,
): Omit<Forge, 'provider' | 'mergesBase' | 'publisher'> & {
  forge: MemoryForge;
} {
  return {
    ...server,
    forge,
    headOf: async branch => forge.branches.get(branch),
    contentOn: async (branch, path) => forge.resolve(branch)?.tree.get(path),
    commitOn: async (branch, path, content) =>
      void forge.commit(branch, forge.branches.get(branch)!, 'by hand', {
        [path]: content,
      }),
    openPullRequests: async () =>
      forge.pulls
        .filter(({ state }) => state === 'open')
        .map(({ head }) => head),
    hasCommit: async (branch, commit) => forge.ancestors(branch).has(commit),
    merge: async number => forge.merge(number),
  };
}
