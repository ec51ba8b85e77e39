import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { browserCases } from '../browser';
import { openBrowser } from '../browser/openBrowser';
import { localCache, root } from './paths';
import { freePort } from './ports';
import { startProcess, stopProcess } from './processes';
import type { Endpoints } from './start';
import { Tally } from './Tally';

const START_PATIENCE = 6 * 60_000;

/** Starts everything as a newcomer would and walks through it in a real browser. */
export async function browserTests(tally: Tally): Promise<void> {
  const browser = await openBrowser();
  if (!browser) {
    const advice =
      'Chromium was not found; as root on Debian: apt-get install chromium; elsewhere: npx playwright install chromium';
    if (process.env.CI) tally.check('browser tests', false, advice);
    else tally.skip('browser tests', advice, browserCases.length);
    return;
  }
  const port = await freePort();
  process.stderr.write(
    `starting everything on port ${port} for the browser tests ...\n`,
  );
  const output: string[] = [];
  let ready: () => void = () => {};
  let ended: (error: Error) => void = () => {};
  const isReady = new Promise<void>((resolve, reject) => {
    ready = resolve;
    ended = reject;
  });
  const sandbox = startProcess(
    join(root, 'dev'),
    ['start', '--port', String(port)],
    {
      cwd: root,
      onLine: line => {
        output.push(line);
        if (line.startsWith('ready: ')) ready();
      },
    },
  );
  sandbox.once('exit', () => ended(new Error('it ended')));
  // eslint-disable-next-line no-restricted-syntax -- a real process, real time
  const patience = setTimeout(
    () =>
      ended(new Error(`no "ready:" within ${START_PATIENCE / 60_000} minutes`)),
    START_PATIENCE,
  );
  try {
    await isReady;
    tally.check('./dev start becomes ready', true);
  } catch (error) {
    tally.check(
      './dev start becomes ready',
      false,
      `${(error as Error).message}\n${output.slice(-60).join('\n')}`,
    );
    await browser.close();
    await stopProcess(sandbox);
    return;
  } finally {
    clearTimeout(patience);
  }
  const endpoints = JSON.parse(
    readFileSync(join(localCache, 'sandbox/endpoints.json'), 'utf8'),
  ) as Endpoints;
  const screenshots = join(root, 'test-results');
  mkdirSync(screenshots, { recursive: true });
  for (const browserCase of browserCases) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    try {
      await browserCase.run({ page, context, endpoints });
      tally.check(browserCase.name, true);
    } catch (error) {
      const file = join(
        screenshots,
        `${browserCase.name.replace(/[^a-z0-9]+/gi, '-')}.png`,
      );
      await page
        .screenshot({ path: file, fullPage: true })
        .catch(() => undefined);
      const log = join(localCache, 'sandbox/backstage.log');
      const tail = existsSync(log)
        ? readFileSync(log, 'utf8').split('\n').slice(-25).join('\n')
        : '';
      tally.check(
        browserCase.name,
        false,
        `${
          (error as Error).message
        }\nat ${page.url()}, screenshot ${file}\n${tail}`,
      );
    } finally {
      await context.close();
    }
  }
  await browser.close();
  await stopProcess(sandbox, 20_000);
}
