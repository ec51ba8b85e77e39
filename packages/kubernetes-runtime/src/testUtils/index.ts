export * from './VirtualClock';
export * from './seededRandom';
export * from './faults';
export { FaultServer } from './FaultServer';
export type { SeenRequest } from './FaultServer';
export * from './runtimeContract';
