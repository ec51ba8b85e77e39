import {
  claimName,
  listenerSetName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  createClusterClient,
  createReflector,
  createWorkQueue,
  loadKubeConfig,
  namespaceKind,
  objectKey,
  parseObjectKey,
  WorkResult,
} from '@hostmaster/kubernetes-runtime';
import { claimKind, EDGE, listenerSetKind, requestKind } from './fleet';
import { measureCalls, Measurement } from './Measurement';
import { parentSpeaks, tellParent } from './parent';

const CONCURRENCY = 16;
/** All keys are reconciled so many times for the rate. */
const ROUNDS = 5;
const CALLS = 1_000;

/**
 * Program: a controller on this package's runtime. Arguments: the kubeconfig, how many requests there are, and `fleet` (follow
 * requests, claims, ListenerSets and namespaces, reconcile all, call) or `informer` (follow requests only, as client-node's
 * informer does beside it). Sends its results, one message each, between which the parent counts connections.
 */
async function main(): Promise<void> {
  const [path, count, what] = process.argv.slice(2);
  const n = Number(count);
  const kubeConfig = await loadKubeConfig({ kind: 'file', path });
  const stop = new AbortController();
  const cold = await Measurement.start();
  const client = createClusterClient({ name: 'bench', kubeConfig });

  const requests = createReflector({ client, kind: requestKind });
  if (what === 'informer') {
    requests.start(stop.signal);
    await requests.whenSynced();
    mustBe(requests.store.list().length, n, 'requests');
    tellParent(await cold.end('informer in sync', n));
    await parentSpeaks();
    process.exit(0);
  }

  const claims = createReflector({ client, kind: claimKind });
  const listenerSets = createReflector({
    client,
    kind: listenerSetKind,
    namespace: EDGE,
  });
  const namespaces = createReflector({ client, kind: namespaceKind });
  const all = [requests, claims, listenerSets, namespaces];
  let reconciled = 0;
  let unsettled = 0;
  let done = () => {};

  /** What a controller does for an object that is as it should be: it looks at everything and writes nothing. */
  async function reconcile(key: string): Promise<WorkResult> {
    const ref = parseObjectKey(key);
    if (!requests.store.isCurrent(ref)) return { againAfter: 1_000 };
    const request = requests.store.get(ref);
    const hostname = request?.spec.hostname ?? '';
    const owner = claims.store.get({ name: claimName(hostname) })?.spec.owner;
    const listener = listenerSets.store.get({
      namespace: EDGE,
      name: listenerSetName(hostname),
    });
    const home = namespaces.store.get({ name: ref.namespace ?? '' });
    const isReady = request?.status?.conditions?.every(
      ({ status }) => status === 'True',
    );
    const settled =
      request?.status?.observedGeneration === request?.metadata.generation &&
      isReady &&
      owner?.uid === request?.metadata.uid &&
      listener !== undefined &&
      !home?.metadata.deletionTimestamp;
    if (!settled) unsettled++;
    if (++reconciled === n) done();
    return undefined;
  }

  const queue = createWorkQueue();
  const finished = () => {
    reconciled = 0;
    return new Promise<void>(resolve => {
      done = resolve;
    });
  };
  requests.store.subscribe(({ object }) => queue.add(objectKey(object)));
  const first = finished();
  all.forEach(reflector => reflector.start(stop.signal));
  await Promise.all(all.map(reflector => reflector.whenSynced()));
  queue.run(reconcile, { concurrency: CONCURRENCY, signal: stop.signal });
  await first;
  mustBe(unsettled, 0, 'requests that are not settled');
  const objects = all.reduce((sum, { store }) => sum + store.list().length, 0);
  tellParent({ ...(await cold.end('cold start', n)), objects });
  await parentSpeaks();

  const rate = await Measurement.start();
  const keys = requests.store.list().map(objectKey);
  for (let round = 0; round < ROUNDS; round++) {
    const end = finished();
    keys.forEach(key => queue.add(key));
    await end;
  }
  const result = await rate.end('no-op reconciles', n * ROUNDS);
  tellParent({
    ...result,
    perSecond: Math.round((n * ROUNDS) / (result.seconds as number)),
  });
  await parentSpeaks();

  const [object] = requests.store.list();
  tellParent(
    await measureCalls('calls', CALLS, () =>
      client.get(requestKind, object.metadata),
    ),
  );
  await parentSpeaks();
  process.exit(0);
}

function mustBe(is: number, wanted: number, what: string): void {
  if (is !== wanted) throw new Error(`${is} ${what}, not ${wanted}`);
}

main().catch(error => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
