/**
 * For those who write providers and for those who test with them: providers in memory, and the suites every provider has to pass.
 *
 * @packageDocumentation
 */
export * from './conformance/describeCertificateProvider';
export * from './conformance/describeDnsProvider';
export * from './conformance/describeLoadBalancerProvider';
export type {
  ConformanceOptions,
  ProviderHarness,
} from './conformance/Conformance';
export { copied } from './memory/copied';
export * from './memory/createMemoryCertificates';
export * from './memory/createMemoryDns';
export * from './memory/createMemoryLoadBalancers';
export * from './memory/MemoryCertificateWorld';
export * from './memory/MemoryDnsWorld';
export * from './memory/MemoryFaults';
export * from './memory/openGate';
