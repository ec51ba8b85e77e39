import { systemClock } from '@hostmaster/kubernetes-runtime';
import { createSandbox } from './createSandbox';
(async () => {
  const t = Date.now();
  const s = await createSandbox({ clock: systemClock, random: Math.random, folder: '/tmp/sb', cluster: 'memory', log: l => console.log(l) });
  console.log('up', Date.now() - t, JSON.stringify(s.endpoints, null, 1));
  await new Promise(r => setTimeout(r, 25000));
  console.log((await fetch(s.endpoints.console + '/api/state').then(r => r.text())).slice(0, 1500));
  await s.close(); console.log('closed'); process.exit(0);
})().catch(e => { console.error(e); process.exit(1); });
