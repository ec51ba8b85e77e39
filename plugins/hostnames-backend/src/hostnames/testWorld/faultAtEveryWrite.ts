import {
  claimKind,
  grantKind,
  listenerSetKind,
  loadBalancerConfigurationKind,
} from '../../gateways/kinds';
import { certificatesOf } from '../../gateways/certificatesOf';
import { KubernetesError } from '@hostmaster/kubernetes-runtime';
import { TestWorld } from './TestWorld';

/**
 * Tries a crash, or an error, at every write of a life from request to removal, before it was sent and after it was done. Answers
 * how many writes there are, and a line for each fault that left something twice or behind.
 */
export async function faultAtEveryWrite(
  how: Fault['how'],
): Promise<{ writes: number; failures: string[] }> {
  const { writes } = await life(undefined);
  const failures: string[] = [];
  for (let index = 1; index <= writes; index++) {
    for (const when of ['before', 'after'] as const) {
      const problem = await life({ index, when, how }).then(
        ({ problems }) => problems.join('; '),
        error => String(error).slice(0, 600),
      );
      if (problem) failures.push(`${when} write ${index}: ${problem}`);
    }
  }
  return { writes, failures };
}

interface Fault {
  index: number;
  when: 'before' | 'after';
  how: 'dies' | 'gets an error';
}

async function life(crash: Fault | undefined) {
  const world = new TestWorld();
  let count = 0;
  let crashed = false;
  let restarted = false;
  world.onWrite = (when, kill) => {
    if (when === 'before') count++;
    if (!crash || crashed || when !== crash.when || count !== crash.index)
      return;
    crashed = true;
    if (crash.how === 'gets an error')
      throw new KubernetesError('Network', 'the connection was reset');
    kill();
  };
  const restart = () => {
    if (!crashed || restarted || crash?.how !== 'dies') return;
    restarted = true;
    world.crash();
    world.start();
  };
  const until = (holds: () => boolean, what: string) =>
    world.until(
      () => {
        restart();
        return holds();
      },
      what,
      () =>
        JSON.stringify(
          world.get('shop')?.status?.conditions?.slice(0, 12),
          undefined,
          1,
        ),
      1_800_000,
    );
  world.start();
  world.request({ hostname: 'shop.example.com' });
  await until(() => world.ready('shop') === 'True Live', 'Ready');
  await world.clock.advance(120_000);
  restart();
  world.delete('shop');
  await until(() => world.get('shop') === undefined, 'gone');
  await world.clock.advance(60_000);

  const problems: string[] = [];
  const expectNone = (what: string, found: unknown[]) => {
    if (found.length > 0) problems.push(`${what}: ${JSON.stringify(found)}`);
  };
  expectNone(
    'records',
    world.records().filter(record => record.includes('shop')),
  );
  expectNone('claims', world.api.list(claimKind));
  expectNone('grants', world.api.list(grantKind));
  expectNone('listeners', world.api.list(listenerSetKind));
  expectNone(
    'attached',
    world.api
      .list(loadBalancerConfigurationKind)
      .flatMap(each => certificatesOf(each)),
  );
  if (world.certificates.requests.length !== 2)
    problems.push(
      `${world.certificates.requests.length} certificates were requested`,
    );
  if (world.certificates.deletions.length !== 1)
    problems.push(
      `${world.certificates.deletions.length} certificates were deleted`,
    );
  const creates = world.api.writes.filter(
    ({ verb, kind }) => verb === 'create' && kind === 'Gateway',
  );
  if (creates.length !== 1)
    problems.push(`${creates.length} gateways were made`);
  if (crash && !crashed) problems.push('nothing went wrong');
  await world.close();
  return { writes: count, problems };
}
