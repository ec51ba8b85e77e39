import { KubernetesObject, ResourceKind } from '@hostmaster/kubernetes-runtime';
import { ChainDeps } from '../hostnames/ChainDeps';
import { Gateway, LoadBalancerConfiguration } from './kinds';
import { EMPTY_SINCE_ANNOTATION, RETIRING_ANNOTATION } from './poolLabels';

/** Sets annotations of the version that is given; nothing is written that is there already. @throws KubernetesError `Conflict` */
export async function annotate<T extends KubernetesObject>(
  kind: ResourceKind<T>,
  { metadata }: T,
  annotations: Record<string, string | null>,
  { cluster }: ChainDeps,
): Promise<void> {
  const { namespace, name, resourceVersion, uid } = metadata;
  const already = Object.entries(annotations).every(
    ([key, value]) => (metadata.annotations?.[key] ?? null) === value,
  );
  if (already) return;
  await cluster.client.patch(
    kind,
    { namespace, name },
    {
      type: 'merge',
      body: { metadata: { uid, resourceVersion, annotations } },
    },
  );
}

/** Takes the mark of a gateway that is being removed off again. @throws KubernetesError `Conflict` */
export async function unmark<T extends KubernetesObject>(
  kind: ResourceKind<T>,
  object: T | undefined,
  { cluster }: ChainDeps,
): Promise<void> {
  if (!object) return;
  const { namespace, name } = object.metadata;
  const current = await cluster.client.get(kind, { namespace, name });
  const isMarked =
    current?.metadata.annotations?.[RETIRING_ANNOTATION] !== undefined;
  if (!current || !isMarked) return;
  const { resourceVersion, uid } = current.metadata;
  const annotations = { [RETIRING_ANNOTATION]: null };
  await cluster.client.patch(
    kind,
    { namespace, name },
    {
      type: 'merge',
      body: { metadata: { uid, resourceVersion, annotations } },
    },
  );
}

/** By the mark; without one, by when its objects were made or last written, whoever did that. */
export function emptySince(
  gateway: Gateway,
  configuration: LoadBalancerConfiguration | undefined,
): number {
  const marked = configuration && timeIn(configuration, EMPTY_SINCE_ANNOTATION);
  const made = [gateway, ...(configuration ? [configuration] : [])].flatMap(
    ({ metadata }) => metadata.creationTimestamp ?? [],
  );
  const { managedFields = [] } = (configuration?.metadata ?? {}) as {
    managedFields?: Array<{ time?: string }>;
  };
  const written = managedFields.flatMap(({ time }) => time ?? []);
  return (
    marked ??
    Math.max(
      0,
      ...[...made, ...written].map(time => Date.parse(time)).filter(Boolean),
    )
  );
}

/** Milliseconds since 1970. */
export function timeIn(
  object: KubernetesObject,
  mark: string,
): number | undefined {
  const time = Date.parse(object.metadata.annotations?.[mark] ?? '');
  return Number.isNaN(time) ? undefined : time;
}
