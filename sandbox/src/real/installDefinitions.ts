import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  ClusterClient,
  customResourceDefinitionKind,
  CustomResourceDefinition,
  KubernetesError,
  systemClock,
} from '@hostmaster/kubernetes-runtime';
import { parseAllDocuments } from 'yaml';
import { sandboxDefinitions } from '../cluster';

/** Where another project publishes its definitions: a folder of its Go module, read from Go's cache and never copied. */
interface PublishedDefinitions {
  group: string;
  module: string;
  folder: string;
}

// The AWS Load Balancer Controller is not among them: from version 2 on its tags are no valid versions of its Go module.
const published: PublishedDefinitions[] = [
  {
    group: 'gateway.networking.k8s.io',
    module: 'sigs.k8s.io/gateway-api@v1.6.3',
    folder: 'config/crd/standard',
  },
  {
    group: 'cert-manager.io',
    module: 'github.com/cert-manager/cert-manager@v1.21.2',
    folder: 'deploy/crds',
  },
  {
    group: 'acme.cert-manager.io',
    module: 'github.com/cert-manager/cert-manager@v1.21.2',
    folder: 'deploy/crds',
  },
  {
    group: 'kustomize.toolkit.fluxcd.io',
    module: 'github.com/fluxcd/kustomize-controller@v1.9.6',
    folder: 'config/crd/bases',
  },
  {
    group: 'source.toolkit.fluxcd.io',
    module: 'github.com/fluxcd/source-controller@v1.9.6',
    folder: 'config/crd/bases',
  },
];

/** Which definitions a cluster got. */
export interface InstalledDefinitions {
  /** Groups whose own project's definitions were installed. */
  real: string[];
  /** Groups with the sandbox's narrow definitions. */
  narrow: string[];
}

/**
 * Installs every kind the product and the sandbox's actors use: Hostmaster's own from deploy/crds, those of other projects out of
 * their Go modules, and where that cannot be had (no Go, no network) the sandbox's narrow ones. Resolves once they are served.
 */
export async function installDefinitions(
  client: ClusterClient,
): Promise<InstalledDefinitions> {
  const narrow = sandboxDefinitions() as CustomResourceDefinition[];
  const found = await Promise.all(
    published.map(async each => ({
      group: each.group,
      definitions: await readModule(each).catch(() => []),
    })),
  );
  const real = found.filter(({ definitions }) => definitions.length > 0);
  const groups = new Set(real.map(({ group }) => group));
  const wanted = [
    ...real.flatMap(({ definitions }) => definitions),
    ...narrow.filter(({ spec }) => !groups.has(spec.group)),
  ];

  for (const definition of wanted) {
    await client
      .create(customResourceDefinitionKind, definition)
      .catch(error => {
        if (
          !(error instanceof KubernetesError && error.code === 'AlreadyExists')
        )
          throw error;
      });
  }
  for (const { metadata } of wanted) await established(client, metadata.name);
  return {
    real: [...groups].sort(),
    narrow: [...new Set(wanted.map(({ spec }) => spec.group))]
      .filter(group => !groups.has(group))
      .sort(),
  };
}

async function established(client: ClusterClient, name: string): Promise<void> {
  const deadline = systemClock.monotonic() + 30_000;
  for (;;) {
    const definition = await client.get(customResourceDefinitionKind, { name });
    const conditions = definition?.status?.conditions ?? [];
    if (
      conditions.some(
        ({ type, status }) => type === 'Established' && status === 'True',
      )
    )
      return;
    if (systemClock.monotonic() > deadline)
      throw new Error(
        `${name} is not established: ${JSON.stringify(conditions)}`,
      );
    await systemClock.sleep(50);
  }
}

async function readModule({
  group,
  module,
  folder,
}: PublishedDefinitions): Promise<CustomResourceDefinition[]> {
  const { stdout } = await promisify(execFile)(
    'go',
    ['mod', 'download', '-json', module],
    { timeout: 120_000 },
  );
  const directory = join((JSON.parse(stdout) as { Dir: string }).Dir, folder);
  const files = (await readdir(directory))
    .filter(file => file.endsWith('.yaml'))
    .sort();
  const documents = await Promise.all(
    files.map(async file =>
      parseAllDocuments(await readFile(join(directory, file), 'utf8')),
    ),
  );
  return documents
    .flat()
    .map(document => document.toJS() as CustomResourceDefinition)
    .filter(
      object =>
        object?.kind === 'CustomResourceDefinition' &&
        object.spec.group === group,
    );
}
