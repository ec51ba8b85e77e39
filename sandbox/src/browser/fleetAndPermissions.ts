import type { BrowserWorld } from '.';
import { sees, signIn } from './steps';

/** What a developer and a platform engineer see of the fleet. */
export async function fleetAndPermissions({
  page,
  endpoints,
}: BrowserWorld): Promise<void> {
  const { backstage } = endpoints;
  await signIn(page, backstage, 'Ben');
  await page.goto(`${backstage}/hostnames`, { waitUntil: 'domcontentloaded' });
  await sees(page, 'blog.media.test', 60_000);
  if (await page.getByText('cart.example.test', { exact: true }).count())
    throw new Error("Ben sees another team's hostname");

  await signIn(page, backstage, 'Petra');
  await page.goto(`${backstage}/hostnames`, { waitUntil: 'domcontentloaded' });
  await sees(page, 'blog.media.test', 60_000);
  await sees(page, 'cart.example.test');
  await page
    .getByRole('tab', { name: 'Capacity' })
    .or(page.getByRole('link', { name: 'Capacity' }))
    .first()
    .click();
  await sees(page, 'gw-01');
  await page.goto(`${backstage}/catalog/default/component/cart`, {
    waitUntil: 'domcontentloaded',
  });
  await sees(page, 'cart.example.test', 60_000);
}
