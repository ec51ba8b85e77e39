import {
  createConditionExports,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { isWithin } from '@hostmaster/backstage-plugin-hostnames-common';
import { z } from 'zod';
import { hostnameResourceRef } from './hostnameResource';

const isOwnedBy = createPermissionRule({
  name: 'IS_OWNED_BY',
  description: 'Allow hostnames whose owner is one of the claims',
  resourceRef: hostnameResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string())
      .describe("Entity refs, usually the user's ownership entity refs"),
  }),
  apply: ({ owner }, { claims }) =>
    owner !== undefined && claims.some(claim => sameText(claim, owner)),
  toQuery: ({ claims }) => ({ field: 'owner', values: claims }),
});

const inNamespace = createPermissionRule({
  name: 'IN_NAMESPACE',
  description: 'Allow hostnames requested in one of the namespaces',
  resourceRef: hostnameResourceRef,
  paramsSchema: z.object({
    namespaces: z.array(z.string()).describe('Names of namespaces'),
  }),
  apply: ({ namespace }, { namespaces }) => namespaces.includes(namespace),
  toQuery: ({ namespaces }) => ({ field: 'namespace', values: namespaces }),
});

const inCluster = createPermissionRule({
  name: 'IN_CLUSTER',
  description: 'Allow hostnames requested in one of the clusters',
  resourceRef: hostnameResourceRef,
  paramsSchema: z.object({
    clusters: z.array(z.string()).describe('Names of clusters, as configured'),
  }),
  apply: ({ cluster }, { clusters }) => clusters.includes(cluster),
  toQuery: ({ clusters }) => ({ field: 'cluster', values: clusters }),
});

const hostnameSuffix = createPermissionRule({
  name: 'HOSTNAME_SUFFIX',
  description: 'Allow a domain and the hostnames below it',
  resourceRef: hostnameResourceRef,
  paramsSchema: z.object({
    suffixes: z.array(z.string()).describe('Domains, for instance example.com'),
  }),
  apply: ({ hostname }, { suffixes }) =>
    suffixes.some(suffix => isWithin(hostname, suffix.toLowerCase())),
  toQuery: ({ suffixes }) => ({ field: 'suffix', values: suffixes }),
});

/** The rules that a permission policy can make conditions of. */
export const hostnamePermissionRules = {
  isOwnedBy,
  inNamespace,
  inCluster,
  hostnameSuffix,
};

const { conditions, createConditionalDecision } = createConditionExports({
  resourceRef: hostnameResourceRef,
  rules: hostnamePermissionRules,
});

/**
 * Conditions for permission policies, for instance `hostnameConditions.isOwnedBy({ claims: user.info.ownershipEntityRefs })`.
 *
 * @public
 */
export const hostnameConditions = conditions;

/**
 * Makes a conditional decision for a permission on hostnames.
 *
 * @public
 */
export const createHostnameConditionalDecision = createConditionalDecision;

function sameText(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
