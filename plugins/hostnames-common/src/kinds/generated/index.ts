// GENERATED from deploy/crds by scripts/generate-kinds.mjs. Do not edit.
export * from './DomainClaim';
export * from './GatewayHostnameRequest';
export * from './HostnameGrant';
