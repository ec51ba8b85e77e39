import { ChildProcess, spawn, SpawnOptions } from 'node:child_process';

/** How a finished process ended and what it said. */
export interface ProcessResult {
  status: number;
  output: string;
}

const running = new Set<ChildProcess>();

/** Starts a process in a group of its own, so that stopping it stops what it started. */
export function startProcess(
  command: string,
  args: string[],
  options: SpawnOptions & { onLine?: (line: string) => void } = {},
): ChildProcess {
  const { onLine, ...spawnOptions } = options;
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...spawnOptions,
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  if (onLine) {
    for (const stream of [child.stdout, child.stderr])
      forEachLine(stream, onLine);
  }
  return child;
}

/** Runs a process to its end. Its output is kept, and shown as it comes with `show`. */
export async function runProcess(
  command: string,
  args: string[],
  options: SpawnOptions & { show?: boolean } = {},
): Promise<ProcessResult> {
  const { show, ...spawnOptions } = options;
  const child = startProcess(command, args, spawnOptions);
  let output = '';
  const keep = (chunk: unknown) => {
    output += chunk;
    if (show) process.stderr.write(String(chunk));
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', status => resolve({ status: status ?? 1, output }));
  });
}

/** Ends a process and everything it started; asks first, insists after `patienceMs`. */
export async function stopProcess(
  child: ChildProcess,
  patienceMs = 8_000,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>(resolve =>
    child.once('exit', () => resolve()),
  );
  signal(child, 'SIGTERM');
  const insist = setTimeout(() => signal(child, 'SIGKILL'), patienceMs); // eslint-disable-line no-restricted-syntax -- a real process, real time
  await ended;
  clearTimeout(insist);
}

/** Ends all that was started here. */
export async function stopAllProcesses(): Promise<void> {
  await Promise.all([...running].map(child => stopProcess(child)));
}

function signal(child: ChildProcess, name: NodeJS.Signals) {
  try {
    if (child.pid) process.kill(-child.pid, name);
  } catch {
    // gone already
  }
}

function forEachLine(
  stream: NodeJS.ReadableStream | null,
  onLine: (line: string) => void,
) {
  let rest = '';
  stream?.on('data', chunk => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
}
