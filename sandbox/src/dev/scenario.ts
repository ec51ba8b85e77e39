import { stories } from '../scenarios';
import { Story, StoryStep } from '../scenarios/Story';
import { UsageError } from './UsageError';

interface ScenarioResult {
  name: string;
  passed: boolean;
  seconds: number;
  virtualSeconds: number;
  steps: StoryStep[];
}

/**
 * `./dev scenario [NAME ...] [--json] [--list]`: progress on stderr, the result on stdout. Answers the exit status: 1 when a story
 * failed.
 */
export async function runScenarios(args: string[]): Promise<number> {
  const names = storiesNamed(args);
  if (args.includes('--list')) {
    for (const name of names)
      process.stdout.write(`${name.padEnd(28)} ${stories[name].title}\n`);
    return 0;
  }
  const watch = failIfNothingIsLeftToRun();
  const results: ScenarioResult[] = [];
  for (const name of names) {
    watch.now(name);
    results.push(await runStory(name));
  }
  watch.done();
  const failed = results.filter(result => !result.passed).length;
  const passed = results.length - failed;
  if (args.includes('--json'))
    process.stdout.write(
      `${JSON.stringify(
        { passed, failed, scenarios: results },
        undefined,
        2,
      )}\n`,
    );
  else process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed ? 1 : 0;
}

function storiesNamed(args: string[]): string[] {
  const options = args.filter(arg => arg.startsWith('-'));
  const [unknownOption] = options.filter(
    option => !['--json', '--list'].includes(option),
  );
  if (unknownOption)
    throw new UsageError(
      `unknown option ${unknownOption}; ./dev scenario [NAME ...] [--json] [--list]`,
    );
  const named = args.filter(arg => !arg.startsWith('-'));
  const unknown = named.filter(name => !Object.hasOwn(stories, name));
  if (unknown.length)
    throw new UsageError(
      `there is no scenario ${unknown.join(', ')}; there are: ${Object.keys(
        stories,
      ).join(', ')}`,
    );
  return named.length ? named : Object.keys(stories);
}

async function runStory(name: string): Promise<ScenarioResult> {
  const { title, run, options } = stories[name];
  const started = process.hrtime.bigint();
  say(`\n${name}: ${title}`);
  const story = await Story.open({
    ...options,
    onStep: step =>
      say(`  ${step.passed ? 'ok  ' : 'FAIL'} ${step.name}: ${step.saw}`),
  });
  try {
    await run(story);
  } catch (error) {
    if (story.steps.every(step => step.passed))
      story.note({
        name: 'the story itself',
        passed: false,
        saw: (error as Error).stack ?? String(error),
      });
  }
  const virtualSeconds = Math.round(story.clock.monotonic() / 1000);
  await story.close().catch((error: Error) =>
    story.note({
      name: 'everything ends when it is told to',
      passed: false,
      saw: error.message,
    }),
  );
  const passed =
    story.steps.length > 0 && story.steps.every(step => step.passed);
  const seconds =
    Math.round(Number(process.hrtime.bigint() - started) / 1e7) / 100;
  say(
    `  ${
      passed ? 'passed' : 'FAILED'
    } in ${seconds} s, ${virtualSeconds} s of virtual time`,
  );
  if (!passed)
    say(
      `  again, with the log of the product: HOSTMASTER_TRACE=1 ./dev scenario ${name}`,
    );
  return { name, passed, seconds, virtualSeconds, steps: story.steps };
}

// Node ends with status 0 when nothing is left that could happen; a story that waits for that would look like one that passed.
function failIfNothingIsLeftToRun() {
  let story = '';
  const fail = () => {
    say(
      `  FAIL ${story}: the process has nothing left to run, and the story has not ended`,
    );
    process.exitCode = 1;
  };
  process.on('beforeExit', fail);
  return {
    now: (name: string) => void (story = name),
    done: () => void process.off('beforeExit', fail),
  };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
