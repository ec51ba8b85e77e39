import {
  Clock,
  ClusterClient,
  namespaceKind,
  runController,
  WriteGate,
} from '@hostmaster/kubernetes-runtime';

/** Sees to it that every namespace has the label `team`. */
export const labelNamespaces = (
  connect: (gate?: WriteGate) => ClusterClient,
  clock: Clock,
  signal: AbortSignal,
) =>
  runController(
    {
      name: 'namespace-labeller',
      namespace: 'kube-system',
      identity: `replica-${process.pid}`,
      connect,
      clock,
      kind: namespaceKind,
      async reconcile({ ref, object, client, store }) {
        const { deletionTimestamp, labels, resourceVersion } =
          object?.metadata ?? {};
        if (!object || deletionTimestamp || labels?.team) return;
        const written = await client.patch(namespaceKind, ref, {
          type: 'merge',
          body: { metadata: { resourceVersion, labels: { team: 'unknown' } } },
        });
        store.expect(ref, written.metadata.resourceVersion!);
      },
    },
    signal,
  );
