import { subscribe } from 'node:diagnostics_channel';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { createMemoryCluster, listenHttps } from '../../cluster';
import { settleFleet } from './fleet';
import { tellParent } from './parent';

/**
 * Program: the sandbox's cluster with `n` settled requests, over HTTPS. Arguments: `n` and the path for a kubeconfig. Sends
 * `{ ready: true }`, answers `connections` with how many it has accepted so far, each with one TLS handshake.
 */
async function main(): Promise<void> {
  const [n, kubeconfig] = process.argv.slice(2);
  let connections = 0;
  subscribe('net.server.socket', () => {
    connections++;
  });
  const cluster = createMemoryCluster({
    name: 'bench',
    clock: systemClock,
    historyLimit: 100_000,
  });
  settleFleet(cluster, Number(n));
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
