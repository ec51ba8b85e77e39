export * from './LoadBalancerController';
