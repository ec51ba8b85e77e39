import { execFileSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import { repositoryPath } from '../repositoryPath';
import { Manifest, readKustomization } from './readKustomization';

const folders = [
  'validating-admission-policy',
  'kyverno',
  'gatekeeper',
].flatMap(engine =>
  ['', '/base', '/deny', '/environment'].map(
    part => `deploy/policies/${engine}${part}`,
  ),
);
const vap = repositoryPath('deploy/policies/validating-admission-policy');

interface Policy extends Manifest {
  spec: {
    variables: Array<{ name: string; expression: string }>;
    matchConstraints: object;
    matchConditions: object[];
  };
}

function policies(folder: string): Map<string, Policy> {
  return new Map(
    readKustomization(folder)
      .filter(({ kind }) => kind.endsWith('Policy'))
      .map(policy => [policy.metadata.name, policy as Policy]),
  );
}

describe('deploy/policies', () => {
  // Else Kyverno would go on with what a policy said before it was changed.
  it('has the policies of Kyverno as they are generated', () => {
    const check = () =>
      execFileSync(
        process.execPath,
        [repositoryPath('scripts/generate-policies.mjs'), '--check'],
        { stdio: 'pipe' },
      );

    expect(check).not.toThrow();
  });

  it('reads hostnames alike in both policies that are about them', () => {
    const { 'hostnames-granted': granted, 'hostnames-in-domain': domain } =
      Object.fromEntries(policies(vap));
    const reading = domain.spec.variables.filter(
      ({ name }) => !['domains', 'outside'].includes(name),
    );

    expect(reading.map(({ name }) => name)).toContain('named');
    expect(granted.spec.variables).toEqual(expect.arrayContaining(reading));
    expect(domain.spec.matchConstraints).toEqual(granted.spec.matchConstraints);
    expect(domain.spec.matchConditions).toEqual(granted.spec.matchConditions);
  });

  it('refuses in deny/ what is only told otherwise, and nothing else differs', () => {
    const [told, refused] = ['', '/deny'].map(part =>
      readKustomization(`${vap}${part}`).map(
        ({ metadata, spec }) => [metadata.name, spec] as const,
      ),
    );
    const differing = refused.filter(
      (entry, index) => JSON.stringify(entry) !== JSON.stringify(told[index]),
    );

    expect(differing).toEqual([
      ['hostnames-granted', expect.objectContaining({ failurePolicy: 'Fail' })],
      [
        'hostnames-granted',
        expect.objectContaining({
          validationActions: ['Deny', 'Audit'],
          paramRef: { name: 'hostnames', parameterNotFoundAction: 'Deny' },
        }),
      ],
    ]);
  });

  it.each(folders)('%s can be applied with -k', folder => {
    const objects = readKustomization(repositoryPath(folder));

    expect(objects.length).toBeGreaterThan(0);
    expect(
      new Set(
        objects.map(
          ({ kind, metadata }) =>
            `${kind} ${metadata.namespace} ${metadata.name}`,
        ),
      ).size,
    ).toBe(objects.length);
  });

  const kubectl = hasKubectl();
  (kubectl ? it : it.skip).each([...folders, 'deploy/rbac'])(
    '%s is read as Kustomize reads it',
    folder => {
      const built = execFileSync(
        'kubectl',
        ['kustomize', repositoryPath(folder)],
        { encoding: 'utf8' },
      );

      expect(
        sorted(
          parseAllDocuments(built).map(document => document.toJS() as Manifest),
        ),
      ).toEqual(sorted(readKustomization(repositoryPath(folder))));
    },
  );
});

function hasKubectl(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write(
      'SKIP reading kustomizations as kubectl does: it is not installed\n',
    );
    return false;
  }
}

/** In one order; and Kustomize writes folded text with other line breaks, which mean nothing in an expression. */
function sorted(objects: Manifest[]): unknown[] {
  const key = ({ kind, metadata }: Manifest) =>
    `${kind} ${metadata.namespace} ${metadata.name}`;
  return [...objects]
    .sort((left, right) => key(left).localeCompare(key(right)))
    .map(object =>
      JSON.parse(JSON.stringify(object).replace(/(?:\\n|\s)+/g, ' ')),
    );
}
