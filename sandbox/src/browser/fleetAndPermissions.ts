import type { BrowserWorld } from '.';
export async function fleetAndPermissions(_world: BrowserWorld): Promise<void> {}
