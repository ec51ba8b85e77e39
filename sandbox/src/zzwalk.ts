import { readFileSync } from 'node:fs';
import { browserCases } from './browser';
import { openBrowser } from './browser/openBrowser';
(async () => {
  const browser = (await openBrowser())!;
  const endpoints = JSON.parse(readFileSync('/work/main/.cache/sandbox/endpoints.json', 'utf8'));
  for (const c of browserCases.filter(each => each.name.includes(process.argv[2] ?? ''))) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' }); const page = await context.newPage();
    page.setDefaultTimeout(30000);
    const t = Date.now();
    try { await c.run({ page, context, endpoints }); console.log('ok', c.name, Date.now() - t); } catch (e) { console.log('FAIL', c.name, Date.now() - t, (e as Error).message, page.url()); await page.screenshot({ path: '/tmp/fail.png', fullPage: true }); }
    await context.close();
  }
  await browser.close(); process.exit(0);
})();
