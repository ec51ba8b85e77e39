import { CaseServer } from './CaseServer';
import { CaseUser } from './policyCases';
import { Manifest } from './readKustomization';

interface Role extends Manifest {
  rules?: object[];
  aggregationRule?: {
    clusterRoleSelectors: Array<{ matchLabels: Record<string, string> }>;
  };
}

/** What the controller manager does, which does not run here: aggregated roles get the rules of those that their selectors find. */
export async function aggregateRoles(
  server: CaseServer,
  administrator: CaseUser,
): Promise<void> {
  const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
  for (const name of ['view', 'edit', 'admin']) {
    const roles = (await server.ask(administrator, 'GET', path))
      .body as unknown as { items: Role[] };
    const role = roles.items.find(({ metadata }) => metadata.name === name)!;
    const selectors = role.aggregationRule?.clusterRoleSelectors ?? [];
    const found = roles.items.filter(({ metadata }) =>
      selectors.some(({ matchLabels }) =>
        Object.entries(matchLabels).every(
          ([key, value]) =>
            (metadata.labels as Record<string, string> | undefined)?.[key] ===
            value,
        ),
      ),
    );
    const body = {
      ...role,
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      rules: found.flatMap(({ rules }) => rules ?? []),
    };
    const { status, body: answer } = await server.ask(
      administrator,
      'PUT',
      `${path}/${name}`,
      body,
    );
    if (status !== 200) throw new Error(`${name}: ${answer.message}`);
  }
}
