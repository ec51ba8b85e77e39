import { bench } from './bench';
import { explore } from './explore';
import { runScenarios } from './scenario';
import { start } from './start';
import { test } from './test';
import { verify } from './verify';
import { UsageError } from './UsageError';

const commands = {
  bench,
  explore,
  start,
  test,
  scenario: runScenarios,
  verify,
};

async function main(): Promise<number> {
  const [command, ...rest] = process.argv.slice(2);
  const run = commands[command as keyof typeof commands];
  return run(rest);
}

main().then(
  status => process.exit(status),
  error => {
    process.stderr.write(
      error instanceof UsageError
        ? `${error.message}\n`
        : `${error?.stack ?? error}\n`,
    );
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
