/**
 * What is mutated, folder by folder: the package, the files whose mutants must die, the tests that may kill them, and the least
 * share of mutants they must kill. Tests that run whole worlds are left out: the tables beside the rules have to be enough.
 *
 * @type {Record<string, { package: string, mutate: string[], tests: string[], least: number, ignoreStatic?: boolean }>}
 */
export const FOLDERS = {
  hostname: {
    package: 'plugins/hostnames-common',
    mutate: ['src/hostname/*.ts'],
    tests: ['hostname/!(*.property).test.ts'],
    least: 90,
  },
  rules: {
    package: 'plugins/hostnames-common',
    mutate: ['src/rules/*.ts', 'src/naming/*.ts'],
    tests: ['rules/!(*.property).test.ts', 'naming/!(*.property).test.ts'],
    least: 90,
  },
  gate: {
    package: 'packages/kubernetes-runtime',
    mutate: ['src/leadership/gates.ts'],
    tests: ['leadership/gates.test.ts'],
    least: 100,
  },
  placement: {
    package: 'plugins/hostnames-backend',
    mutate: ['src/placement/*.ts'],
    tests: ['placement/*.test.ts'],
    least: 90,
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
    least: 100,
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
    least: 90,
    // Constants of a module are made once, so each of their mutants would need all the tests of all the files.
    ignoreStatic: true,
  },
};
