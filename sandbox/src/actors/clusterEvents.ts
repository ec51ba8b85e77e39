import {
  Clock,
  ClusterClient,
  KubernetesObject,
  ResourceKind,
  resourceKind,
} from '@hostmaster/kubernetes-runtime';

interface EventObject extends KubernetesObject {
  involvedObject: {
    apiVersion: string;
    kind: string;
    namespace?: string;
    name: string;
    uid?: string;
  };
  reason: string;
  message: string;
  type: 'Normal' | 'Warning';
  source: { component: string };
  firstTimestamp: string;
  lastTimestamp: string;
  count: number;
}

const eventKind: ResourceKind<EventObject> = resourceKind<EventObject>({
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  namespaced: true,
});

/** Records an Event about an object; one object per subject, reason and message, counted up when it happens again. */
export function eventRecorder(options: {
  client: ClusterClient;
  clock: Clock;
  component: string;
}) {
  const counts = new Map<string, number>();

  return async (
    subject: KubernetesObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): Promise<void> => {
    const namespace = subject.metadata.namespace ?? 'default';
    const name = `${subject.metadata.name}.${hash(
      `${options.component}/${subject.metadata.uid}/${reason}/${message}`,
    )}`;
    const now = new Date(options.clock.now())
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (count > 1) {
      await options.client
        .patch(
          eventKind,
          { namespace, name },
          { type: 'merge', body: { count, lastTimestamp: now } },
        )
        .catch(() => undefined);
      return;
    }
    const { apiVersion, kind, metadata } = subject;
    await options.client
      .create(eventKind, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { namespace, name },
        involvedObject: {
          apiVersion,
          kind,
          namespace: metadata.namespace,
          name: metadata.name,
          uid: metadata.uid,
        },
        reason,
        message,
        type,
        source: { component: options.component },
        firstTimestamp: now,
        lastTimestamp: now,
        count,
      })
      .catch(() => undefined);
  };
}

function hash(text: string): string {
  let value = 0;
  for (const character of text)
    value = (Math.imul(value, 31) + character.charCodeAt(0)) % 4294967296;
  return Math.abs(value).toString(16).padStart(8, '0');
}
