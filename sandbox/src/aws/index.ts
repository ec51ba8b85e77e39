export * from './createAws';
export type { AwsRegion } from './AwsRegion';
export * from './limits';
export * from './delays';
export * from './http/listenHttp';
export * from './http/inProcessRequestHandler';
export { AwsError, ConnectionLost } from './core/AwsError';
export type { AwsCall, AwsService, CallFilter } from './core/CallLog';
export { CallLog } from './core/CallLog';
export type { AcmEvent, AwsChange } from './core/ChangeFeed';
export type { Fault, FaultKind, FaultSpan, FaultTarget } from './core/Faults';
export { Faults } from './core/Faults';
export type { DelayRange } from './core/ranges';
export type { BucketLimit } from './core/TokenBucket';
export * from './acm/Certificate';
export type { AcmState } from './acm/AcmState';
export type { AcmSwitches, CertificateSeed } from './acm/AcmSwitches';
export type {
  CertificateMaterial,
  RootAuthority,
} from './acm/CertificateAuthority';
export { CertificateAuthority } from './acm/CertificateAuthority';
export type { DomainPolicy } from './acm/domainPolicy';
export { usualDomainPolicy } from './acm/domainPolicy';
export { VALIDITY_DAYS } from './acm/CertificateLifecycle';
export { RENEWAL_DAYS } from './acm/RenewalLifecycle';
export { validationRecord } from './acm/validationRecord';
export { CANONICAL_ZONES } from './elb/canonicalZones';
export type { ElbState, LoadBalancerInput } from './elb/ElbState';
export { SANDBOX_VPC } from './elb/ElbState';
export type { ElbSwitches } from './elb/ElbSwitches';
export * from './elb/LoadBalancer';
export { LoadBalancerAddresses } from './elb/LoadBalancerAddresses';
export type { IamAccessKey, IamState, IamUser } from './iam/IamState';
export type { HostedZone, RecordProtection, Vpc } from './route53/HostedZone';
export {
  canonicalName,
  isWithin,
  nameSortKey,
  parentName,
  plainName,
  WILDCARD_LABEL,
} from './route53/names';
export { PublicDns } from './route53/PublicDns';
export type { ParsedData, RecordData } from './route53/recordData';
export { parseRecordData } from './route53/recordData';
export type {
  AliasTarget,
  RecordSet,
  RecordType,
  RoutingPolicy,
} from './route53/RecordSet';
export { RECORD_TYPES } from './route53/RecordSet';
export type {
  ChangeInfo,
  Delegation,
  DelegationSet,
  Route53State,
  ZoneInput,
} from './route53/Route53State';
export type { RecordSeed, Route53Switches } from './route53/Route53Switches';
export type { ZoneAnswer } from './route53/ServedRecords';
export { ServedRecords } from './route53/ServedRecords';
