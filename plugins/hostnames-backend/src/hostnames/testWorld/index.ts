/**
 * A world in memory with a virtual clock, in which reconcilers run: for the tests of this package and for fault enumeration.
 *
 * @packageDocumentation
 */
export { TestWorld, ZONE } from './TestWorld';
export { MemoryApi } from './MemoryApi';
export type { CallAround, MemoryApiCall, MemoryApiState } from './MemoryApi';
export { GatewayControllerStandIn } from './GatewayControllerStandIn';
export * as worldKinds from '../../gateways/kinds';
export { claimHostname } from '../steps/claimHostname';
export { GrantWriter } from '../GrantWriter';
export { Notes } from '../Notes';
export type { ChainDeps } from '../ChainDeps';
export type { Subject } from '../Subject';
