import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { createSandbox, Sandbox } from '../createSandbox';
import { startRealCluster } from '../real/startRealCluster';
import { awaitSeed } from '../seed/awaitSeed';
import { buildApp } from './appBuild';
import { localCache, nodeTransform, root } from './paths';
import { requireFreePort } from './ports';
import { startProcess, stopAllProcesses } from './processes';
import { sandboxConfig } from './sandboxConfig';
import { UsageError } from './UsageError';

/** What `.cache/sandbox/endpoints.json` holds. */
export interface Endpoints {
  backstage: string;
  console: string;
  github: string;
  aws: string;
  /** `host:port` */
  dns: string;
  /** `host:port`; each load balancer has an address of its own with this port, see the console. */
  edge: string;
  clusters: Array<{ name: string; kubeconfig: string }>;
}

/** `./dev start [--port N] [--cluster memory|real|PATH]` */
export async function start(args: string[]): Promise<number> {
  const { port, cluster } = parse(args);
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  await requireFreePort(port, '--port N');

  const folder = join(localCache, 'sandbox');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stopped = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => stopped.abort());

  let sandbox: Sandbox | undefined;
  try {
    progress('starting the sandbox ...');
    const outside =
      cluster === 'real'
        ? (await startRealCluster(progress)).kubeconfig
        : cluster;
    sandbox = await createSandbox({
      clock: systemClock,
      random: Math.random,
      folder,
      cluster: outside,
      log: line => progress(`  ${line}`),
    });
    await buildApp(progress);
    const backstage = `http://localhost:${port}`;
    const endpoints: Endpoints = { backstage, ...sandbox.endpoints };
    writeFileSync(
      join(folder, 'endpoints.json'),
      `${JSON.stringify(endpoints, undefined, 2)}\n`,
    );
    writeFileSync(
      join(folder, 'app-config.yaml'),
      stringify(sandboxConfig(sandbox, { port, folder })),
      { mode: 0o600 },
    );

    progress('starting Backstage ...');
    await startBackend({ port, folder, stopped: stopped.signal, progress });
    progress('bringing the seeded hostnames up ...');
    await awaitSeed(sandbox, { signal: stopped.signal, progress });
    process.stdout.write(`${introduction(endpoints)}\nready: ${backstage}\n`);
    await new Promise<void>(resolve => {
      if (stopped.signal.aborted) resolve();
      stopped.signal.addEventListener('abort', () => resolve());
    });
  } catch (error) {
    if (!stopped.signal.aborted) throw error;
  } finally {
    progress('stopping ...');
    await stopAllProcesses();
    await sandbox?.close();
  }
  return 0;
}

function parse(args: string[]): { port: number; cluster: string } {
  let port = 7007;
  let cluster = 'memory';
  for (let index = 0; index < args.length; index += 2) {
    const [option, value] = [args[index], args[index + 1]];
    if (
      option === '--port' &&
      /^\d+$/.test(value ?? '') &&
      Number(value) > 0 &&
      Number(value) < 65536
    )
      port = Number(value);
    else if (option === '--cluster' && value) cluster = value;
    else
      throw new UsageError(
        `cannot read "${[option, value]
          .filter(Boolean)
          .join(' ')}"; ./dev start [--port N] [--cluster memory|real|PATH]`,
      );
  }
  return { port, cluster };
}

async function startBackend(options: {
  port: number;
  folder: string;
  stopped: AbortSignal;
  progress: (line: string) => void;
}): Promise<void> {
  const lines: string[] = [];
  let failed = false;
  const log = join(options.folder, 'backstage.log');
  writeFileSync(log, '');
  const backend = startProcess(
    process.execPath,
    [
      '--require',
      nodeTransform,
      join(root, 'packages/backend/src/index.ts'),
      '--config',
      join(root, 'app-config.yaml'),
      '--config',
      join(options.folder, 'app-config.yaml'),
    ],
    {
      cwd: join(root, 'packages/backend'),
      env: { ...process.env, NODE_ENV: 'development', NODE_OPTIONS: '' },
      onLine: line => {
        if (line.includes('Backend startup failed')) failed = true;
        lines.push(line);
        if (lines.length > 200) lines.shift();
        writeFileSync(log, `${line}\n`, { flag: 'a' });
      },
    },
  );
  let ended = false;
  backend.once('exit', () => {
    ended = true;
  });
  for (let waited = 0; waited < 180; waited += 1) {
    if (options.stopped.aborted) throw new Error('stopped');
    if (ended || failed)
      throw new Error(
        `Backstage could not start. Its last lines:\n${lines
          .slice(-40)
          .join('\n')}`,
      );
    if (await isReady(options.port)) {
      backend.once('exit', () => {
        if (!options.stopped.aborted)
          options.progress(
            `Backstage ended. Its last lines:\n${lines.slice(-40).join('\n')}`,
          );
        process.emit('SIGTERM');
      });
      return;
    }
    await systemClock.sleep(1_000);
  }
  throw new Error(
    `Backstage is not ready after three minutes. Its log: .cache/sandbox/backstage.log`,
  );
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(
      `http://localhost:${port}/.backstage/health/v1/readiness`,
    );
    return response.ok;
  } catch {
    return false;
  }
}

function introduction(endpoints: Endpoints): string {
  const [dnsHost, dnsPort] = endpoints.dns.split(':');
  const kubeconfig = endpoints.clusters[0].kubeconfig.replace(`${root}/`, '');
  return `
Things to try
  Sign in as Ada (team Checkout), choose Create, then "Request a hostname": shop.example.test for the service shop.
  Open the pull request, merge it, and follow the hostname on the service's page.
  Sign in as Ben (team Media) and ask for the same name.
  Break something on the console and watch the diagnosis: ${endpoints.console}
  dig @${dnsHost} -p ${dnsPort} cart.example.test
  kubectl --kubeconfig ${kubeconfig} get ghr -A

Console ${endpoints.console} · GitHub ${endpoints.github} · AWS ${endpoints.aws} · stop with Ctrl-C`;
}
