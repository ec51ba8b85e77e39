import {
  createClusterClient,
  loadKubeConfig,
} from '@hostmaster/kubernetes-runtime';
import { createMemoryCluster, rbacRule } from '../../cluster';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { counterparts } from '../counterparts';
import { installDefinitions } from '../installDefinitions';
import { repositoryPath } from '../repositoryPath';
import { startKubeApiServer } from '../startKubeApiServer';
import { CaseServer, realCaseServer } from './CaseServer';
import { aggregateRoles } from './aggregateRoles';
import { controllerRights, Right } from './controllerCalls';
import { CaseUser, policyCases } from './policyCases';
import { putObjects } from './putObjects';
import {
  editor,
  expectations,
  manager,
  viewer,
  writes,
} from './roleExpectations';
import { Manifest, readKustomization } from './readKustomization';

const { administrator, controller } = policyCases().users;
const ours = 'hostmaster.dev';
const shipped = readKustomization(repositoryPath('deploy/rbac'));

describe('deploy/rbac', () => {
  it('is found to name every kind and verb of the source', () => {
    const rights = controllerRights();

    expect(rights).toContainEqual({
      verb: 'update',
      group: ours,
      resource: 'domainclaims',
    });
    expect(rights).toContainEqual({
      verb: 'watch',
      group: ours,
      resource: 'gatewayhostnamerequests',
      namespace: undefined,
    });
    expect(rights.length).toBeGreaterThan(40);
  });

  it('gives nobody everything', () => {
    const rules = shipped.flatMap(
      role => (role.rules ?? []) as Array<Record<string, string[]>>,
    );

    expect(
      rules.filter(rule => Object.values(rule).flat().includes('*')),
    ).toEqual([]);
    expect(
      rules.filter(({ resources }) => resources.includes('secrets')),
    ).toEqual([]);
  });
});

describe('roles in the memory cluster', () => {
  const cluster = createMemoryCluster({
    name: 'roles',
    clock: systemClock,
    namespaces: ['shop', 'blog', 'network'],
  });
  afterAll(() => cluster.close());

  for (const object of [
    ...shipped,
    ...tenantBindings('hostmaster-view', 'hostmaster-edit', 'hostmaster-edit'),
  ])
    cluster.objects.apply(object);

  describe.each(expectations.map(each => [each.who, each] as const))(
    '%s',
    (_who, { user, may, mayNot }) => {
      const allow = rbacRule(cluster.objects, {
        name: user.username,
        groups: user.groups,
      });
      const ask = ({ verb, group, resource, namespace }: Right) =>
        allow(verb, group, resource, namespace, 'any');

      it('may what is needed', () => {
        // The memory cluster does not aggregate: what "view" brings to "edit" is shown by the real one.
        const asked = [editor, manager].includes(user)
          ? may.filter(({ verb }) => writes.includes(verb))
          : may;
        expect(asked.filter(each => !ask(each))).toEqual([]);
      });

      it('may nothing that is others’ to do', () => {
        expect(mayNot.filter(ask)).toEqual([]);
      });
    },
  );
});

const { kubeApiServer } = counterparts('the roles on a real kube-apiserver', [
  'kubeApiServer',
]);

(kubeApiServer ? describe : describe.skip)(
  'roles on a real kube-apiserver',
  () => {
    let server: CaseServer;
    const closing: Array<() => Promise<unknown> | void> = [];

    beforeAll(async () => {
      const started = await startKubeApiServer(kubeApiServer!);
      closing.push(started.close);
      const kubeConfig = await loadKubeConfig({
        kind: 'file',
        path: started.kubeconfig,
      });
      const client = createClusterClient({ name: 'real', kubeConfig });
      await installDefinitions(client);
      await client.close();
      server = realCaseServer(started.kubeconfig);
      closing.push(server.close);
      const namespaces = ['shop', 'blog', 'network'].map(name => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      }));
      await putObjects(server, administrator, [
        ...namespaces,
        ...shipped,
        ...tenantBindings('view', 'edit', 'admin'),
      ]);
      await aggregateRoles(server, administrator);
    }, 120_000);

    afterAll(async () => {
      for (const close of closing.reverse()) await close();
    });

    describe.each(expectations.map(each => [each.who, each] as const))(
      '%s',
      (_who, { user, may, mayNot }) => {
        it('may what is needed', async () => {
          expect(
            await filtered(
              may,
              async each => !(await isAllowed(server, user, each)),
            ),
          ).toEqual([]);
        });

        it('may nothing that is others’ to do', async () => {
          expect(
            await filtered(mayNot, each => isAllowed(server, user, each)),
          ).toEqual([]);
        });
      },
    );

    it('stops a tenant who writes a grant, a claim or a status', async () => {
      const grant = {
        apiVersion: `${ours}/v1alpha1`,
        kind: 'HostnameGrant',
        metadata: { name: 'hostnames' },
        spec: { hostnames: [] },
      };
      const claim = {
        apiVersion: `${ours}/v1alpha1`,
        kind: 'DomainClaim',
        metadata: { name: 'a.example.com' },
        spec: {
          hostname: 'a.example.com',
          owner: { namespace: 'shop', name: 'a', uid: '1' },
        },
      };
      const answers = [
        await server.ask(
          manager,
          'POST',
          `/apis/${ours}/v1alpha1/namespaces/shop/hostnamegrants`,
          grant,
        ),
        await server.ask(
          manager,
          'POST',
          `/apis/${ours}/v1alpha1/domainclaims`,
          claim,
        ),
        await server.ask(
          controller,
          'POST',
          `/apis/${ours}/v1alpha1/namespaces/shop/hostnamegrants`,
          grant,
        ),
      ];

      expect(answers.map(({ status }) => status)).toEqual([403, 403, 201]);
    });
  },
);

/** One user each has Kubernetes' own roles in the namespace "shop". */
function tenantBindings(view: string, edit: string, admin: string): Manifest[] {
  return [
    [viewer, view],
    [editor, edit],
    [manager, admin],
  ].map(
    ([user, role], index) =>
      ({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: `tenant-${index}`, namespace: 'shop' },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name: role,
        },
        subjects: [
          {
            apiGroup: 'rbac.authorization.k8s.io',
            kind: 'User',
            name: (user as CaseUser).username,
          },
        ],
      } as unknown as Manifest),
  );
}

async function isAllowed(
  server: CaseServer,
  user: CaseUser,
  { verb, group, resource: whole, namespace }: Right,
): Promise<boolean> {
  const [resource, subresource] = whole.split('/');
  const { status, body } = await server.ask(
    administrator,
    'POST',
    '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: user.username,
        groups: user.groups,
        resourceAttributes: { verb, group, resource, subresource, namespace },
      },
    },
  );
  if (status !== 201) throw new Error(body.message);
  return (body.status as { allowed: boolean }).allowed;
}

async function filtered<T>(
  list: T[],
  predicate: (each: T) => Promise<boolean>,
): Promise<T[]> {
  const kept: T[] = [];
  for (const each of list) if (await predicate(each)) kept.push(each);
  return kept;
}
