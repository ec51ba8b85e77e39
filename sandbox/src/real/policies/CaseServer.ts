import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { json } from 'node:stream/consumers';
import { createMemoryCluster } from '../../cluster';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { parse } from 'yaml';
import { CaseUser } from './policyCases';
import { Manifest } from './readKustomization';

/** What an API server answered to a write. */
export interface CaseAnswer {
  status: number;
  body: Manifest & { message?: string };
  warnings: string[];
}

/** An API server that somebody writes to. */
export interface CaseServer {
  ask(
    user: CaseUser,
    method: string,
    path: string,
    body?: object,
  ): Promise<CaseAnswer>;
  close(): Promise<void> | void;
}

/** One in memory, with everybody of `users`. */
export function memoryCaseServer(users: CaseUser[]): CaseServer {
  const cluster = createMemoryCluster({
    name: 'policies',
    clock: systemClock,
    users: users.map(({ username, groups }) => ({
      token: username,
      name: username,
      groups,
    })),
  });
  return {
    async ask(user, method, path, body) {
      const asked = new Request(`https://policies${path}`, {
        method,
        headers: {
          authorization: `Bearer ${user.username}`,
          'content-type': 'application/json',
        },
        body: body && JSON.stringify(body),
      });
      return answerOf(await cluster.handle(asked));
    },
    close: () => cluster.close(),
  };
}

/** That of an administrator's kubeconfig; the users are impersonated. */
export function realCaseServer(kubeconfig: string): CaseServer {
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8'));
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  return {
    async ask(user, method, path, body) {
      const asked = request(`${clusters[0].cluster.server}${path}`, {
        method,
        agent,
        // Not `fetch`: it would make one header of all the groups.
        headers: {
          authorization: `Bearer ${users[0].user.token}`,
          'content-type': 'application/json',
          'impersonate-user': user.username,
          'impersonate-group': user.groups,
        },
      });
      asked.end(body && JSON.stringify(body));
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      return {
        status: response.statusCode ?? 0,
        body: (await json(response)) as CaseAnswer['body'],
        warnings: readWarnings(
          [response.headers.warning ?? ''].flat().join(', '),
        ),
      };
    },
    close: () => agent.destroy(),
  };
}

async function answerOf(response: Response): Promise<CaseAnswer> {
  return {
    status: response.status,
    body: (await response.json()) as CaseAnswer['body'],
    warnings: readWarnings(response.headers.get('warning') ?? ''),
  };
}

function readWarnings(header: string): string[] {
  return [...header.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text]) =>
    text.replace(/\\(.)/g, '$1'),
  );
}
