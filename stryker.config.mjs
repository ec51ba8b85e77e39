import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FOLDERS } from './scripts/mutation/folders.mjs';

// Run by scripts/mutation/mutate.mjs, in the package's folder, once for each folder of rules.
const root = fileURLToPath(new URL('.', import.meta.url));
const name = process.env.HOSTMASTER_MUTATION_FOLDER ?? 'hostname';
const folder = FOLDERS[name];
// For a closer look: `src/x.ts:10-20,src/y.ts`; its report does not replace that of the folder.
const part = process.env.HOSTMASTER_MUTATION_FILES?.split(',');
process.env.HOSTMASTER_MUTATION_TESTS = JSON.stringify(folder.tests);

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: part ?? [...folder.mutate, '!src/**/*.test.ts', '!src/**/index.ts'],
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  jest: {
    projectType: 'custom',
    configFile: resolve(root, 'scripts/mutation/jest.config.cjs'),
  },
  coverageAnalysis: 'perTest',
  ignoreStatic: folder.ignoreStatic ?? false,
  concurrency: 1,
  timeoutMS: 10_000,
  tempDirName: resolve(root, '.cache/stryker', name),
  cleanTempDir: 'always',
  ignorePatterns: ['dist', 'dist-types', 'coverage'],
  reporters: ['json', 'progress-append-only'],
  jsonReporter: {
    fileName: resolve(
      root,
      '.cache/mutation',
      `${name}${part ? '-part' : ''}.json`,
    ),
  },
  thresholds: { high: 100, low: 95, break: 90 },
  allowEmpty: false,
};
