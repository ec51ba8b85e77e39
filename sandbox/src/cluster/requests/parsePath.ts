/** What a request is about. @internal */
export type RequestInfo =
  | ResourceRequest
  | { kind: 'path'; path: string; verb: string };

/** A request for objects. @internal */
export interface ResourceRequest {
  kind: 'resource';
  verb:
    | 'get'
    | 'list'
    | 'watch'
    | 'create'
    | 'update'
    | 'patch'
    | 'delete'
    | 'deletecollection';
  group: string;
  version: string;
  plural: string;
  namespace?: string;
  name?: string;
  subresource?: string;
}

/** Subresources of a namespace itself; anything else below a namespace is a resource in it. */
const OF_NAMESPACES = ['status', 'finalize'];

/** How many parts come before the resource: `/api/v1`, `/apis/GROUP/VERSION`. */
const PREFIX_LENGTHS: Record<string, number> = { api: 2, apis: 3 };

/** Reads method, path and query of a request as the API server does. @internal */
export function parsePath(
  method: string,
  path: string,
  query: URLSearchParams,
): RequestInfo {
  const parts = path
    .split('/')
    .filter(part => part !== '')
    .map(decoded);
  const root = parts[0];
  const prefixLength = PREFIX_LENGTHS[root] ?? Infinity;
  if (parts.length <= prefixLength)
    return { kind: 'path', path, verb: method.toLowerCase() };
  const [group, version] =
    root === 'api' ? ['', parts[1]] : [parts[1], parts[2]];
  let rest = parts.slice(prefixLength);
  const isOldWatch = rest[0] === 'watch';
  if (isOldWatch) rest = rest.slice(1);
  let namespace: string | undefined;
  const isInNamespace =
    rest[0] === 'namespaces' &&
    rest.length > 2 &&
    !OF_NAMESPACES.includes(rest[2]);
  if (isInNamespace) {
    namespace = rest[1];
    rest = rest.slice(2);
  }
  const [plural, name, ...below] = rest;
  if (plural === undefined)
    return { kind: 'path', path, verb: method.toLowerCase() };
  const isWatch = isOldWatch || isTrue(query.get('watch'));
  return {
    kind: 'resource',
    verb: verbOf(method, name, isWatch),
    group,
    version,
    plural,
    namespace,
    name,
    subresource: below.length > 0 ? below.join('/') : undefined,
  };
}

/** Query flags as Go reads them. @internal */
export function isTrue(value: string | null): boolean {
  return (
    value !== null && ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value)
  );
}

function verbOf(
  method: string,
  name: string | undefined,
  isWatch: boolean,
): ResourceRequest['verb'] {
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === undefined ? 'deletecollection' : 'delete';
    default:
      if (isWatch) return 'watch';
      return name === undefined ? 'list' : 'get';
  }
}

/** A part that is not well encoded stays as it is: nothing will be found under it. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
