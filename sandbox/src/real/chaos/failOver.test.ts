import { gatewayHostnameRequestKind } from '@hostmaster/backstage-plugin-hostnames-common';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { counterparts } from '../counterparts';
import { chaosCounts } from './chaosCounts';
import { ChaosWorld, startChaosWorld } from './ChaosWorld';
import { distribution } from './distribution';
import { inspectWorld, isReady, settle } from './inspectWorld';
import {
  clusterWrites,
  holdings,
  ProcessWrite,
  writesAfterLoss,
  writesDuringLoss,
} from './leadership';
import { ProductProcess } from './ProductProcess';
import { say, trace } from './say';
import { ServedAws } from './ServedAws';
import { until } from './until';

const { kubeApiServer } = counterparts(
  'two backend processes on a real kube-apiserver',
  ['kubeApiServer'],
);
const chaos = kubeApiServer ? describe : describe.skip;
const counts = chaosCounts();
const MINUTE = 60_000;

/** From the leader's end to the first write of the one that follows it. */
const FAIL_OVER = 25_000;

/** The lease is over, and somebody else leads. */
const FREEZE = 22_000;

chaos('two backend processes on one real API server, under load', () => {
  let world: ChaosWorld;
  let served: ServedAws;
  let processes: ProductProcess[];
  let started = 0;

  beforeAll(async () => {
    world = await startChaosWorld({
      kubeApiServer: kubeApiServer!,
      period: 900,
    });
    served = await ServedAws.serve(world.aws);
    world.closing.push(() => served.close());
    processes = [];
    world.closing.push(async () => processes.forEach(each => each.kill()));
    await startProcess();
    await startProcess();
    world.load.start(25);
    await until('a dozen hostnames are ready', async () => {
      const { items } = await world.client.list(gatewayHostnameRequestKind);
      return items.filter(isReady).length >= 12;
    });
  }, 6 * MINUTE);

  beforeEach(() => world.load.resume());

  afterAll(async () => {
    if (process.env.HOSTMASTER_TRACE)
      process.stderr.write(
        `${processes
          .flatMap(({ identity, lines }) =>
            lines.map(line => `${identity} ${line}`),
          )
          .join('\n')}\n`,
      );
    await world?.close();
  }, MINUTE);

  it(
    `is led by the other process soon after each of ${counts.leaderKills} kill -9 of the leader, and nothing is made twice`,
    async () => {
      const leading: number[] = [];
      const working: number[] = [];
      for (let kill = 1; kill <= counts.leaderKills; kill++) {
        const leader = await leaderOf();
        const at = await strike(leader, kill, () => leader.kill());
        const next = startProcess();
        const first = await nextLeaderWorks(leader, at);
        leading.push(first.leads - at);
        working.push(first.works - at);
        trace(
          `kill ${kill}: leads after ${leading.at(
            -1,
          )} ms, works after ${working.at(-1)} ms`,
        );
        await next;
      }
      const settled = await settle(world);
      const findings = await inspectWorld(world);
      const { afterLoss, duringLoss, writes } = await judgeWrites();
      say('leader-killed', {
        kills: counts.leaderKills,
        leadsAfterSeconds: distribution(leading),
        worksAfterSeconds: distribution(working),
        hostnames: world.load.names.length,
        settleSeconds: Math.round(settled / 100) / 10,
        writes,
        writesAfterLoss: afterLoss.length,
        writesDuringLoss: duringLoss.length,
        lost: findings.lost.length,
        twice: findings.twice.length,
        left: findings.left.length,
      });
      expect(findings).toEqual({ lost: [], twice: [], left: [] });
      expect(afterLoss).toEqual([]);
      expect(duringLoss).toEqual([]);
      expect(Math.max(...working)).toBeLessThanOrEqual(FAIL_OVER);
    },
    (6 + counts.leaderKills * 1.5) * MINUTE,
  );

  it(
    `writes nothing from a leader that was frozen until another led, ${counts.leaderFreezes} times`,
    async () => {
      const working: number[] = [];
      for (let freeze = 1; freeze <= counts.leaderFreezes; freeze++) {
        const leader = await leaderOf();
        const at = await strike(leader, freeze, () => leader.freeze());
        const first = await nextLeaderWorks(leader, at);
        working.push(first.works - at);
        await systemClock.sleep(Math.max(0, at + FREEZE - systemClock.now()));
        leader.thaw();
        trace(`freeze ${freeze}: works after ${working.at(-1)} ms`);
        await systemClock.sleep(5_000);
      }
      const settled = await settle(world);
      const findings = await inspectWorld(world);
      const { afterLoss, duringLoss, writes } = await judgeWrites();
      say('leader-frozen', {
        freezes: counts.leaderFreezes,
        worksAfterSeconds: distribution(working),
        settleSeconds: Math.round(settled / 100) / 10,
        writes,
        writesAfterLoss: afterLoss.length,
        writesDuringLoss: duringLoss.length,
        lost: findings.lost.length,
        twice: findings.twice.length,
        left: findings.left.length,
      });
      expect(findings).toEqual({ lost: [], twice: [], left: [] });
      expect(afterLoss).toEqual([]);
      expect(Math.max(...working)).toBeLessThanOrEqual(FAIL_OVER);
    },
    (6 + counts.leaderFreezes * 2) * MINUTE,
  );

  async function startProcess(): Promise<void> {
    const identity = `product-${++started}`;
    const product = new ProductProcess({
      identity,
      kubeconfig: await world.server.kubeconfig(identity),
      aws: served.url,
    });
    processes.push(product);
    await product.untilBegun();
  }

  async function leaderOf(): Promise<ProductProcess> {
    const holding = holdings(await world.server.audit.read()).at(-1);
    return processes.find(({ identity }) => identity === holding?.process)!;
  }

  /** In turn: when a write has arrived, when it has been done and not been answered, at any moment. Answers with the time. */
  async function strike(
    leader: ProductProcess,
    round: number,
    act: () => void,
  ): Promise<number> {
    await systemClock.sleep(1_000 + 3_000 * Math.random());
    const moment = ([undefined, 'arrived', 'executed'] as const)[round % 3];
    let struck: number | undefined;
    const once = () => {
      if (struck !== undefined) return;
      struck = systemClock.now();
      act();
    };
    if (moment) {
      served.atNextWrite(leader.identity, moment, once);
      const patience = systemClock.monotonic() + 6_000;
      while (struck === undefined && systemClock.monotonic() < patience)
        await systemClock.sleep(10);
    }
    once();
    return struck!;
  }

  /** When another process held the lease, and when the first write of it arrived; ms since 1970. */
  async function nextLeaderWorks(
    former: ProductProcess,
    since: number,
  ): Promise<{ leads: number; works: number }> {
    let found: { leads: number; works: number } | undefined;
    await until(
      `somebody leads and works after ${former.identity}`,
      async () => {
        const audited = await world.server.audit.read();
        const leads = holdings(audited).find(
          ({ from, process: holder }) =>
            from > since && holder !== undefined && holder !== former.identity,
        );
        const works = allWrites(clusterWrites(audited))
          .filter(
            ({ at, process: writer }) =>
              at > since && writer !== former.identity,
          )
          .map(({ at }) => at);
        if (leads && works.length > 0)
          found = { leads: leads.from, works: Math.min(...works) };
        return found;
      },
      2 * MINUTE,
      100,
    );
    return found!;
  }

  function allWrites(toCluster: ProcessWrite[]): ProcessWrite[] {
    const toAws = world.ledger.writes().map(call => ({
      process: call.process,
      at: call.at,
      done: call.at,
      what: `${call.operation} ${JSON.stringify(call.parameters)}`,
    }));
    return [...toCluster, ...toAws];
  }

  async function judgeWrites() {
    const audited = await world.server.audit.read();
    const held = holdings(audited);
    const writes = allWrites(clusterWrites(audited));
    return {
      writes: writes.length,
      afterLoss: writesAfterLoss(writes, held),
      duringLoss: writesDuringLoss(writes, held),
    };
  }
});
