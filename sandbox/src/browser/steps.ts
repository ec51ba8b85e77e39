import type { Page } from 'playwright-core';

const LOOK_AGAIN = 500;

/** Signs in on the sandbox's page, whoever was signed in before. */
export async function signIn(
  page: Page,
  base: string,
  person: string,
): Promise<void> {
  await page.goto(base, { waitUntil: 'domcontentloaded' });
  const choice = page.getByRole('button', { name: new RegExp(person, 'i') });
  const elsewhere = page.getByText('Switch user');
  await choice.or(elsewhere).first().waitFor({ timeout: 60_000 });
  if (!(await choice.count())) {
    await elsewhere.click();
    await choice.waitFor();
  }
  await choice.click();
  await elsewhere.waitFor({ timeout: 60_000 });
}

/** Fills the first page of the request form and answers what the hostname field says. */
export async function fillRequest(
  page: Page,
  base: string,
  request: { service: string; environment: string; hostname: string },
): Promise<void> {
  await page.goto(`${base}/create/templates/default/request-hostname`, {
    waitUntil: 'domcontentloaded',
  });
  const service = page.getByLabel(/^Service/);
  await service.waitFor({ timeout: 60_000 });
  await service.fill(request.service);
  await page
    .getByRole('option', { name: new RegExp(request.service, 'i') })
    .first()
    .click();
  await page.locator('#root_environment').click();
  await page
    .getByRole('option', { name: request.environment, exact: true })
    .click();
  await page.getByRole('textbox', { name: /^Hostname/ }).fill(request.hostname);
}

/** Waits until a page shows a text, reloading nothing. */
export async function sees(
  page: Page,
  text: string | RegExp,
  timeout = 30_000,
): Promise<void> {
  await page
    .getByText(text)
    .filter({ visible: true })
    .first()
    .waitFor({ timeout });
}

/** Looks until something is so; fails with the sentence and what was seen last. */
export async function until<T>(
  sentence: string,
  look: () => Promise<T | undefined>,
  timeout = 90_000,
): Promise<T> {
  const end = performance.now() + timeout;
  let last = '';
  while (performance.now() < end) {
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
    } catch (error) {
      last = (error as Error).message;
    }
    // eslint-disable-next-line no-restricted-syntax -- a real browser, real time
    await new Promise(resolve => setTimeout(resolve, LOOK_AGAIN));
  }
  throw new Error(`${sentence}: not so within ${timeout / 1000} s. ${last}`);
}
