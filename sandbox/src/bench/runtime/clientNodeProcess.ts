import {
  CustomObjectsApi,
  KubeConfig,
  KubernetesListObject,
  KubernetesObject,
  makeInformer,
} from '@kubernetes/client-node';
import { requestKind } from './fleet';
import { measureCalls, Measurement } from './Measurement';
import { parentSpeaks, tellParent } from './parent';

const CALLS = 1_000;

/**
 * Program: the same requests followed with client-node's own informer, and the same calls with its own client. Arguments: the
 * kubeconfig and how many requests there are. Sends its results as `runtimeProcess` does.
 */
async function main(): Promise<void> {
  const [path, count] = process.argv.slice(2);
  const n = Number(count);
  const config = new KubeConfig();
  config.loadFromFile(path);
  const { group, version, plural } = requestKind;
  const started = await Measurement.start();
  const api = config.makeApiClient(CustomObjectsApi);
  const informer = makeInformer<KubernetesObject>(
    config,
    `/apis/${group}/${version}/${plural}`,
    () =>
      api.listCustomObjectForAllNamespaces({
        group,
        version,
        resourcePlural: plural,
      }) as Promise<KubernetesListObject<KubernetesObject>>,
  );
  const failed = (error: unknown) => {
    throw error;
  };
  informer.on('error', failed);
  await informer.start();
  informer.off('error', failed);
  informer.on('error', () => {});
  const objects = informer.list();
  if (objects.length !== n)
    throw new Error(`${objects.length} requests, not ${n}`);
  tellParent(await started.end('informer in sync, client-node', n));
  await parentSpeaks();

  const { namespace = '', name = '' } = objects[0].metadata ?? {};
  tellParent(
    await measureCalls('calls, client-node', CALLS, () =>
      api.getNamespacedCustomObject({
        group,
        version,
        plural,
        namespace,
        name,
      }),
    ),
  );
  await parentSpeaks();
  process.exit(0);
}

main().catch(error => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
