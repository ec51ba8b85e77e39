import { Octokit } from '@octokit/rest';
import { ClusterClient } from '@hostmaster/kubernetes-runtime';
import { z } from 'zod';
import { Aws } from '../aws';
import { ConsoleState, worldState } from './consoleState';
import { consolePage } from './page';
import { Switch } from './switches';

/** What the console looks at. */
export interface ConsoleOptions {
  aws: Aws;
  clients: ClusterClient[];
  switches: Switch[];
  /** Left out: no pull requests are shown. */
  github?: { octokit: Octokit; owner: string; repo: string };
}

const switchRequest = z.object({ target: z.string().max(1024).default('') });

/** One page, its state as JSON, and the switches. */
export function createConsole(options: ConsoleOptions): {
  handle(request: Request): Promise<Response>;
} {
  return {
    async handle(request) {
      const { pathname } = new URL(request.url);
      if (request.method === 'GET' && pathname === '/')
        return new Response(consolePage, {
          headers: { 'content-type': 'text/html; charset=utf-8' },
        });
      if (request.method === 'GET' && pathname === '/api/state')
        return Response.json(await stateOf(options));
      const named = /^\/api\/switches\/([a-z-]+)$/.exec(pathname);
      if (request.method === 'POST' && named)
        return throwSwitch(options.switches, named[1], request);
      return Response.json(
        { error: `nothing is at ${pathname}` },
        { status: 404 },
      );
    },
  };
}

async function stateOf({
  aws,
  clients,
  switches,
  github,
}: ConsoleOptions): Promise<ConsoleState> {
  const world = await worldState(aws, clients);
  return {
    ...world,
    pullRequests: github ? await pullRequests(github) : [],
    switches: switches.map(({ id, title, description, target }) => ({
      id,
      title,
      description,
      ...(target
        ? { target: { label: target.label, options: target.options() } }
        : {}),
    })),
  };
}

async function pullRequests({
  octokit,
  owner,
  repo,
}: NonNullable<ConsoleOptions['github']>): Promise<
  ConsoleState['pullRequests']
> {
  const { data } = await octokit.pulls.list({
    owner,
    repo,
    state: 'all',
    per_page: 50,
  });
  return data
    .sort((left, right) => right.number - left.number)
    .map(({ number, title, state, merged_at: mergedAt, html_url: url }) => ({
      number,
      title,
      state: mergedAt ? 'merged' : state,
      url,
    }));
}

async function throwSwitch(
  switches: Switch[],
  id: string,
  request: Request,
): Promise<Response> {
  const found = switches.find(each => each.id === id);
  if (!found)
    return Response.json(
      { error: `there is no switch ${id}` },
      { status: 404 },
    );
  // A page of another origin cannot send this content type without a preflight, which is never answered.
  if (!request.headers.get('content-type')?.startsWith('application/json'))
    return Response.json({ error: 'send application/json' }, { status: 415 });
  const body = switchRequest.safeParse(
    await request.json().catch(() => undefined),
  );
  if (!body.success)
    return Response.json(
      { error: 'the body is { "target": "…" }' },
      { status: 400 },
    );
  try {
    await found.run(body.data.target);
    return Response.json({ done: found.title });
  } catch (error) {
    return Response.json({ error: (error as Error).message }, { status: 400 });
  }
}
