import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { browserTests } from './browserTests';
import { localCache, root } from './paths';
import { ProcessResult, runProcess, stopAllProcesses } from './processes';
import { prepareReal } from './real';
import { Tally } from './Tally';
import { UsageError } from './UsageError';

/** `./dev test [--real] [--only lint,types,jest,scenario,explore,browser]` */
export async function test(args: string[]): Promise<number> {
  const { real, only } = parse(args);
  const tally = new Tally(line => process.stderr.write(`${line}\n`));
  const environment: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: '' };
  const wants = (part: string) => only.length === 0 || only.includes(part);
  process.on(
    'SIGINT',
    () => void stopAllProcesses().then(() => process.exit(130)),
  );

  try {
    if (real) Object.assign(environment, await prepareReal(tally));
    const started = process.hrtime();
    // Compiler, linter and stories use one core each, so they run beside something. What the stories found is told after jest.
    await Promise.all([
      wants('lint') && inParts(tally, environment),
      wants('types') && types(tally, environment),
    ]);
    const [stories] = await Promise.all([
      wants('scenario') ? runStories(environment) : undefined,
      wants('jest') && jest(tally, environment),
    ]);
    if (stories) countStories(tally, stories);
    if (wants('explore')) await explored(tally, environment);
    if (wants('browser')) await browserTests(tally);
    process.stderr.write(`took ${Math.round(process.hrtime(started)[0])} s\n`);
  } finally {
    await stopAllProcesses();
  }
  process.stdout.write(`${tally.line()}\n`);
  return tally.failed > 0 || tally.passed === 0 ? 1 : 0;
}

function parse(args: string[]): { real: boolean; only: string[] } {
  const only: string[] = [];
  let real = false;
  for (let index = 0; index < args.length; index += 1) {
    if (args[index] === '--real') real = true;
    else if (args[index] === '--only')
      only.push(...(args[(index += 1)] ?? '').split(','));
    else
      throw new UsageError(
        `unknown option ${args[index]}; ./dev test [--real] [--only lint,types,jest,scenario,explore,browser]`,
      );
  }
  return { real, only };
}

async function inParts(tally: Tally, env: NodeJS.ProcessEnv): Promise<void> {
  await command(tally, env, 'generated kinds match deploy/crds', 'node', [
    'scripts/generate-kinds.mjs',
    '--check',
  ]);
  await command(tally, env, 'formatting (prettier)', 'yarn', [
    'prettier',
    '--check',
    '--cache',
    '--cache-location',
    join(localCache, 'prettier'),
    '--loglevel',
    'warn',
    '.',
  ]);
  await command(tally, env, 'lint', 'yarn', [
    'backstage-cli',
    'repo',
    'lint',
    '--max-warnings',
    '0',
    '--successCache',
    '--successCacheDir',
    join(localCache, 'lint'),
  ]);
}

async function types(tally: Tally, env: NodeJS.ProcessEnv): Promise<void> {
  await command(tally, env, 'types (tsc)', 'yarn', ['tsc']);
}

async function command(
  tally: Tally,
  env: NodeJS.ProcessEnv,
  name: string,
  program: string,
  args: string[],
): Promise<void> {
  const { status, output } = await runProcess(program, args, {
    cwd: root,
    env,
  });
  tally.check(name, status === 0, output.split('\n').slice(-60).join('\n'));
}

async function jest(tally: Tally, env: NodeJS.ProcessEnv): Promise<void> {
  const report = join(localCache, 'jest.json');
  mkdirSync(localCache, { recursive: true });
  rmSync(report, { force: true });
  await runProcess(
    'yarn',
    [
      'backstage-cli',
      'repo',
      'test',
      '--no-watch',
      '--maxWorkers=2',
      // A new worker loads all of Backstage anew: ten seconds of a core. The default, 1000M, asks for one after every other file.
      '--workerIdleMemoryLimit=10%',
      '--testTimeout=60000',
      '--json',
      `--outputFile=${report}`,
    ],
    { cwd: root, env, show: true },
  );
  if (!existsSync(report))
    return tally.check(
      'jest',
      false,
      'jest wrote no report; its output above says why',
    );

  const results = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
  tally.add({
    passed: results.numPassedTests,
    failed: results.numFailedTests,
    skipped: results.numPendingTests + results.numTodoTests,
  });
  if (results.numRuntimeErrorTestSuites > 0)
    tally.check(
      `${results.numRuntimeErrorTestSuites} test suites could not be run`,
      false,
    );
  const silent = workspacesWithTests().filter(
    folder =>
      !results.testResults.some(({ name }) =>
        name.startsWith(join(root, folder)),
      ),
  );
  for (const folder of silent)
    tally.check(
      `tests of ${folder} reported`,
      false,
      'It has test files, but none of them ran.',
    );
  return undefined;
}

function runStories(env: NodeJS.ProcessEnv): Promise<ProcessResult> {
  return runProcess('./dev', ['scenario', '--json'], { cwd: root, env });
}

function countStories(tally: Tally, { status, output }: ProcessResult): void {
  const start = output.indexOf('{');
  try {
    const { passed, failed } = JSON.parse(
      output.slice(start, output.lastIndexOf('}') + 1),
    );
    tally.add({ passed, failed });
    if (failed) process.stderr.write(`${output}\n`);
    if (passed + failed === 0) tally.check('scenarios', false, 'none ran');
  } catch {
    tally.check(
      'scenarios',
      false,
      `exit status ${status}\n${output.split('\n').slice(-40).join('\n')}`,
    );
  }
}

/** Two minutes of `./dev explore`. */
async function explored(tally: Tally, env: NodeJS.ProcessEnv): Promise<void> {
  const { status, output } = await runProcess(
    './dev',
    ['explore', '--level', 'test', '--json'],
    { cwd: root, env },
  );
  const start = output.indexOf('\n{') + 1;
  try {
    const { parts } = JSON.parse(
      output.slice(start, output.lastIndexOf('}') + 1),
    ) as {
      parts: Record<string, { points: number; failures: number }>;
    };
    for (const [part, { points, failures }] of Object.entries(parts))
      tally.check(
        `explore ${part}: ${points} points`,
        failures === 0 && points > 0,
        output.slice(0, start),
      );
  } catch {
    tally.check(
      'explore',
      false,
      `exit status ${status}\n${output.split('\n').slice(-40).join('\n')}`,
    );
  }
}

interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: Array<{ name: string }>;
}

function workspacesWithTests(): string[] {
  const folders = [
    'sandbox',
    ...['packages', 'plugins'].flatMap(parent =>
      readdirSync(join(root, parent)).map(name => `${parent}/${name}`),
    ),
  ];
  return folders.filter(folder => {
    const source = join(root, folder, 'src');
    return (
      existsSync(source) &&
      readdirSync(source, { recursive: true }).some(file =>
        /\.test\.tsx?$/.test(String(file)),
      )
    );
  });
}
