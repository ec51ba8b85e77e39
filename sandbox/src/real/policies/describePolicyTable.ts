/* eslint-disable jest/no-export, jest/expect-expect -- a table for several servers; expectVerdict expects */
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { repositoryPath } from '../repositoryPath';
import { CaseServer } from './CaseServer';
import { expectVerdict, shippedNames } from './expectVerdict';
import { judge } from './judge';
import { largeNamespace, largestCases } from './largestCases';
import {
  PolicyCase,
  policyCases,
  policyKinds,
  policyWorld,
} from './policyCases';
import { putObjects } from './putObjects';
import { Manifest, readKustomization } from './readKustomization';

const folder = repositoryPath('deploy/policies/validating-admission-policy');
const { cases, users } = policyCases();
const { administrator, controller } = users;

/** The whole table against an API server with the shipped ValidatingAdmissionPolicies, in both modes. */
export function describePolicyTable(
  name: string,
  start: () => Promise<CaseServer>,
): void {
  describe(`ValidatingAdmissionPolicies on ${name}`, () => {
    let server: CaseServer;

    beforeAll(async () => {
      server = await start();
      await putObjects(server, administrator, [everybodyMay, ...policyKinds()]);
      await settled(() =>
        putObjects(server, administrator, [
          ...policyWorld(),
          ...largeNamespace,
        ]),
      );
    }, 120_000);

    afterAll(() => server?.close());

    describe.each(['warn', 'deny'] as const)('that %s', mode => {
      beforeAll(async () => {
        await putObjects(
          server,
          administrator,
          readKustomization(mode === 'warn' ? folder : `${folder}/deny`),
        );
        await putObjects(
          server,
          administrator,
          readKustomization(`${folder}/environment`),
        );
        await settled(async () => {
          for (const probe of probes(mode))
            expectVerdict(await judge(server, probe, controller), probe, mode);
        });
      }, 60_000);

      // Else the API server's limits of cost would make refusals of large objects, or let them through.
      it('judges the largest objects within the budget of the API server', async () => {
        for (const each of largestCases()) {
          expectVerdict(await judge(server, each, controller), each, mode);
          const foreign = JSON.parse(
            JSON.stringify(each).replaceAll(/name-4090|name-49/g, 'foreign'),
          ) as PolicyCase;
          const refused = {
            ...foreign,
            refusedBy: ['granted' as const],
            says: '"foreign.team-with-a-long-name.example.com" is not granted',
          };
          expectVerdict(
            await judge(server, refused, controller),
            refused,
            mode,
          );
        }
      });

      it.each(cases.map(each => [each.name, each] as const))(
        '%s',
        async (_name, each) => {
          expectVerdict(await judge(server, each, controller), each, mode);
        },
      );
    });
  });
}

/** One case for each policy, and those that show the mode: policies act only a moment after they were stored. */
function probes(mode: 'warn' | 'deny'): PolicyCase[] {
  const firsts = Object.keys(shippedNames).map(
    policy => cases.find(each => each.refusedBy.join() === policy)!,
  );
  const silent = cases.find(each => each.withoutGrant)!;
  return [...firsts, cases[0], ...(mode === 'deny' ? [silent] : [])];
}

/** Tries again for a while: a server takes some moments to serve kinds and to act on policies. */
async function settled(attempt: () => Promise<void>): Promise<void> {
  const deadline = systemClock.monotonic() + 30_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (systemClock.monotonic() > deadline) throw error;
      await systemClock.sleep(250);
    }
  }
}

/** Rights are another matter: here everybody has them. */
const everybodyMay: Manifest = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'everybody' },
  roleRef: {
    apiGroup: 'rbac.authorization.k8s.io',
    kind: 'ClusterRole',
    name: 'cluster-admin',
  },
  subjects: [
    {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'Group',
      name: 'system:authenticated',
    },
  ],
} as Manifest;
