import { ChildProcess } from 'node:child_process';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { startProcess, stopProcess } from '../dev/processes';

/** A program of others that runs for a test. */
export interface RealServer {
  /** The line that told that it is ready. */
  ready: string;
  close(): Promise<void>;
  /** Ends it as a crash would: no signal handler runs. */
  kill(): Promise<void>;
}

/**
 * Starts a program in a process group of its own and waits for the line that says it is ready.
 * @throws Error with its last lines when it ends or says nothing for too long.
 */
export async function startRealServer(
  command: string,
  args: string[],
  options: {
    isReady: (line: string) => boolean;
    env?: NodeJS.ProcessEnv;
    patience?: number;
    onLine?: (line: string) => void;
  },
): Promise<RealServer> {
  const lines: string[] = [];
  let ready: string | undefined;
  let failed: Error | undefined;
  const child = startProcess(command, args, {
    env: { ...process.env, NODE_OPTIONS: '', ...options.env },
    onLine: line => {
      options.onLine?.(line);
      if (ready === undefined && options.isReady(line)) ready = line;
      lines.push(line);
      if (lines.length > 40) lines.shift();
    },
  });
  child.once('error', error => {
    failed = error;
  });
  const { patience = 60_000 } = options;
  const deadline = systemClock.monotonic() + patience;
  while (ready === undefined) {
    const ended = failed ? failed.message : endOf(child);
    if (ended)
      throw new Error(
        `${command} ended while starting (${ended}):\n${lines.join('\n')}`,
      );
    if (systemClock.monotonic() > deadline) {
      await stopProcess(child);
      throw new Error(
        `${command} was not ready after ${patience / 1000} s:\n${lines.join(
          '\n',
        )}`,
      );
    }
    await systemClock.sleep(50);
  }
  return {
    ready,
    close: () => stopProcess(child),
    async kill() {
      const ended = new Promise<void>(resolve => {
        child.once('exit', () => resolve());
      });
      if (endOf(child)) return;
      process.kill(-child.pid!, 'SIGKILL');
      await ended;
    },
  };
}

function endOf(child: ChildProcess): string | undefined {
  if (child.exitCode !== null) return `exit status ${child.exitCode}`;
  return child.signalCode ?? undefined;
}
