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

/** `./dev scenario [NAME ...] [--json] [--list]` */
export async function runScenarios(args: string[]): Promise<number> {
  const json = args.includes('--json');
  const named = args.filter(arg => !arg.startsWith('--'));
  const unknown = named.filter(name => !(name in stories));
  if (unknown.length) throw new UsageError(`there is no scenario ${unknown.join(', ')}; there are: ${Object.keys(stories).join(', ')}`);
  if (args.includes('--list')) {
    for (const [name, { title }] of Object.entries(stories)) process.stdout.write(`${name.padEnd(28)} ${title}\n`);
    return 0;
  }
  const results: ScenarioResult[] = [];
  for (const name of named.length ? named : Object.keys(stories)) results.push(await runStory(name));
  const failed = results.filter(({ passed }) => !passed).length;
  const passed = results.length - failed;
  if (json) process.stdout.write(`${JSON.stringify({ passed, failed, scenarios: results }, undefined, 2)}\n`);
  else process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed ? 1 : 0;
}

async function runStory(name: string): Promise<ScenarioResult> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const started = process.hrtime.bigint();
  say(`\n${name}: ${stories[name].title}`);
  const story = await Story.open();
  let passed = true;
  try {
    await stories[name].run(story);
  } catch (error) {
    passed = false;
    if (story.steps.every(step => step.passed)) story.steps.push({ name: 'the story itself', passed: false, saw: (error as Error).stack ?? String(error) });
  }
  const virtualSeconds = Math.round(story.clock.monotonic() / 1000);
  for (const step of story.steps) say(`  ${step.passed ? 'ok  ' : 'FAIL'} ${step.name}: ${step.saw}`);
  if (!passed) say(`  again: ./dev scenario ${name}`);
  await story.close().catch(error => say(`  closing: ${(error as Error).message}`));
  return { name, passed, seconds: Math.round(Number(process.hrtime.bigint() - started) / 1e7) / 100, virtualSeconds, steps: story.steps };
}
