import { subscribe } from 'node:diagnostics_channel';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { createMemoryCluster, listenHttps } from '../../cluster';
import { fillCluster } from './fillCluster';
import { EDGE, settleFleet } from './fleet';
import { tellParent } from './parent';
import { settledWorld } from './settledWorld';

/**
 * Program: the sandbox's cluster over HTTPS. Arguments: `fleet` and how many settled requests, or `chain` and how many full
 * gateways; the path for a kubeconfig, beside which what is outside of that cluster is written as `outside.json`. Sends `{ ready: true }`, answers `connections` with how many it has accepted so far,
 * each with one TLS handshake.
 */
async function main(): Promise<void> {
  const [what, count, kubeconfig] = process.argv.slice(2);
  let connections = 0;
  subscribe('net.server.socket', () => {
    connections++;
  });
  const cluster = createMemoryCluster({
    name: 'bench',
    clock: systemClock,
    historyLimit: 100_000,
    namespaces: what === 'chain' ? [EDGE] : [],
  });
  if (what === 'chain') {
    const { objects, ...outside } = await settledWorld(Number(count));
    fillCluster(cluster, objects);
    await writeFile(
      join(dirname(kubeconfig), 'outside.json'),
      JSON.stringify(outside),
    );
  } else settleFleet(cluster, Number(count));
  const listener = await listenHttps(cluster);
  await listener.kubeconfig(kubeconfig);
  process.on('message', question => {
    if (question === 'connections') tellParent({ connections });
  });
  process.on('disconnect', () => process.exit(0));
  tellParent({ ready: true });
}

main().catch(error => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
