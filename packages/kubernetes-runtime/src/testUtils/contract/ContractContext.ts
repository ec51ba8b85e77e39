import { readdirSync, readFileSync } from 'fs';
import { dirname, join } from 'path';
import { parse } from 'yaml';
import {
  CustomResourceDefinition,
  customResourceDefinitionKind,
  namespaceKind,
} from '../../client/coreKinds';
import { KubernetesError, KubernetesErrorCode } from '../../client/errors';
import { systemClock } from '../../clock/systemClock';
import { listAll } from '../../client/listAll';
import { resourceKind } from '../../client/resourceKind';
import { ClusterClient, KubernetesObject } from '../../client/types';
import { WriteGate } from '../../leadership/types';

/** Objects of our kinds, as far as the contract looks at them. @internal */
export interface ContractObject extends KubernetesObject {
  spec?: any;
  status?: any;
}

/** @internal */
export const requestKind = resourceKind<ContractObject>({
  group: 'hostmaster.dev',
  version: 'v1alpha1',
  kind: 'GatewayHostnameRequest',
  plural: 'gatewayhostnamerequests',
  namespaced: true,
});

/** @internal */
export const claimKind = resourceKind<ContractObject>({
  group: 'hostmaster.dev',
  version: 'v1alpha1',
  kind: 'DomainClaim',
  plural: 'domainclaims',
  namespaced: false,
});

/** What every case of the contract works with. @internal */
export interface ContractContext {
  client: ClusterClient;
  createClient(options: { gate?: WriteGate }): ClusterClient;
  /** A namespace of this run. */
  namespace: string;
  /** A name that no other run uses. */
  unique(prefix: string): string;
  /** A hostname request in the namespace of this run. */
  request(name: string, spec?: object, metadata?: object): ContractObject;
  claim(name: string, spec?: object): ContractObject;
}

/** Registers a case; one that the server is known to answer differently is skipped, with the reason in its title. @internal */
export type ContractCase = (
  id: string,
  title: string,
  run: (context: ContractContext) => Promise<void>,
) => void;

/** Installs the kinds and makes the namespace. @internal */
export async function prepareContract(
  client: ClusterClient,
  createClient: ContractContext['createClient'],
): Promise<ContractContext> {
  for (const definition of definitions()) {
    const { name } = definition.metadata;
    if (!(await client.get(customResourceDefinitionKind, { name }))) {
      await client
        .create(customResourceDefinitionKind, definition)
        .catch(ignoring('AlreadyExists'));
    }
    await eventually(async () => {
      const installed = await client.get(customResourceDefinitionKind, {
        name,
      });
      expect(installed?.status?.conditions).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ type: 'Established', status: 'True' }),
        ]),
      );
    });
  }
  for (const kind of [requestKind, claimKind]) {
    await eventually(() => client.list(kind));
  }
  let counter = 0;
  const run = systemClock.now().toString(36);
  const unique = (prefix: string) => `${prefix}-${run}-${++counter}`;
  const namespace = unique('contract');
  await client.create(namespaceKind, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  return {
    client,
    createClient,
    namespace,
    unique,
    request: (name, spec = {}, metadata = {}) => ({
      apiVersion: 'hostmaster.dev/v1alpha1',
      kind: 'GatewayHostnameRequest',
      metadata: { namespace, name, ...metadata },
      spec: {
        hostname: `${name}.example.com`,
        environment: 'test',
        gatewayClass: 'alb',
        ...spec,
      },
    }),
    claim: (name, spec = {}) => ({
      apiVersion: 'hostmaster.dev/v1alpha1',
      kind: 'DomainClaim',
      metadata: { name },
      spec: {
        hostname: name,
        owner: { namespace, name: 'someone', uid: 'uid-1' },
        ...spec,
      },
    }),
  };
}

/** Deletes what the run has made. @internal */
export async function tidyContract({
  client,
  namespace,
}: ContractContext): Promise<void> {
  for (const kind of [requestKind, claimKind]) {
    const { items } = await listAll(
      client,
      kind,
      kind.namespaced ? { namespace } : {},
    );
    for (const { metadata } of items) {
      const ref = { namespace: metadata.namespace, name: metadata.name };
      if (metadata.finalizers?.length) {
        await client
          .patch(kind, ref, {
            type: 'merge',
            body: { metadata: { finalizers: null } },
          })
          .catch(ignoring('NotFound'));
      }
      await client.delete(kind, ref).catch(ignoring('NotFound'));
    }
  }
  await client.delete(namespaceKind, { name: namespace });
}

/** The code of the KubernetesError with which the work is refused; anything else fails the case. @internal */
export async function refusal(
  work: Promise<unknown>,
): Promise<KubernetesErrorCode> {
  return (await refusalError(work)).code;
}

/** @internal */
export async function refusalError(
  work: Promise<unknown>,
): Promise<KubernetesError> {
  let answer: unknown;
  try {
    answer = await work;
  } catch (error) {
    if (error instanceof KubernetesError) return error;
    throw error;
  }
  throw new Error(`was not refused but answered ${JSON.stringify(answer)}`);
}

/** Tries until it does not throw, for up to ten seconds. @internal */
export async function eventually<T>(
  attempt: () => Promise<T> | T,
  limit = 10_000,
): Promise<T> {
  const end = systemClock.monotonic() + limit;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (systemClock.monotonic() > end) throw error;
      await systemClock.sleep(50);
    }
  }
}

function ignoring(code: KubernetesErrorCode): (error: unknown) => void {
  return error => {
    if (!(error instanceof KubernetesError) || error.code !== code) throw error;
  };
}

/** The CRDs of this repository: `deploy/crds` in the working directory or the first folder above that has it. */
function definitions(): CustomResourceDefinition[] {
  let folder = process.cwd();
  for (;;) {
    const crds = join(folder, 'deploy', 'crds');
    try {
      return readdirSync(crds)
        .filter(file => file.endsWith('.yaml'))
        .map(
          file =>
            parse(
              readFileSync(join(crds, file), 'utf8'),
            ) as CustomResourceDefinition,
        );
    } catch (error) {
      if (dirname(folder) === folder) throw error;
      folder = dirname(folder);
    }
  }
}
