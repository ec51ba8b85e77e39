import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, userCache } from './paths';
import { runProcess } from './processes';
import { Tally } from './Tally';

/**
 * Brings the real counterparts (kube-apiserver, etcd, moto, gator, kyverno, promtool) into the user's cache and answers with the environment that makes
 * the tests use them. What cannot be had here is counted as skipped, loudly; with CI=true it fails.
 */
export async function prepareReal(tally: Tally): Promise<NodeJS.ProcessEnv> {
  const environment: NodeJS.ProcessEnv = { HOSTMASTER_REAL: '1' };
  const scripts = [
    {
      name: 'kube-apiserver and etcd',
      script: 'scripts/real/kube-apiserver',
      variable: 'HOSTMASTER_KUBE_APISERVER',
    },
    { name: 'moto', script: 'scripts/real/moto', variable: 'HOSTMASTER_MOTO' },
    {
      name: "gator, Gatekeeper's policy tester",
      script: 'scripts/real/gator',
      variable: 'HOSTMASTER_GATOR',
    },
    {
      name: "Kyverno's command line",
      script: 'scripts/real/kyverno',
      variable: 'HOSTMASTER_KYVERNO',
    },
    {
      name: "promtool, Prometheus' rule checker",
      script: 'scripts/real/promtool',
      variable: 'HOSTMASTER_PROMTOOL',
    },
  ];
  for (const { name, script, variable } of scripts) {
    process.stderr.write(
      `preparing ${name} (minutes the first time, then cached) ...\n`,
    );
    if (!existsSync(join(root, script))) {
      tally.check(`prepare ${name}`, false, `${script} is missing`);
      continue;
    }
    const { status, output } = await runProcess(
      join(root, script),
      ['install', join(userCache, 'real')],
      { cwd: root },
    );
    const path = output
      .split('\n')
      .reverse()
      .find(line => line.startsWith('/') && existsSync(line));
    if (status === 0 && path) environment[variable] = path;
    else if (process.env.CI)
      tally.check(
        `prepare ${name}`,
        false,
        output.split('\n').slice(-15).join('\n'),
      );
    else
      tally.skip(
        `tests against ${name}`,
        output.trim().split('\n').slice(-3).join(' '),
      );
  }
  return environment;
}
