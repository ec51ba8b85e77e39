import { gatewayHostnameRequestKind } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  ListenerSet,
  kinds,
} from '../../actors/loadBalancerController/objects';
import { plainName } from '../../aws';
import { edgeNamespace } from '../../seed/world';
import { ServiceWatch, servedThroughout } from '../ServiceWatch';
import { expectThat, Story } from '../Story';

const NAMES = 24;
const MINUTE = 60_000;

/** A full gateway: no live name loses record, certificate or listener while the process is killed again and again. */
export async function liveNamesThroughARestart(story: Story): Promise<void> {
  const hostnames = Array.from(
    { length: NAMES },
    (_, index) => `n${String(index + 1).padStart(2, '0')}.example.test`,
  );
  let last = '';
  await story.step(`${NAMES} hostnames are live on one gateway`, async () => {
    const paths = hostnames.map(hostname =>
      story.requestHostname(hostname, 'shop'),
    );
    last = paths[NAMES - 1];
    for (const hostname of hostnames) {
      await story.untilCondition(hostname, 'shop', 'Ready', 'True');
    }
    for (const hostname of hostnames) {
      await story.untilServed(hostname, 'shop/shop');
    }
    const gateways = await gatewaysOf(story, hostnames);
    expectThat(gateways.size === 1, `they are on ${[...gateways].join(', ')}`);
    return `${NAMES} on ${[...gateways].join()}`;
  });
  const arns = await certificatesOf(story);
  const watch = new ServiceWatch(
    story,
    hostnames.map(hostname => ({ hostname, service: 'shop/shop' })),
  );
  const world = watchWorld(story, hostnames, arns);
  await story.step(
    'killed at different moments of its start, caches cold each time',
    async () => {
      const lives = [0, 100, 400, 900, 2_000, 5_000, 17_000, 40_000, 90_000];
      for (const life of lives) {
        await story.killProduct();
        await story.clock.advance(20_000);
        await story.startProduct();
        await story.clock.advance(life);
      }
      return `killed ${lives.length} times, after ${lives.join(', ')} ms`;
    },
  );
  await story.step('killed while one more hostname is on its way', async () => {
    const other = 'more.example.test';
    story.requestHostname(other, 'shop');
    for (let turn = 0; turn < 8; turn++) {
      await story.clock.advance(25_000 + turn * 3_000);
      await story.killProduct();
      await story.clock.advance(15_000);
      await story.startProduct();
    }
    await story.untilCondition(other, 'shop', 'Ready', 'True');
    const request = await story.request(other, 'shop');
    const gateway = request?.status?.assignedGateway?.name;
    expectThat(gateway === 'gw-02', `it is on ${gateway}`);
    return `${other} is live on ${gateway}`;
  });
  await story.step('killed while one of them is removed', async () => {
    const gone = hostnames[NAMES - 1];
    watch.forget(gone);
    world.forget(gone);
    story.repository.commit({ [last]: undefined });
    for (let turn = 0; turn < 8; turn++) {
      await story.clock.advance(30_000 + turn * 4_000);
      await story.killProduct();
      await story.clock.advance(15_000);
      await story.startProduct();
    }
    return story.until(`${gone} is gone`, async () => {
      const request = await story.request(gone, 'shop');
      return request ? { instead: 'it is there' } : 'gone';
    });
  });
  await story.step('AWS throttles everything during a start', async () => {
    await story.killProduct();
    const end = story.world.aws.faults.throttle({}, { share: 0.7 });
    await story.startProduct();
    await story.clock.advance(5 * MINUTE);
    end();
    await story.clock.advance(10 * MINUTE);
    return 'ten minutes later everything is as it was';
  });
  await story.step('every one was served at every second', async () =>
    servedThroughout(watch, 900),
  );
  await story.step(
    'record, certificate and listener were there after every change',
    async () => {
      const { changes, missing } = world.stop();
      expectThat(changes > 50, `only ${changes} changes were seen`);
      expectThat(
        missing.length === 0,
        `${missing.length} times something was missing, first: ${missing[0]}`,
      );
      return `${changes} changes of AWS and the cluster looked at`;
    },
  );
  await story.step('nothing was requested or made twice', async () => {
    const after = await certificatesOf(story);
    const kept = hostnames
      .slice(0, -1)
      .filter(hostname => after.get(hostname) === arns.get(hostname));
    expectThat(
      kept.length === NAMES - 1,
      `${NAMES - 1 - kept.length} certificates were replaced`,
    );
    return `${kept.length} certificates as before`;
  });
  await story.step('left alone, nothing more is written', () =>
    story.idle(30 * MINUTE),
  );
}

async function gatewaysOf(
  story: Story,
  hostnames: string[],
): Promise<Set<string | undefined>> {
  const { items } = await story
    .client()
    .list(gatewayHostnameRequestKind, { namespace: 'shop' });
  return new Set(
    items
      .filter(({ spec }) => hostnames.includes(spec.hostname))
      .map(({ status }) => status?.assignedGateway?.name),
  );
}

/** Hostname → ARN. */
async function certificatesOf(story: Story): Promise<Map<string, string>> {
  const { items } = await story
    .client()
    .list(gatewayHostnameRequestKind, { namespace: 'shop' });
  return new Map(
    items.map(({ spec, status }) => [
      spec.hostname,
      status?.certificateArn ?? '',
    ]),
  );
}

/** Looks at AWS and the cluster themselves after every change of either, not only at what visitors happen to see. */
function watchWorld(
  story: Story,
  hostnames: string[],
  arns: Map<string, string>,
) {
  const reference = {
    apiVersion: `${kinds.listenerSet.group}/${kinds.listenerSet.version}`,
    kind: kinds.listenerSet.kind,
  };
  const missing: string[] = [];
  const watched = new Set(hostnames);
  let changes = 0;
  const note = (hostname: string, what: string) =>
    missing.push(
      `${new Date(story.clock.now()).toISOString()} ${hostname}: ${what}`,
    );
  const look = () => {
    changes += 1;
    const { aws, clusters } = story.world;
    const records = new Set(
      [...aws.route53.zones.values()]
        .flatMap(zone => [...zone.records.all()])
        .map(({ name, type }) => `${type} ${plainName(name)}`),
    );
    const listed = new Set(
      [...aws.inRegion().elb.loadBalancers.values()]
        .flatMap(balancer => [...balancer.listeners.values()])
        .flatMap(({ certificates }) => certificates),
    );
    const sets = new Set(
      clusters[0].objects
        .list(reference, { namespace: edgeNamespace })
        .flatMap(({ spec }) =>
          (spec as unknown as ListenerSet['spec']).listeners.map(
            listener => listener.hostname,
          ),
        ),
    );
    for (const hostname of watched) {
      if (!records.has(`A ${hostname}`)) note(hostname, 'no alias');
      if (!listed.has(arns.get(hostname) ?? '')) {
        note(hostname, 'its certificate is on no listener');
      }
      if (!sets.has(hostname)) note(hostname, 'no ListenerSet');
    }
  };
  const stops = [
    story.world.aws.onChange(look),
    story.world.clusters[0].objects.watch(reference, look),
  ];
  return {
    forget: (hostname: string) => void watched.delete(hostname),
    stop() {
      stops.forEach(stop => stop());
      return { changes, missing };
    },
  };
}
