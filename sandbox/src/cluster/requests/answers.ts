import { stringify } from 'yaml';
import { StatusError } from '../errors/StatusError';
import { ClusterObject } from '../types';
import { AnswerForm } from './negotiate';

const serialized = new WeakMap<object, string>();

/** JSON of an object that never changes; made once. @internal */
export function jsonOf(object: object): string {
  if (!Object.isFrozen(object)) return JSON.stringify(object);
  let json = serialized.get(object);
  if (json === undefined) {
    json = JSON.stringify(object);
    serialized.set(object, json);
  }
  return json;
}

const withoutKind = new WeakMap<object, string>();

/** JSON of an item of a list of the server's own kinds: those say their kind once, in the list. @internal */
export function jsonWithoutKind(object: ClusterObject): string {
  let json = withoutKind.get(object);
  if (json === undefined) {
    json = JSON.stringify({
      ...object,
      apiVersion: undefined,
      kind: undefined,
    });
    withoutKind.set(object, json);
  }
  return json;
}

/** @internal */
export function answer(
  body: object | string,
  options: { status?: number; form?: AnswerForm; warnings?: string[] } = {},
): Response {
  const { status = 200, form, warnings = [] } = options;
  const json = typeof body === 'string' ? body : jsonOf(body);
  const isYaml = form?.mediaType === 'application/yaml';
  const headers = new Headers({
    'content-type': isYaml ? 'application/yaml' : 'application/json',
    'cache-control': 'no-cache, private',
  });
  for (const warning of warnings)
    headers.append('warning', `299 - ${quoted(warning)}`);
  return new Response(isYaml ? stringify(JSON.parse(json)) : json, {
    status,
    headers,
  });
}

/** @internal */
export function plainAnswer(text: string, status = 200): Response {
  return new Response(text, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
}

/** @internal */
export function errorAnswer(
  error: StatusError,
  warnings: string[] = [],
): Response {
  const response = answer(error.body(), { status: error.code, warnings });
  const wait = error.details?.retryAfterSeconds;
  if (wait !== undefined) response.headers.set('retry-after', String(wait));
  return response;
}

/** A header value cannot hold line breaks or characters beyond Latin-1. */
function quoted(text: string): string {
  const printable = Array.from(text, character =>
    /[\x20-\x7e]/.test(character) ? character : '?',
  ).join('');
  return `"${printable.replace(/(["\\])/g, '\\$1')}"`;
}
