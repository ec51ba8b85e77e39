import { invalidObject } from '../errors/FieldError';
import { badRequest, expired, StatusError } from '../errors/StatusError';
import { asServed, ServedResource } from '../resources/ServedResource';
import { parseFieldSelector } from '../selectors/fieldSelector';
import { parseLabelSelector } from '../selectors/labelSelector';
import { ClusterObject } from '../types';
import { ClusterContext } from './ClusterContext';

/** The version of a token that goes on from a key in whatever is there then. */
const INCONSISTENT = -1;

/** @internal */
export interface ListQuery {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
  resourceVersionMatch?: string;
  /** The newest version that is shown; the latest when left out. */
  horizon?: number;
}

/** @internal */
export interface ListResult {
  items: ClusterObject[];
  resourceVersion: string;
  continue?: string;
  remainingItemCount?: number;
}

/** A continue token: the version the list began at and the key it goes on from. */
interface ContinueToken {
  v: 'meta.k8s.io/v1';
  rv: number;
  start: string;
}

/**
 * Lists objects in key order. Pages of one list show one version of the cluster.
 *
 * @throws StatusError 400 for selectors and tokens that cannot be read, 410 for a version that is forgotten, 504 for one
 *   that is not there yet.
 * @internal
 */
export function listObjects(
  context: ClusterContext,
  resource: ServedResource,
  query: ListQuery,
): ListResult {
  checkVersionMatch(query);
  const matchesLabels = parseLabelSelector(query.labelSelector);
  const fields = parseFieldSelector(query.fieldSelector, resource);
  const table = context.storage.table(resource.table);
  const token = query.continue ? decodeToken(query.continue) : undefined;
  const version = listVersion(context, resource, query, token);
  const prefix =
    resource.namespaced && query.namespace ? `${query.namespace}/` : '';
  const limit = query.limit && query.limit > 0 ? query.limit : Infinity;

  const items: ClusterObject[] = [];
  let next: string | undefined;
  for (const { key, object } of table.entries({
    prefix,
    start: token?.start,
    version,
  })) {
    const served = asServed(resource, object);
    const selected =
      (!matchesLabels || matchesLabels(served.metadata.labels)) &&
      (!fields || fields.matches(served));
    if (!selected) continue;
    if (items.length === limit) {
      next = key;
      break;
    }
    items.push(served);
  }
  const at = version ?? newest(context, query);
  if (next === undefined) return { items, resourceVersion: String(at) };
  const isFiltered = matchesLabels !== undefined || fields !== undefined;
  return {
    items,
    resourceVersion: String(at),
    continue: encodeToken({ v: 'meta.k8s.io/v1', rv: at, start: next }),
    ...(isFiltered
      ? {}
      : { remainingItemCount: table.countFrom(prefix, next) }),
  };
}

/** @throws StatusError 400 for what is not a version. @internal */
export function parseVersion(
  text: string | undefined,
  error: (problem: string) => StatusError,
): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^\d+$/.test(text)) {
    throw error(
      `resourceVersion: Invalid value: ${JSON.stringify(
        text,
      )}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}

/** The 504 answer for a version from the future. @internal */
export function tooLargeVersion(version: number, current: number): StatusError {
  return new StatusError(
    504,
    'Timeout',
    `Timeout: Too large resource version: ${version}, current: ${current}`,
    {
      causes: [
        {
          reason: 'ResourceVersionTooLarge',
          message: 'Too large resource version',
        },
      ],
      retryAfterSeconds: 1,
    },
  );
}

/** The version a list shows; `undefined` for the latest. */
function listVersion(
  context: ClusterContext,
  resource: ServedResource,
  query: ListQuery,
  token: ContinueToken | undefined,
): number | undefined {
  const table = context.storage.table(resource.table);
  if (token) {
    if (query.resourceVersion && query.resourceVersion !== '0') {
      throw badRequest(
        'specifying resource version is not allowed when using continue',
      );
    }
    if (token.rv !== INCONSISTENT && token.rv < table.oldestVersion) {
      throw expired(
        'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
        encodeToken({ ...token, rv: INCONSISTENT }),
      );
    }
    return token.rv === INCONSISTENT ? undefined : token.rv;
  }
  const version = parseVersion(query.resourceVersion, problem =>
    badRequest(`invalid resource version: ${problem}`),
  );
  if (version === undefined) return query.horizon;
  if (version > newest(context, query))
    throw tooLargeVersion(version, newest(context, query));
  const isExact =
    query.resourceVersionMatch === 'Exact' ||
    (version > 0 && query.limit && query.resourceVersionMatch === undefined);
  if (!isExact) return query.horizon;
  if (version < table.oldestVersion) {
    throw expired('The resourceVersion for the provided list is too old.');
  }
  return version;
}

function newest(context: ClusterContext, query: ListQuery): number {
  return query.horizon ?? context.storage.version;
}

function checkVersionMatch(query: ListQuery): void {
  const { resourceVersion, resourceVersionMatch: match } = query;
  if (match === undefined || match === '') return;
  const refuse = (
    message: string,
    reason:
      | 'FieldValueForbidden'
      | 'FieldValueNotSupported' = 'FieldValueForbidden',
  ) =>
    invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
      { reason, field: 'resourceVersionMatch', message },
    ]);
  if (!resourceVersion) {
    throw refuse(
      'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    );
  }
  if (query.continue)
    throw refuse(
      'Forbidden: resourceVersionMatch is forbidden when continue is provided',
    );
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    throw refuse(
      `Unsupported value: ${JSON.stringify(
        match,
      )}: supported values: "Exact", "NotOlderThan", ""`,
      'FieldValueNotSupported',
    );
  }
  if (match === 'Exact' && resourceVersion === '0') {
    throw refuse(
      'Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    );
  }
}

function encodeToken(token: ContinueToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function decodeToken(text: string): ContinueToken {
  try {
    const token = JSON.parse(
      Buffer.from(text, 'base64url').toString(),
    ) as Partial<ContinueToken>;
    if (
      typeof token.rv === 'number' &&
      typeof token.start === 'string' &&
      token.v === 'meta.k8s.io/v1'
    ) {
      return token as ContinueToken;
    }
  } catch {
    // answered below
  }
  throw badRequest('invalid continue token: continue key is not valid');
}
