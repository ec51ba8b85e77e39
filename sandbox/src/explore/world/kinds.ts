/** Kinds that the explorer's scenarios write and look at. */
export const requestKind = {
  apiVersion: 'hostmaster.dev/v1alpha1',
  kind: 'GatewayHostnameRequest',
};
export const claimKind = {
  apiVersion: 'hostmaster.dev/v1alpha1',
  kind: 'DomainClaim',
};
export const routeKind = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
};
export const listenerSetKind = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'ListenerSet',
};
export const gatewayKind = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
};
export const leaseKind = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
};
