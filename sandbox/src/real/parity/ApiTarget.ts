import { readFileSync } from 'node:fs';
import { Agent, fetch } from 'undici';
import { parse } from 'yaml';

/** One request of a comparison. */
export interface ApiCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root, with its query. */
  path: string;
  /** An object is sent as JSON, a string as it is. */
  body?: object | string;
  contentType?: string;
  accept?: string;
}

/** What a server answered, without what differs between any two servers. */
export interface ApiAnswer {
  status: number;
  contentType: string | null;
  warning: string | null;
  body: unknown;
}

/** An API server that is asked without any client in between. */
export interface ApiTarget {
  ask(call: ApiCall): Promise<ApiAnswer>;
  close(): Promise<void>;
}

/** The server of a kubeconfig that has a token. */
export function apiTarget(kubeconfig: string): ApiTarget {
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8'));
  const { server } = clusters[0].cluster;
  const authorization = `Bearer ${users[0].user.token}`;
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  return {
    async ask({
      method,
      path,
      body,
      contentType = 'application/json',
      accept = 'application/json',
    }) {
      const headers = {
        authorization,
        accept,
        ...(body === undefined ? {} : { 'content-type': contentType }),
      };
      const response = await fetch(`${server}${path}`, {
        method,
        dispatcher,
        headers,
        body: typeof body === 'object' ? JSON.stringify(body) : body,
      });
      return {
        status: response.status,
        contentType: response.headers.get('content-type'),
        warning: response.headers.get('warning'),
        body: withoutChance(readBody(await response.text())),
      };
    },
    close: () => dispatcher.close(),
  };
}

// A watch answers with one object per line.
function readBody(text: string): unknown {
  const lines = text.split('\n').filter(Boolean);
  try {
    return lines.length > 1
      ? lines.map(line => JSON.parse(line))
      : JSON.parse(text);
  } catch {
    return text;
  }
}

const byChance = [
  'uid',
  'resourceVersion',
  'time',
  'creationTimestamp',
  'deletionTimestamp',
  'lastTransitionTime',
  'continue',
  'storageVersionHash',
];

function withoutChance(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const entries = value.map(entry => withoutChance(entry));
    return ['verbs', 'managedFields', 'resources'].includes(key)
      ? sorted(entries)
      : entries;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(
          ([name, entry]) =>
            name !== 'storageVersionHash' &&
            !(name === 'continue' && entry === ''),
        )
        .map(([name, entry]) => [name, withoutChance(entry, name)]),
    );
  }
  if (typeof value !== 'string') return value;
  if (byChance.includes(key)) return `<${key}>`;
  if (/^\d+s$/.test(value)) return '<age>';
  return value
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');
}

function sorted(entries: unknown[]): unknown[] {
  return entries
    .map(entry => [JSON.stringify(entry), entry] as const)
    .sort(([left], [right]) => left.localeCompare(right))
    .map(([, entry]) => entry);
}
