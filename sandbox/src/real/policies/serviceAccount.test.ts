import { MemoryCluster, rbacRule } from '../../cluster';
import { stories } from '../../scenarios';
import { Story } from '../../scenarios/Story';
import { repositoryPath } from '../repositoryPath';
import { policyCases } from './policyCases';
import { readKustomization } from './readKustomization';

const { controller } = policyCases().users;
const token = 'hostmaster';

/**
 * The sandbox's product is an administrator as a rule. Here it is the service account of deploy/rbac, and grants and claims are
 * protected: a right that is missing is a call that is refused.
 */
describe('with the rights of deploy/rbac and nothing else', () => {
  it.each(['request', 'remove', 'denied'])(
    'the story "%s" is told to its end, and nothing is refused',
    async name => {
      const { run, options } = stories[name];
      const story = await Story.open(options);
      try {
        await story.killProduct();
        const refused = story.world.clusters.map(actAsServiceAccount);
        await story.startProduct();
        await run(story);

        expect(story.steps.map(({ passed }) => passed)).toContain(true);
        expect(story.steps.filter(({ passed }) => !passed)).toEqual([]);
        expect([...new Set(refused.flat())]).toEqual([]);
      } finally {
        await story.close();
      }
    },
    120_000,
  );

  it('the product cannot go on where a right is missing', async () => {
    const story = await Story.open();
    try {
      await story.killProduct();
      const [refused] = story.world.clusters.map(actAsServiceAccount);
      story.world.clusters[0].access.setRights(
        controller.username,
        () => false,
      );
      await story.startProduct();
      await story.idle(60_000).catch(() => undefined);

      expect(refused.length).toBeGreaterThan(0);
    } finally {
      await story.close();
    }
  }, 120_000);
});

/** What the product is refused from now on. */
function actAsServiceAccount(cluster: MemoryCluster): string[] {
  const refused: string[] = [];
  const { username: name, groups } = controller;
  const shipped = [
    ...readKustomization(repositoryPath('deploy/rbac')),
    ...readKustomization(
      repositoryPath('deploy/policies/validating-admission-policy'),
    ).filter(({ metadata }) => metadata.name === 'hostnames-protected'),
  ];
  for (const object of shipped) cluster.objects.apply(object);
  cluster.access.setUser({
    token,
    name,
    groups,
    allow: rbacRule(cluster.objects, { name, groups }),
  });
  const transport = cluster.transportAs(token);
  Object.defineProperty(cluster, 'transport', {
    value: async (request: Request) => {
      const { method, url } = request;
      const response = await transport(request);
      if (response.status === 403)
        refused.push(`${method} ${new URL(url).pathname}`);
      return response;
    },
  });
  return refused;
}
