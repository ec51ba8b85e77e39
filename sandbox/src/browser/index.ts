import type { BrowserContext, Page } from 'playwright-core';
import type { Endpoints } from '../dev/start';
import { fleetAndPermissions } from './fleetAndPermissions';
import { requestWalk } from './requestWalk';

/** What a case is given: a fresh browser context, and where everything listens. */
export interface BrowserWorld {
  page: Page;
  context: BrowserContext;
  endpoints: Endpoints;
}

/** The walks through the running sandbox, in this order: later ones build on the state that earlier ones leave. */
export const browserCases: Array<{
  name: string;
  run: (world: BrowserWorld) => Promise<void>;
}> = [
  {
    name: 'a developer requests a hostname and follows it to live; a second team is told who holds it; removal by pull request',
    run: requestWalk,
  },
  {
    name: 'fleet pages, and what each identity may see',
    run: fleetAndPermissions,
  },
];
