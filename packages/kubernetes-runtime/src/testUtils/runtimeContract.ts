/* eslint-disable jest/no-export -- a suite for others to run */
import type { KubeConfig } from '@kubernetes/client-node';
import { createClusterClient } from '../client/createClusterClient';
import { ClusterClient } from '../client/types';
import { WriteGate } from '../leadership/types';
import { clusterCases } from './contract/clusterCases';
import {
  ContractCase,
  ContractContext,
  prepareContract,
  tidyContract,
} from './contract/ContractContext';
import { errorCases } from './contract/errorCases';
import { listCases } from './contract/listCases';
import { objectCases } from './contract/objectCases';
import { patchCases } from './contract/patchCases';

/** A running API server and how to reach it as an administrator. @public */
export type RuntimeContractTarget = {
  /** Called once, after the last case. */
  cleanup: () => Promise<void>;
} & (
  | { kubeConfig: KubeConfig }
  | {
      /** Makes a client; called several times. */
      createClient: (options: { gate?: WriteGate }) => ClusterClient;
    }
);

/**
 * The jest suite that an API server must pass to be used with this runtime: what a real kube-apiserver does, seen through this
 * package's client, reflector and elector, with the CRDs of this repository (`deploy/crds`, installed where they are missing).
 * It works in a namespace of its own and leaves nothing else behind. Time is real.
 *
 * `differs` names cases that this server is known to answer differently, each with the reason; they are skipped.
 *
 * @public
 */
export function describeRuntimeContract(
  name: string,
  start: () => Promise<RuntimeContractTarget>,
  options: { differs?: Record<string, string> } = {},
): void {
  const { differs = {} } = options;

  describe(`runtime contract: ${name}`, () => {
    let target: RuntimeContractTarget;
    let context: ContractContext;
    const clients: ClusterClient[] = [];

    function createClient(
      clientOptions: { gate?: WriteGate } = {},
    ): ClusterClient {
      const client =
        'kubeConfig' in target
          ? createClusterClient({
              name,
              kubeConfig: target.kubeConfig,
              ...clientOptions,
            })
          : target.createClient(clientOptions);
      clients.push(client);
      return client;
    }

    beforeAll(async () => {
      target = await start();
      context = await prepareContract(createClient(), createClient);
    }, 120_000);

    afterAll(async () => {
      if (context) await tidyContract(context);
      for (const client of clients) {
        if ('close' in client)
          await (client as { close(): Promise<void> }).close();
      }
      await target?.cleanup();
    }, 60_000);

    const contractCase: ContractCase = (id, title, run) => {
      if (id in differs) {
        it.skip(`${id}: ${title} (differs: ${differs[id]})`, () => {});
      } else {
        it(`${id}: ${title}`, () => run(context), 60_000);
      }
    };
    objectCases(contractCase);
    patchCases(contractCase);
    listCases(contractCase);
    clusterCases(contractCase);
    errorCases(contractCase);
  });
}
