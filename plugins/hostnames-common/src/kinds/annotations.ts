/** Annotations of a request, and what they mean. @public */
export const annotations = {
  /** Entity ref of the owning group, for instance `group:default/checkout`. */
  owner: 'hostmaster.dev/owner',
  /** Entity ref of the component served, for instance `component:default/shop`. */
  component: 'hostmaster.dev/component',
  /** Ties the object to the pull request it came with. */
  request: 'hostmaster.dev/request',
  /** URL of that pull request, where it is known when the manifest is written. */
  pullRequest: 'hostmaster.dev/pull-request',
  /** Name of the pool gateway that the platform team moves the hostname to. */
  moveTo: 'hostmaster.dev/move-to',
  /** `true`: the hostname may move although its routes cannot be served by both gateways meanwhile. */
  moveWithGap: 'hostmaster.dev/move-with-gap',
} as const;

/** Backstage's own label that ties Kubernetes objects to an entity. @public */
export const KUBERNETES_ID_LABEL = 'backstage.io/kubernetes-id';

/** The one finalizer of a request. @public */
export const FINALIZER = 'hostmaster.dev/hostname';

/** Label on everything of ours in a cluster. @public */
export const MANAGED_BY_LABEL = 'app.kubernetes.io/managed-by';

/** @public */
export const MANAGED_BY = 'hostmaster';
