import { createHash } from 'node:crypto';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  ResourceEntity,
} from '@backstage/catalog-model';
import { HostnameSummary } from '@hostmaster/backstage-plugin-hostnames-common';

/** Which request an entity stands for: `cluster/namespace/name`. */
const REF_ANNOTATION = 'hostmaster.dev/request-ref';
const HOSTNAME_ANNOTATION = 'hostmaster.dev/hostname';
/** A name of the catalog has at most this many characters. */
const LONGEST_NAME = 63;

/**
 * One `Resource` of type `hostname` per request.
 *
 * | hostname | name |
 * | --- | --- |
 * | shop.example.com | shop.example.com |
 * | *.example.com | any--.example.com |
 * | longer than 63 characters | its beginning and a hash |
 * | a second request for the same hostname | the hostname and a hash |
 *
 * @public
 */
export function hostnameEntities(hostnames: HostnameSummary[]): Entity[] {
  const taken = new Set<string>();
  return [...hostnames].sort(holderFirst).map(hostname => {
    const plain = plainName(hostname.hostname);
    const name =
      plain.length <= LONGEST_NAME && !taken.has(plain)
        ? plain
        : hashedName(plain, hostname);
    taken.add(name);
    return toEntity(hostname, name);
  });
}

function toEntity(summary: HostnameSummary, name: string): ResourceEntity {
  const { cluster, namespace, name: request } = summary.ref;
  const location = `hostnames:${cluster}/${namespace}/${request}`;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      namespace: 'default',
      title: summary.displayName ?? summary.hostname,
      description: `Hostname in ${summary.environment}, requested in namespace ${namespace} of cluster ${cluster}`,
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        [REF_ANNOTATION]: `${cluster}/${namespace}/${request}`,
        [HOSTNAME_ANNOTATION]: summary.hostname,
      },
      ...(summary.hostname.startsWith('*.')
        ? {}
        : {
            links: [
              { url: `https://${summary.hostname}/`, title: summary.hostname },
            ],
          }),
    },
    spec: {
      type: 'hostname',
      owner: summary.owner ?? 'unknown',
      ...(summary.entity ? { dependencyOf: [summary.entity] } : {}),
    },
  };
}

/** So that the holder's entity has the plain name, whoever asks for the same hostname besides. */
function holderFirst(left: HostnameSummary, right: HostnameSummary): number {
  return (
    Number(holds(right)) - Number(holds(left)) ||
    (left.createdAt ?? '').localeCompare(right.createdAt ?? '') ||
    JSON.stringify(left.ref).localeCompare(JSON.stringify(right.ref))
  );
}

function holds({ verdict }: HostnameSummary): boolean {
  return verdict.axes.some(({ id, level }) => id === 'claim' && level === 'ok');
}

function plainName(hostname: string): string {
  return hostname.replace(/^\*\./, 'any--.').replace(/[^a-zA-Z0-9._-]/g, '-');
}

function hashedName(plain: string, { ref, hostname }: HostnameSummary): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([hostname, ref]))
    .digest('hex')
    .slice(0, 10);
  const start = plain
    .slice(0, LONGEST_NAME - hash.length - 1)
    .replace(/[^a-zA-Z0-9]+$/, '');
  return `${start}-${hash}`;
}
