import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import { ListenerSet, Route, listenerSetKind } from '../../gateways/kinds';
import { ChainDeps } from '../ChainDeps';
import {
  OVERLAP_ANNOTATION,
  REQUEST_ANNOTATION,
  requestRef,
} from '../steps/listenerSet.pure';
import { Subject } from '../Subject';
import { forbidReferences, removeCopies } from './writeOverlap';

/** First the copies, then what they needed, then the mark that says there may be any. */
export async function endOverlap(
  subject: Subject,
  deps: ChainDeps,
  copies: Route[],
): Promise<void> {
  const { client, stores } = deps.cluster;
  await removeCopies(copies, deps);
  await forbidReferences(subject, deps);
  const current = stores.listenerSets.get({
    namespace: deps.pool.namespace,
    name: listenerSetName(subject.hostname),
  });
  if (!current || !isMarked(current, subject)) return;
  const { [OVERLAP_ANNOTATION]: _, ...annotations } =
    current.metadata.annotations ?? {};
  const written = await client.replace(listenerSetKind, {
    ...current,
    metadata: { ...current.metadata, annotations },
  });
  const { namespace, name, resourceVersion } = written.metadata;
  if (resourceVersion) {
    stores.listenerSets.expect({ namespace, name }, resourceVersion);
  }
}

/** Whether copies of this request, or what belongs to them, may be there. */
export function isMarked({ metadata }: ListenerSet, subject: Subject): boolean {
  const { annotations = {} } = metadata;
  return (
    annotations[OVERLAP_ANNOTATION] !== undefined &&
    annotations[REQUEST_ANNOTATION] === requestRef(subject)
  );
}
