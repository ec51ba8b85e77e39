// The jest configuration of the package in the working directory, as Backstage makes it, with the tests of one folder alone.
module.exports = async () => {
  const config =
    await require('@backstage/cli-module-test-jest/config/jest.js');
  const tests = JSON.parse(process.env.HOSTMASTER_MUTATION_TESTS ?? '[]');
  return {
    ...config,
    testMatch: tests.map(pattern => `**/src/${pattern}`),
    testTimeout: 60_000,
  };
};
