import type { BrowserWorld } from '.';
export async function requestWalk(_world: BrowserWorld): Promise<void> {}
