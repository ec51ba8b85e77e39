import { systemClock } from '@hostmaster/kubernetes-runtime';
import { createMemoryCluster } from './createMemoryCluster';
import { listenHttps } from './listener/listenHttps';

it('works', async () => {
  const cluster = createMemoryCluster({ name: 'x', clock: systemClock });
  const response = await cluster.transport(new Request('https://x/apis/hostmaster.dev/v1alpha1'));
  console.log(await response.text());
  const listener = await listenHttps(cluster, { port: 0 });
  await listener.close();
  cluster.close();
});
