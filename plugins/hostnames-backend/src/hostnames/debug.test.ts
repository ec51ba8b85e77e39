import { TestWorld } from './testWorld/TestWorld';
jest.setTimeout(120_000);
it('debug', async () => {
  const world = new TestWorld();
  world.request({ hostname: 'shop.example.com' }, { owner: 'group:default/checkout' });
  world.route('shop.example.com');
  world.start();
  const out: string[] = [];
  let last = '';
  const t0 = performance.now();
  for (let i = 0; i < 400 && performance.now() - t0 < 60000; i++) {
    await world.clock.advance(1000);
    const c = world.get('shop')?.status?.conditions?.filter(x => !x.reason.startsWith('WaitingFor')).map(x => `${x.type}=${x.status} ${x.reason}: ${x.message}`).join('\n   ') ?? '-';
    if (c !== last) { out.push(`${i} (${Math.round(performance.now()-t0)}ms)  ${c}`); last = c; }
    if (world.ready('shop') === 'True Live') break;
  }
  out.push(JSON.stringify(world.reconciler.status().queue), JSON.stringify(world.reconciler.clusters()), JSON.stringify(world.reconciler.status().leading));
  out.push(JSON.stringify(world.api.writes.map(w => `${w.verb} ${w.kind} ${w.key} ${w.subresource ?? ''}`), null, 1).slice(0, 6000));
  console.log(out.join('\n'));
});
