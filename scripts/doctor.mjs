// What is missing on this machine, and what to do. Needs nothing but Node.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { freemem, platform } from 'node:os';
import { join } from 'node:path';

const root = process.env.HOSTMASTER_ROOT ?? process.cwd();
let missing = 0;

const say = (state, what, todo) => {
  if (state === 'MISS') missing += 1;
  console.log(`${state.padEnd(5)} ${what}${todo ? `\n      ${todo}` : ''}`);
};

const version = (command, args = ['--version']) => {
  try {
    return execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
      .toString()
      .trim()
      .split('\n')[0];
  } catch {
    return undefined;
  }
};

const free = port =>
  new Promise(resolve => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });

console.log('Needed');
say('ok', `Node ${process.version} (the project's own)`);
const yarn = version('yarn');
say(
  yarn ? 'ok' : 'MISS',
  `Yarn ${yarn ?? ''}`,
  yarn ? '' : 'Run any other ./dev command: it brings its own Yarn.',
);
const installed = existsSync(join(root, 'node_modules/.hostmaster-installed'));
say(
  installed ? 'ok' : 'MISS',
  'dependencies',
  installed ? '' : 'Run ./dev start or ./dev test: it installs them.',
);
say(
  (await free(7007)) ? 'ok' : 'MISS',
  'port 7007',
  (await free(7007))
    ? ''
    : 'In use: stop that program, or ./dev start --port N.',
);
if (platform() !== 'linux')
  say(
    'note',
    'addresses 127.x.y.z',
    'Elsewhere than on Linux only 127.0.0.1 is bound: all load balancers share it.',
  );
if (freemem() < 2e9)
  say(
    'note',
    'less than 2 GB of memory free',
    'Building the app needs about 2 GB.',
  );

console.log('\nExtras of the tests');
const chromium = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(existsSync);
say(
  chromium ? 'ok' : 'note',
  `Chromium ${chromium ? version(chromium) : ''}`,
  chromium
    ? ''
    : 'Browser tests are skipped: apt-get install chromium, or npx playwright install chromium.',
);
for (const [command, args, todo] of [
  ['kubectl', ['version', '--client'], 'Tests with kubectl are skipped.'],
  ['dig', ['-v'], 'Tests with dig are skipped: apt-get install dnsutils.'],
  ['go', ['version'], './dev test --real builds kube-apiserver with it.'],
  [
    'etcd',
    ['--version'],
    './dev test --real needs it: apt-get install etcd-server.',
  ],
  ['python3', ['--version'], './dev test --real runs moto with it.'],
  [
    'java',
    ['-version'],
    'Only to generate the OpenAPI server and client anew.',
  ],
]) {
  const found = version(command, args);
  say(
    found === undefined ? 'note' : 'ok',
    `${command} ${found ?? ''}`,
    found === undefined ? todo : '',
  );
}
console.log(missing ? `\n${missing} missing` : '\nNothing is missing.');
process.exitCode = missing ? 1 : 0;
