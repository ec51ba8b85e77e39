import { KubernetesObject, ObjectReference } from './types';

/**
 * The key of an object in stores and queues: `namespace/name`, or `name` for cluster-scoped kinds.
 *
 * @public
 */
export function objectKey(
  reference: ObjectReference | KubernetesObject,
): string {
  const { namespace, name } =
    'metadata' in reference ? reference.metadata : reference;
  return namespace ? `${namespace}/${name}` : name;
}

/**
 * The reverse of `objectKey`.
 *
 * @throws Error when the text is not `namespace/name` or `name`.
 * @public
 */
export function parseObjectKey(key: string): ObjectReference {
  const parts = key.split('/');
  if (parts.length > 2 || parts.some(part => part === '')) {
    throw new Error(
      `'${key}' is not an object key; expected 'namespace/name' or 'name'`,
    );
  }
  return parts.length === 2
    ? { namespace: parts[0], name: parts[1] }
    : { name: key };
}
