export * from './memory/createMemoryCertificates';
export * from './memory/createMemoryDns';
export * from './memory/createMemoryLoadBalancers';
export * from './memory/MemoryCertificateWorld';
export * from './memory/MemoryDnsWorld';
export * from './memory/MemoryFaults';
export * from './memory/openGate';
