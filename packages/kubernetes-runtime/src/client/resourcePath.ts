import { KubernetesError } from './errors';
import { resourceNameOf } from './resourceKind';
import { ResourceKind } from './types';

/**
 * The path of a collection, or of one object in it.
 *
 * @throws KubernetesError with code `BadRequest` when a name or namespace is missing or cannot be part of a path: an empty
 *   name would turn the read or delete of one object into that of all.
 * @internal
 */
export function resourcePath(
  kind: ResourceKind<any>,
  target: {
    namespace?: string;
    name?: string;
    subresource?: string;
    allNamespaces?: boolean;
  },
): string {
  const root = kind.group
    ? `/apis/${kind.group}/${kind.version}`
    : `/api/${kind.version}`;
  const parts = [root];
  if (
    kind.namespaced &&
    !(target.allNamespaces && target.namespace === undefined)
  ) {
    parts.push(
      'namespaces',
      segment(kind, 'metadata.namespace', target.namespace),
    );
  }
  parts.push(kind.plural);
  if (!target.allNamespaces && 'name' in target) {
    parts.push(segment(kind, 'metadata.name', target.name));
  }
  if (target.subresource) {
    parts.push(target.subresource);
  }
  return parts.join('/');
}

function segment(
  kind: ResourceKind<any>,
  field: string,
  value: string | undefined,
): string {
  if (typeof value !== 'string' || value === '') {
    throw new KubernetesError(
      'BadRequest',
      `${resourceNameOf(kind)}: ${field} is missing`,
    );
  }
  if (value === '.' || value === '..' || /[/%]/.test(value)) {
    throw new KubernetesError(
      'BadRequest',
      `${resourceNameOf(
        kind,
      )}: ${field} '${value}' may not be '.' or '..' or contain '/' or '%'`,
    );
  }
  return encodeURIComponent(value);
}
