import type { BrowserWorld } from '.';
import { curl, dig } from './outside';
import { fillRequest, sees, signIn, until } from './steps';

const hostname = 'shop.example.test';

/** The whole path as people walk it: request, merge, live, a second team, removal. */
export async function requestWalk({
  page,
  endpoints,
}: BrowserWorld): Promise<void> {
  const { backstage } = endpoints;
  await signIn(page, backstage, 'Ada');
  await fillRequest(page, backstage, {
    service: 'Shop',
    environment: 'prod',
    hostname,
  });
  await sees(page, /is free/i);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel(/Kubernetes Service/).fill('shop');
  await page.getByRole('button', { name: 'Next' }).click();
  await sees(page, 'GatewayHostnameRequest');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).click();

  const pullRequest = await pullRequestLink(page);
  await page.goto(pullRequest);
  await sees(page, `hostname: ${hostname}`);
  await page.getByRole('button', { name: 'Merge pull request' }).click();
  await sees(page, 'Merged');

  const tab = `${backstage}/catalog/default/component/shop/hostnames`;
  await page.goto(tab, { waitUntil: 'domcontentloaded' });
  await sees(page, hostname, 60_000);
  const states = new Set<string>();
  await until(
    'the service’s page says Live',
    async () => {
      const text = await page.locator('main, body').last().innerText();
      if (/Waiting|being|validat/i.test(text)) states.add('waiting');
      return (await page
        .getByText('Live', { exact: true })
        .filter({ visible: true })
        .count())
        ? true
        : undefined;
    },
    150_000,
  );
  if (!states.has('waiting'))
    throw new Error('the page never showed a waiting state');

  const [address] = await until('DNS answers', async () => {
    const addresses = await dig(endpoints, hostname);
    return addresses.length ? addresses : undefined;
  });
  const answer = await until('the service answers over TLS', async () => {
    const seen = await curl(endpoints, hostname, address);
    return seen.status === 200 ? seen : undefined;
  });
  if (!answer.body.includes('shop'))
    throw new Error(`the answer is not the service's: ${answer.body}`);
  if (!answer.names.includes(hostname))
    throw new Error(`the certificate is for ${answer.names}`);

  await secondTeam(page, endpoints);
  await removal(page, endpoints);
}

async function secondTeam(
  page: BrowserWorld['page'],
  { backstage }: BrowserWorld['endpoints'],
): Promise<void> {
  await signIn(page, backstage, 'Ben');
  await fillRequest(page, backstage, {
    service: 'Blog',
    environment: 'prod',
    hostname,
  });
  await sees(page, /held by/i);
  await sees(page, /checkout/i);
}

async function removal(
  page: BrowserWorld['page'],
  endpoints: BrowserWorld['endpoints'],
): Promise<void> {
  const { backstage } = endpoints;
  await signIn(page, backstage, 'Ada');
  const values = {
    entity: 'component:default/shop',
    environment: 'prod',
    hostname,
  };
  await page.goto(
    `${backstage}/create/templates/default/remove-hostname?formData=${encodeURIComponent(
      JSON.stringify(values),
    )}`,
    { waitUntil: 'domcontentloaded' },
  );
  // Until the catalog has answered, the service's field is empty and the browser refuses to send the form.
  await until('the form names the service', async () =>
    (await page.getByLabel(/^Service/).inputValue()) ? true : undefined,
  );
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.goto(await pullRequestLink(page));
  await page.getByRole('button', { name: 'Merge pull request' }).click();
  await sees(page, 'Merged');
  await until(
    'the name answers no more',
    async () =>
      (await dig(endpoints, hostname)).length === 0 ? true : undefined,
    120_000,
  );
  await until(
    'the request is gone',
    async () => {
      const state = (await (
        await fetch(`${endpoints.console}/api/state`)
      ).json()) as { requests: Array<{ hostname: string }> };
      return state.requests.some(request => request.hostname === hostname)
        ? undefined
        : true;
    },
    180_000,
  );
}

async function pullRequestLink(page: BrowserWorld['page']): Promise<string> {
  const link = page
    .locator('a[href*="/pull/"]')
    .filter({ hasText: /pull request/i })
    .first();
  await link.waitFor({ timeout: 90_000 });
  const url = await link.getAttribute('href');
  if (!url?.includes('/pull/')) throw new Error(`the link leads to ${url}`);
  return url;
}
