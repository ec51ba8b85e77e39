import { BenchReport, describeMachine } from '../bench/BenchResult';
import { benchRuntime } from '../bench/runtime/benchRuntime';
import { UsageError } from './UsageError';

const benches = { runtime: benchRuntime };

/** `./dev bench runtime [--n N] [--json]`: progress on stderr, figures on stdout. Answers 1 when a goal is missed. */
export async function bench(args: string[]): Promise<number> {
  const { name, n, json } = parse(args);
  const { results, goals } = await benches[name]({
    n,
    say: line => process.stderr.write(`${line}\n`),
  });
  const report: BenchReport = { machine: describeMachine(), results, goals };
  if (json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else
    for (const { name: goal, wanted, got, met } of goals)
      process.stdout.write(
        `${met ? 'met   ' : 'MISSED'} ${goal}: ${got} (wanted ${wanted})\n`,
      );
  return goals.every(({ met }) => met) ? 0 : 1;
}

function parse(args: string[]): {
  name: keyof typeof benches;
  n?: number;
  json: boolean;
} {
  const usage = `./dev bench ${Object.keys(benches).join(
    '|',
  )} [--n N] [--json]`;
  let name: string | undefined;
  let n: number | undefined;
  let json = false;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (arg === '--json') json = true;
    else if (arg === '--n') {
      n = Number(args[++index]);
      if (!Number.isInteger(n) || n < 1)
        throw new UsageError(`--n must be a whole number above 0; ${usage}`);
    } else if (!arg.startsWith('-') && name === undefined) name = arg;
    else throw new UsageError(`unknown option ${arg}; ${usage}`);
  }
  if (name === undefined || !Object.hasOwn(benches, name))
    throw new UsageError(
      `${
        name === undefined ? 'no bench named' : `there is no bench ${name}`
      }; ${usage}`,
    );
  return { name: name as keyof typeof benches, n, json };
}
