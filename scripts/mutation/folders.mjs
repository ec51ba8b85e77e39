/**
 * What is mutated, folder by folder: the package, the files whose mutants must die, and the tests that may kill them. Tests that
 * run whole worlds are left out: the tables beside the rules have to be enough.
 *
 * @type {Record<string, { package: string, mutate: string[], tests: string[], ignoreStatic?: boolean }>}
 */
export const FOLDERS = {
  hostname: {
    package: 'plugins/hostnames-common',
    mutate: ['src/hostname/*.ts'],
    tests: ['hostname/!(*.property).test.ts'],
  },
  rules: {
    package: 'plugins/hostnames-common',
    mutate: ['src/rules/*.ts', 'src/naming/*.ts'],
    tests: ['rules/!(*.property).test.ts', 'naming/!(*.property).test.ts'],
  },
  gate: {
    package: 'packages/kubernetes-runtime',
    mutate: ['src/leadership/gates.ts'],
    tests: ['leadership/gates.test.ts'],
  },
  placement: {
    package: 'plugins/hostnames-backend',
    mutate: ['src/placement/*.ts'],
    tests: ['placement/*.test.ts'],
  },
  claim: {
    package: 'plugins/hostnames-backend',
    mutate: [
      'src/hostnames/claims.ts',
      'src/hostnames/records/ownership.pure.ts',
      'src/hostnames/steps/claimHostname*.decide.ts',
      'src/hostnames/steps/claimHostname*.pure.ts',
    ],
    tests: [
      'hostnames/claims.functions.test.ts',
      'hostnames/records/*.test.ts',
      'hostnames/steps/claimHostname*.test.ts',
    ],
  },
  decisions: {
    package: 'plugins/hostnames-backend',
    mutate: [
      'src/**/*.decide.ts',
      'src/**/*.pure.ts',
      '!src/hostnames/records/ownership.pure.ts',
      '!src/hostnames/steps/claimHostname*.ts',
    ],
    tests: [
      '**/*.decide.test.ts',
      '**/*.pure.test.ts',
      'hostnames/records/*.test.ts',
    ],
    // Constants of a module are made once, so each of their mutants would need all the tests of all the files.
    ignoreStatic: true,
  },
};
