import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Clock, Random, Transport } from '@hostmaster/kubernetes-runtime';
import { parseAllDocuments } from 'yaml';
import { AccessControl, ClusterUser } from './access/AccessControl';
import { admissionPolicies } from './admission/admissionPolicies';
import { AdmissionCheck } from './admission/AdmissionCheck';
import { Faults } from './faults/Faults';
import { DefinitionController } from './lifecycle/DefinitionController';
import { GarbageCollector } from './lifecycle/GarbageCollector';
import { NamespaceController } from './lifecycle/NamespaceController';
import { ClusterObjects } from './objects/ClusterObjects';
import { ClusterContext } from './operations/ClusterContext';
import { RequestHandler } from './requests/RequestHandler';
import { WatchStreams } from './requests/answerWatch';
import { builtInResources } from './resources/builtInResources';
import { kindsPath } from './resources/kindsPath';
import { ResourceRegistry } from './resources/ResourceRegistry';
import { Storage } from './storage/Storage';
import { User } from './types';

/** @public */
export interface MemoryClusterOptions {
  /** Name of the cluster; shown in its kubeconfig. */
  name: string;
  clock: Clock;
  /** For generated names and the lengths of watches; `Math.random` is not used. */
  random?: Random;
  /** CustomResourceDefinitions as objects; by default those of the sandbox and of `deploy/crds`. */
  crds?: object[];
  /** Who may use the cluster; by default one administrator with the token `admin`. */
  users?: ClusterUser[];
  /** Asked before each write, after the schema was checked. */
  validate?: AdmissionCheck[];
  /** Namespaces to begin with, besides `default` and `kube-system`. */
  namespaces?: string[];
  /** How many changes of each resource can be watched from; older versions get 410. Default 10,000. */
  historyLimit?: number;
  /** How long the garbage collector and the deletion of namespaces take to look. Default 50 ms. */
  controllerDelayMilliseconds?: number;
  /** How often watches get a bookmark, in milliseconds. Default a minute, as the real one. */
  bookmarkInterval?: number;
}

/** A Kubernetes API server that keeps its objects in memory. @public */
export interface MemoryCluster {
  readonly name: string;
  /** Answers one request, as the server would over HTTP. Throws where a fault breaks the connection. */
  handle(request: Request, connectedAs?: User): Promise<Response>;
  /** The way into the cluster for clients in this process. Requests without credentials are the administrator's. */
  readonly transport: Transport;
  /** The same for another user. */
  transportAs(token: string): Transport;
  /** Objects, for the sandbox itself: no HTTP, same rules. */
  readonly objects: ClusterObjects;
  readonly access: AccessControl;
  readonly faults: Faults;
  /** The token of the first user. */
  readonly adminToken: string;
  /** Adds a check that is asked before each write; the function that is answered removes it. */
  addAdmission(check: AdmissionCheck): () => void;
  /** Ends open watches and timers. */
  close(): void;
}

const SYSTEM_NAMESPACES = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
];

/**
 * Makes a Kubernetes API server in memory: enough for kubectl, for informers and for controllers.
 *
 * @public
 */
export function createMemoryCluster(
  options: MemoryClusterOptions,
): MemoryCluster {
  const { name, clock, random = seeded(1) } = options;
  const users = options.users ?? [
    { token: 'admin', name: 'admin', groups: ['system:masters'] },
  ];
  const delay = options.controllerDelayMilliseconds ?? 50;
  const storage = new Storage({ historyLimit: options.historyLimit ?? 10_000 });
  const registry = new ResourceRegistry();
  const admission = [...(options.validate ?? [])];
  const context: ClusterContext = {
    clock,
    random,
    storage,
    registry,
    admission,
  };
  admission.push(admissionPolicies(context));
  registry.add(builtInResources());
  new DefinitionController(context).start();
  const collector = new GarbageCollector(context, delay);
  const namespaces = new NamespaceController(context, delay);

  const access = new AccessControl(users);
  const streams = new WatchStreams(clock, random, options.bookmarkInterval);
  registry.onChange(() =>
    streams.closeUnserved(
      ({ group, version, plural }) =>
        registry.find(group, version, plural) !== undefined,
    ),
  );
  const faults = new Faults(clock, context, streams);
  const handler = new RequestHandler(context, access, faults, streams);
  const objects = new ClusterObjects(context);
  for (const namespace of [
    ...SYSTEM_NAMESPACES,
    ...(options.namespaces ?? []),
  ]) {
    objects.apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    });
  }
  for (const definition of options.crds ?? sandboxDefinitions())
    objects.apply(definition);

  const handle = (request: Request, connectedAs?: User) =>
    handler.handle(request, connectedAs);
  const transportAs =
    (token: string): Transport =>
    request => {
      if (request.headers.has('authorization')) return handle(request);
      const headers = new Headers(request.headers);
      headers.set('authorization', `Bearer ${token}`);
      return handle(new Request(request, { headers }));
    };
  const adminToken = users[0]?.token ?? '';
  return {
    name,
    handle,
    transport: transportAs(adminToken),
    transportAs,
    objects,
    access,
    faults,
    adminToken,
    addAdmission(check) {
      admission.push(check);
      return () => {
        const index = admission.indexOf(check);
        if (index >= 0) admission.splice(index, 1);
      };
    },
    close() {
      collector.stop();
      namespaces.stop();
      faults.closeStreams();
    },
  };
}

let loaded: object[] | undefined;

/** The CustomResourceDefinitions of Hostmaster and the sandbox's narrow ones for other projects' kinds. @public */
export function sandboxDefinitions(): object[] {
  loaded ??= [
    kindsPath('../../../../deploy/crds'),
    kindsPath('custom'),
  ].flatMap(folder =>
    readdirSync(folder)
      .filter(file => file.endsWith('.yaml'))
      .sort()
      .flatMap(file =>
        parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map(
          document => document.toJS({ maxAliasCount: -1 }) as object,
        ),
      )
      .filter(Boolean),
  );
  return loaded;
}

/** Numbers that are the same in every run. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
