import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { runProcess } from '../../dev/processes';
import { counterparts } from '../counterparts';
import { repositoryPath } from '../repositoryPath';
import {
  PolicyCase,
  policyCases,
  PolicyName,
  policyWorld,
} from './policyCases';
import { Manifest, readKustomization } from './readKustomization';

const { gator } = counterparts("Gatekeeper's policies with gator", ['gator']);
const { cases } = policyCases();
const folder = repositoryPath('deploy/policies/gatekeeper');

/** The constraints, and which lines of the table they answer for. */
const constraints: Record<string, PolicyName[]> = {
  'hostnames-granted': ['granted'],
  'hostnames-in-domain-prod': ['domain'],
  'hostnames-pool-routes': ['pool', 'rules'],
  'hostnames-protected': ['protected'],
};

(gator ? describe : describe.skip)('Gatekeeper (gator verify)', () => {
  let output = '';
  let status: number | null = null;

  beforeAll(async () => {
    const work = mkdtempSync(join(tmpdir(), 'gator-'));
    try {
      writeSuite(work);
      ({ output, status } = await runProcess(gator!, [
        'verify',
        join(work, 'suite.yaml'),
        '-v',
      ]));
    } finally {
      rmSync(work, { recursive: true });
    }
  }, 120_000);

  it('runs every case against every constraint', () => {
    expect(output.match(/--- (PASS|FAIL): /g) ?? []).toHaveLength(
      (cases.length + 1) * Object.keys(constraints).length,
    );
  });

  it.each(cases.map(each => each.name))('%s', name => {
    expect(failuresOf(name, output)).toEqual([]);
    expect(output).toContain(`--- PASS: ${name}`);
  });

  it('has nothing to object to', () => {
    expect({ status, output: status ? output.slice(-4000) : '' }).toEqual({
      status: 0,
      output: '',
    });
  });

  it('refuses in deny/ what is only told otherwise', () => {
    const actions = [folder, `${folder}/deny`].map(each =>
      readKustomization(each)
        .filter(({ apiVersion }) =>
          apiVersion.startsWith('constraints.gatekeeper.sh'),
        )
        .map(({ metadata, spec }) => [
          metadata.name,
          (spec as { enforcementAction: string }).enforcementAction,
        ]),
    );

    expect(actions.map(each => Object.fromEntries(each))).toEqual([
      {
        'hostnames-granted': 'warn',
        'hostnames-pool-routes': 'deny',
        'hostnames-protected': 'deny',
      },
      {
        'hostnames-granted': 'deny',
        'hostnames-pool-routes': 'deny',
        'hostnames-protected': 'deny',
      },
    ]);
  });
});

function failuresOf(name: string, output: string): string[] {
  const lines = output.split('\n');
  return lines.flatMap((line, index) =>
    line.includes(`--- FAIL: ${name}`)
      ? [lines.slice(index, index + 4).join('\n')]
      : [],
  );
}

function writeSuite(work: string): void {
  const write = (name: string, content: object) => {
    writeFileSync(join(work, name), stringify(content));
    return name;
  };
  const objects = [
    ...readKustomization(folder),
    ...readKustomization(`${folder}/environment`),
  ];
  const inventory = policyWorld().map((object, index) =>
    write(`world-${index}.yaml`, labelled(object)),
  );
  const reviews = cases.map((each, index) =>
    write(`case-${index}.yaml`, review(each, index)),
  );
  const tests = Object.entries(constraints).map(([name, policies]) => {
    const constraint = objects.find(({ metadata }) => metadata.name === name)!;
    const template = objects.find(
      ({ kind, metadata }) =>
        kind === 'ConstraintTemplate' &&
        metadata.name === constraint.kind.toLowerCase(),
    )!;
    return {
      name,
      template: write(`${name}-template.yaml`, template),
      constraint: write(`${name}.yaml`, constraint),
      cases: cases.map((each, index) => {
        const isRefused = each.refusedBy.some(policy =>
          policies.includes(policy),
        );
        const saysSo = each.refusedBy.every(policy =>
          policies.includes(policy),
        );
        return {
          name: each.name,
          object: reviews[index],
          inventory,
          assertions: isRefused
            ? [
                {
                  violations: 'yes',
                  ...(saysSo ? { message: escaped(each.says) } : {}),
                },
              ]
            : [{ violations: 'no' }],
        };
      }),
    };
  });
  write('suite.yaml', {
    apiVersion: 'test.gatekeeper.sh/v1alpha1',
    kind: 'Suite',
    metadata: { name: 'hostmaster' },
    tests,
  });
}

function review(each: PolicyCase, index: number): object {
  const { operation, object, user, deleting, plural } = each;
  const [group, version] = object.apiVersion.split('/');
  const now = deleting
    ? {
        ...object,
        metadata: {
          ...object.metadata,
          deletionTimestamp: '2026-01-01T00:00:00Z',
        },
      }
    : object;
  const before = each.old ?? (operation === 'DELETE' ? object : undefined);
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: String(index),
      kind: { group, version, kind: object.kind },
      resource: { group, version, resource: plural },
      name: object.metadata.name,
      namespace: object.metadata.namespace,
      operation,
      userInfo: user,
      ...(operation === 'DELETE' ? {} : { object: now }),
      ...(before ? { oldObject: before } : {}),
    },
  };
}

/** The API server gives every namespace its name as a label. */
function labelled(object: Manifest): Manifest {
  if (object.kind !== 'Namespace') return object;
  const labels = {
    ...(object.metadata.labels as object),
    'kubernetes.io/metadata.name': object.metadata.name,
  };
  return { ...object, metadata: { ...object.metadata, labels } };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
