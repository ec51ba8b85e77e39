import { KubernetesObject, ResourceKind } from './types';

/**
 * Describes a kind to the client. The type parameter says what its objects look like:
 *
 * ```ts
 * const widgetKind = resourceKind<Widget>({ group: 'example.org', version: 'v1', kind: 'Widget', plural: 'widgets', namespaced: true });
 * ```
 *
 * @public
 */
export function resourceKind<T extends KubernetesObject>(
  kind: Omit<ResourceKind<T>, 'object'>,
): ResourceKind<T> {
  return Object.freeze({ ...kind });
}

/** `group/version`, or only the version for the core group: what objects of the kind carry as `apiVersion`. @public */
export function apiVersionOf(
  kind: Pick<ResourceKind, 'group' | 'version'>,
): string {
  return kind.group ? `${kind.group}/${kind.version}` : kind.version;
}

/** `plural.group`, or only the plural for the core group: the name of a kind in messages and metrics. @public */
export function resourceNameOf(
  kind: Pick<ResourceKind, 'group' | 'plural'>,
): string {
  return kind.group ? `${kind.plural}.${kind.group}` : kind.plural;
}
