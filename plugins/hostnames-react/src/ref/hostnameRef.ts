import type { HostnameRef } from '@hostmaster/backstage-plugin-hostnames-common';

/** `<cluster>/<namespace>/<name>`: a request's place, as it stands in URLs and annotations. @public */
export function formatHostnameRef({
  cluster,
  namespace,
  name,
}: HostnameRef): string {
  return `${cluster}/${namespace}/${name}`;
}

/** The reverse of `formatHostnameRef`; `undefined` for anything else. @public */
export function parseHostnameRef(
  text: string | null | undefined,
): HostnameRef | undefined {
  const [cluster, namespace, name, ...rest] = (text ?? '').split('/');
  if (!cluster || !namespace || !name || rest.length > 0) return undefined;
  return { cluster, namespace, name };
}
