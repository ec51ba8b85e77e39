import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  HostnameSummary,
  Level,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { localCache } from './paths';
import { UsageError } from './UsageError';

/** 0 OK (or could be better), 1 action needed, 2 waiting, 3 cannot be seen. */
const statusOf: Record<Level, number> = {
  ok: 0,
  improve: 0,
  action: 1,
  waiting: 2,
  unknown: 3,
};

/** `./dev verify HOSTNAME [--url URL] [--json]`: the verdict as the API gives it, for people and pipelines. */
export async function verify(args: string[]): Promise<number> {
  const { hostname, url, json } = parse(args);
  const response = await fetch(
    `${url}/api/hostnames/verdicts/${encodeURIComponent(hostname)}`,
    { headers: await credentials(url) },
  ).catch(error => error as Error);
  if (response instanceof Error) {
    process.stderr.write(
      `${url} does not answer: ${response.message}. Is ./dev start running?\n`,
    );
    return 3;
  }
  if (!response.ok) {
    process.stderr.write(
      response.status === 404
        ? `${hostname}: nothing is known of this hostname, or you may not see it.\n`
        : `${url} answered ${response.status}: ${await response.text()}\n`,
    );
    return 3;
  }
  const summary = (await response.json()) as HostnameSummary;
  process.stdout.write(
    json
      ? `${JSON.stringify(summary.verdict, undefined, 2)}\n`
      : forPeople(summary),
  );
  return statusOf[summary.verdict.level];
}

function parse(args: string[]): {
  hostname: string;
  url: string;
  json: boolean;
} {
  const endpoints = join(localCache, 'sandbox/endpoints.json');
  let url =
    process.env.HOSTMASTER_URL ??
    (existsSync(endpoints)
      ? (JSON.parse(readFileSync(endpoints, 'utf8')).backstage as string)
      : undefined);
  let hostname: string | undefined;
  let json = false;
  for (let index = 0; index < args.length; index += 1) {
    if (args[index] === '--json') json = true;
    else if (args[index] === '--url') url = args[(index += 1)];
    else hostname = args[index];
  }
  if (!hostname)
    throw new UsageError('./dev verify HOSTNAME [--url URL] [--json]');
  if (!url)
    throw new UsageError(
      'There is no sandbox running; give the address of a Backstage with --url.',
    );
  return { hostname, url: url.replace(/\/$/, ''), json };
}

/** A token from the environment, or the sandbox's platform engineer. */
async function credentials(url: string): Promise<Record<string, string>> {
  if (process.env.HOSTMASTER_TOKEN)
    return { authorization: `Bearer ${process.env.HOSTMASTER_TOKEN}` };
  const response = await fetch(`${url}/api/auth/sandbox/refresh`, {
    headers: {
      'x-sandbox-user': 'petra',
      'x-requested-with': 'XMLHttpRequest',
    },
  }).catch(() => undefined);
  if (!response?.ok) return {};
  const session = (await response.json()) as {
    backstageIdentity?: { token?: string };
  };
  return session.backstageIdentity?.token
    ? { authorization: `Bearer ${session.backstageIdentity.token}` }
    : {};
}

function forPeople({ hostname, verdict }: HostnameSummary): string {
  const axes = verdict.axes.map(
    axis => `  ${axis.id.padEnd(12)} ${axis.level.padEnd(8)} ${axis.sentence}`,
  );
  const next = verdict.next.map(step => `  → ${step.text}`);
  return [
    `${hostname}: ${verdict.label} (${verdict.level}, impact ${verdict.impact}; who acts: ${verdict.who})`,
    verdict.sentence,
    ...axes,
    ...next,
    '',
  ].join('\n');
}
