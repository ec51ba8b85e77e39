import {
  ClusterClient,
  createLeaseElector,
  createReflector,
  createWatchdog,
  createWorkQueue,
  Clock,
  namespaceKind,
  objectKey,
  parseObjectKey,
  WriteGate,
} from '@hostmaster/kubernetes-runtime';

/** Sees to it that every namespace has the label `team`. */
export async function labelNamespaces(
  connect: (gate?: WriteGate) => ClusterClient,
  clock: Clock,
  signal: AbortSignal,
) {
  const queue = createWorkQueue({ clock });
  const elector = createLeaseElector({
    client: connect(),
    namespace: 'kube-system',
    name: 'namespace-labeller',
    identity: `replica-${process.pid}`,
    clock,
    onStartedLeading: leading =>
      queue.run(reconcile, { concurrency: 4, signal: leading }),
  });
  const client = connect(elector.gate);
  const namespaces = createReflector({ client, kind: namespaceKind, clock });
  const { store } = namespaces;
  store.subscribe(({ object }) => queue.add(objectKey(object)));

  async function reconcile(key: string) {
    const ref = parseObjectKey(key);
    if (!store.isCurrent(ref)) return { againAfter: 1_000 };
    const namespace = store.get(ref);
    if (
      !namespace ||
      namespace.metadata.deletionTimestamp ||
      namespace.metadata.labels?.team
    )
      return undefined;
    const { resourceVersion } = namespace.metadata;
    const body = { metadata: { resourceVersion, labels: { team: 'unknown' } } };
    const written = await client.patch(namespaceKind, ref, {
      type: 'merge',
      body,
    });
    store.expect(ref, written.metadata.resourceVersion!);
    return undefined;
  }

  const ends = [namespaces.start(signal), elector.run(signal)];
  const watchdog = createWatchdog({
    clock,
    onChange: ({ problems }) =>
      problems.forEach(problem => console.warn(problem)),
  });
  watchdog.watchReflector(namespaces);
  watchdog.watchQueue(queue, elector);
  watchdog.start(signal);
  await Promise.all(ends);
}
