import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { sandboxDefinitions } from '../../cluster';
import { runProcess } from '../../dev/processes';
import { counterparts } from '../counterparts';
import { repositoryPath } from '../repositoryPath';
import {
  PolicyCase,
  policyCases,
  policyKinds,
  PolicyName,
  policyWorld,
} from './policyCases';
import { Manifest, readKustomization } from './readKustomization';

const { kyverno } = counterparts("Kyverno's policies with its command line", [
  'kyverno',
]);
const { cases } = policyCases();
const folder = repositoryPath('deploy/policies/kyverno');
const policies: Record<string, PolicyName> = {
  'hostnames-granted': 'granted',
  'hostnames-in-domain-prod': 'domain',
  'hostnames-pool-routes': 'pool',
  'hostnames-pool-rules': 'rules',
  'hostnames-protected': 'protected',
};

/** Its command line knows no update with a different old object: those cases are held against the same CEL by the API server. */
const told = cases.filter(
  each => !each.old || JSON.stringify(each.old) === JSON.stringify(each.object),
);

interface Finding {
  policy: string;
  result: 'pass' | 'fail' | 'warn' | 'error' | 'skip';
  message: string;
}

(kyverno ? describe : describe.skip)('Kyverno (kyverno apply)', () => {
  const findings = new Map<string, Finding[]>();

  beforeAll(async () => {
    const work = mkdtempSync(join(tmpdir(), 'kyverno-'));
    try {
      for (const group of groups()) {
        for (const [name, found] of await apply(kyverno!, work, group))
          findings.set(name, found);
      }
    } finally {
      rmSync(work, { recursive: true });
    }
  }, 180_000);

  it.each(told.map(each => [each.name, each] as const))('%s', (name, each) => {
    const found = findings.get(name) ?? [];
    const refused = found.filter(
      ({ result }) => result !== 'pass' && result !== 'skip',
    );

    expect(refused.map(({ policy }) => policies[policy]).sort()).toEqual(
      [...each.refusedBy].sort(),
    );
    for (const { message } of refused.slice(0, 1))
      expect(message).toContain(each.says);
  });

  it('sees the objects of every group', () => {
    expect([...findings.values()].flat().length).toBeGreaterThan(
      told.length / 2,
    );
  });

  it('refuses in deny/ what is only told otherwise', () => {
    const actions = [folder, `${folder}/deny`].map(
      each =>
        readKustomization(each).find(
          ({ metadata }) => metadata.name === 'hostnames-granted',
        )!.spec as { validationActions: string[] },
    );

    expect(actions.map(({ validationActions }) => validationActions)).toEqual([
      ['Warn', 'Audit'],
      ['Deny'],
    ]);
  });
});

/** The cases of one user and one operation each: a run knows one of both. */
function groups(): PolicyCase[][] {
  const found = new Map<string, PolicyCase[]>();
  for (const each of told) {
    const key = `${each.user.username} ${each.operation}`;
    found.set(key, [...(found.get(key) ?? []), each]);
  }
  return [...found.values()];
}

/** What the policies say of the cases of a group. */
async function apply(
  program: string,
  work: string,
  group: PolicyCase[],
): Promise<Map<string, Finding[]>> {
  const write = (name: string, objects: object[]) => {
    const path = join(work, name);
    writeFileSync(path, objects.map(object => stringify(object)).join('---\n'));
    return path;
  };
  const shipped = [
    ...readKustomization(folder),
    ...readKustomization(`${folder}/environment`),
  ];
  const world = policyWorld();
  const { user, operation } = group[0];
  const { output } = await runProcess(program, [
    'apply',
    write(
      'policies.yaml',
      shipped.filter(({ kind }) => kind === 'ValidatingPolicy'),
    ),
    '--resource',
    write(
      'objects.yaml',
      group.map(each => named(each)),
    ),
    '--context-file',
    write('context.yaml', [
      {
        apiVersion: 'cli.kyverno.io/v1alpha1',
        kind: 'Context',
        metadata: { name: 'world' },
        spec: {
          resources: world.filter(({ kind }) => kind === 'HostnameGrant'),
        },
      },
    ]),
    // One file: of several the last one counts.
    '--crd-paths',
    write('kinds.yaml', [...sandboxDefinitions(), ...policyKinds()]),
    '--values-file',
    write('values.yaml', [
      {
        apiVersion: 'cli.kyverno.io/v1alpha1',
        kind: 'Values',
        metadata: { name: 'values' },
        globalValues: { 'request.operation': operation },
        namespaceSelector: world
          .filter(({ kind }) => kind === 'Namespace')
          .map(({ metadata }) => ({
            name: metadata.name,
            labels: {
              ...(metadata.labels as object),
              'kubernetes.io/metadata.name': metadata.name,
            },
          })),
      },
    ]),
    '--userinfo',
    write('user.yaml', [
      {
        apiVersion: 'cli.kyverno.io/v1alpha1',
        kind: 'UserInfo',
        metadata: { name: 'user' },
        userInfo: user,
      },
    ]),
    '--policy-report',
    '--output-format',
    'json',
  ]);
  return readReport(output, group);
}

/** A report names objects by kind, namespace and name: every case gets a name of its own, also a grant. */
function named(each: PolicyCase): Manifest {
  const { object, deleting } = each;
  const deletionTimestamp = deleting ? '2026-01-01T00:00:00Z' : undefined;
  return {
    ...object,
    metadata: { ...object.metadata, name: nameOf(each), deletionTimestamp },
  };
}

function nameOf(each: PolicyCase): string {
  return `case-${cases.indexOf(each)}`;
}

function readReport(
  output: string,
  group: PolicyCase[],
): Map<string, Finding[]> {
  const line = output.split('\n').find(each => each.startsWith('{"kind"'));
  if (!line) throw new Error(`no report: ${output}`);
  const { results = [] } = JSON.parse(line) as {
    results?: Array<Finding & { resources: Array<{ name: string }> }>;
  };
  return new Map(
    group.map(each => [
      each.name,
      results.filter(({ resources }) =>
        resources.some(({ name }) => name === nameOf(each)),
      ),
    ]),
  );
}
