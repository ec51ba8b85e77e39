import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  createReconciler,
  readHostnamesConfig,
  Reconciler,
} from '@hostmaster/backstage-plugin-hostnames-backend/embedded';
import {
  createClusterClient,
  loadKubeConfig,
  noMetrics,
  systemClock,
  WriteGate,
} from '@hostmaster/kubernetes-runtime';
import { Measurement } from './Measurement';
import { outsideProviders } from './outsideProviders';
import { parentSpeaks, tellParent } from './parent';
import { chainConfig, OutsideWorld, PER_GATEWAY } from './settledChain';

/** All requests are looked at so many times for the rate. */
const ROUNDS = 3;

/**
 * Program: the real reconciler, started anew over a cluster in which everything is done. Arguments: the kubeconfig, beside which
 * `outside.json` is, and how many gateways there are. Zone, certificates and load balancers are in memory in this process, as
 * the views of the real providers are. Sends two results: until each request has been reconciled, and reconciling all of them
 * again and again. @throws Error when anything is written
 */
async function main(): Promise<void> {
  const [path, gateways] = process.argv.slice(2);
  const n = Number(gateways) * PER_GATEWAY;
  const kubeConfig = await loadKubeConfig({ kind: 'file', path });
  let writes = 0;
  const counted = (gate: WriteGate): WriteGate => ({
    isOpen: () => gate.isOpen(),
    drained: () => gate.drained(),
    pass: write =>
      gate.pass(signal => {
        writes++;
        return write(signal);
      }),
  });
  const providers = outsideProviders(
    await readOutside(join(dirname(path), 'outside.json')),
    counted,
  );
  const reconciled = new Set<string>();
  let passes = 0;
  let check = () => {};
  const until = (holds: () => boolean) =>
    new Promise<void>(resolve => {
      check = () => {
        if (holds()) resolve();
      };
    });

  const cold = await Measurement.start();
  const reconciler: Reconciler = createReconciler({
    config: readHostnamesConfig(new ConfigReader({ hostnames: chainConfig })),
    clock: systemClock,
    random: Math.random,
    logger: quiet,
    clusters: [
      {
        name: 'prod',
        connect: async gate =>
          createClusterClient({
            name: 'prod',
            kubeConfig,
            gate: gate && counted(gate),
          }),
      },
    ],
    providers,
    metrics: {
      pass() {
        passes++;
        check();
      },
      step() {},
      failed() {},
      ready() {},
      event() {},
      runtime: noMetrics,
    },
    reports: {
      report({ ref }) {
        // Before it leads, a replica only looks.
        if (!reconciler.status().leading) return;
        reconciled.add(`${ref.namespace}/${ref.name}`);
        check();
      },
      gone() {},
    },
  });
  const all = until(() => reconciled.size === n && passes >= n);
  reconciler.start(new AbortController().signal).catch(fail);
  await all;
  const result = await cold.end('cold start of the real chain', n);
  mustBeQuiet(writes);
  tellParent({ ...result, passes });
  await parentSpeaks();

  const rate = await Measurement.start();
  const before = passes;
  const lookOnce = async () => {
    const end = passes + n;
    const done = until(() => passes >= end);
    reconciler.touch('all', 'once more');
    await done;
  };
  for (let round = 0; round < ROUNDS; round++) await lookOnce();
  const looks = passes - before;
  const again = await rate.end('no-op passes of the real chain', looks);
  mustBeQuiet(writes);
  tellParent({
    ...again,
    perSecond: Math.round(looks / Number(again.seconds)),
    perCpuSecond: Math.round(looks / Number(again.cpuSeconds)),
  });
  await parentSpeaks();
  process.exit(0);
}

async function readOutside(path: string): Promise<OutsideWorld> {
  return JSON.parse(await readFile(path, 'utf8'));
}

function mustBeQuiet(writes: number): void {
  if (writes > 0) throw new Error(`${writes} writes without a reason`);
}

const quiet: LoggerService = {
  error: (message, meta) => process.stderr.write(`${message} ${meta}\n`),
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => quiet,
};

function fail(error: Error): void {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
}

main().catch(fail);
