import { TestWorld } from '@hostmaster/backstage-plugin-hostnames-backend/testUtils';
import { Measurement } from './Measurement';
import { tellParent } from './parent';

/**
 * Program: the real chain over a world in memory. Argument: how many requests. They are made Ready on virtual time; then the
 * reconciler is started anew, and what is measured is that it looks at each of them and writes nothing.
 */
async function main(): Promise<void> {
  const n = Number(process.argv[2]);
  const world = new TestWorld();
  const names = Array.from({ length: n }, (_, index) => `app-${index}`);
  names.forEach(name => world.request({ hostname: `${name}.example.com` }));
  world.start();
  await world.until(
    () => names.every(name => world.ready(name) === 'True Live'),
    `${n} requests are Ready`,
  );
  await world.clock.advance(120_000);
  await world.stop();

  const writes = world.writeCount();
  const looks = world.reports.length;
  const cold = await Measurement.start();
  world.start();
  await world.clock.advance(60_000);
  const reconciles = world.reports.length - looks;
  const result = await cold.end('no-op runs of the real chain', reconciles);
  if (world.writeCount() !== writes)
    throw new Error(`${world.writeCount() - writes} writes without a reason`);
  tellParent({
    ...result,
    requests: n,
    perSecond: Math.round(reconciles / (result.seconds as number)),
  });
  await world.close();
  process.exit(0);
}

main().catch(error => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
