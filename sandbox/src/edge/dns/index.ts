export * from './createDns';
export type { DnsListener } from './listenDns';
export * from './DnsView';
export type { Resolution } from './ResolutionWalk';
