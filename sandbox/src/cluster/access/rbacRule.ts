import { ClusterObjects } from '../objects/ClusterObjects';
import { JsonObject, objectOrEmpty } from '../types';
import { AllowRule } from './AccessControl';

const RBAC = 'rbac.authorization.k8s.io/v1';

interface PolicyRule {
  verbs?: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

/**
 * A rule that asks the Roles and ClusterRoles bound to somebody in the cluster, as `--authorization-mode=RBAC` does. A
 * service account is named `system:serviceaccount:<namespace>:<name>`. Aggregated ClusterRoles are not put together.
 *
 * @public
 */
export function rbacRule(
  objects: ClusterObjects,
  user: { name: string; groups?: string[] },
): AllowRule {
  return (verb, group, resource, namespace, name) => {
    const rules = [
      ...boundRules(objects, user, 'ClusterRoleBinding', undefined),
      ...(namespace ? boundRules(objects, user, 'RoleBinding', namespace) : []),
    ];
    return rules.some(rule =>
      resource === ''
        ? allowsPath(rule, verb, name ?? '')
        : allowsResource(rule, verb, group, resource, name),
    );
  };
}

function boundRules(
  objects: ClusterObjects,
  user: { name: string; groups?: string[] },
  kind: 'ClusterRoleBinding' | 'RoleBinding',
  namespace: string | undefined,
): PolicyRule[] {
  const bindings = objects.list({ apiVersion: RBAC, kind }, { namespace });
  return bindings
    .filter(binding =>
      ((binding.subjects ?? []) as JsonObject[]).some(subject =>
        names(subject, user),
      ),
    )
    .flatMap(binding => {
      const reference = objectOrEmpty(binding.roleRef);
      const isRole = reference.kind === 'Role';
      const role = objects.get(
        { apiVersion: RBAC, kind: isRole ? 'Role' : 'ClusterRole' },
        { name: String(reference.name), ...(isRole ? { namespace } : {}) },
      );
      return (role?.rules ?? []) as PolicyRule[];
    });
}

function names(
  subject: JsonObject,
  user: { name: string; groups?: string[] },
): boolean {
  switch (subject.kind) {
    case 'User':
      return subject.name === user.name;
    case 'Group':
      return [...(user.groups ?? []), 'system:authenticated'].includes(
        String(subject.name),
      );
    case 'ServiceAccount':
      return (
        user.name ===
        `system:serviceaccount:${subject.namespace}:${subject.name}`
      );
    default:
      return false;
  }
}

function allowsResource(
  rule: PolicyRule,
  verb: string,
  group: string,
  resource: string,
  name: string | undefined,
): boolean {
  const [, subresource] = resource.split('/');
  const resources = rule.resources ?? [];
  return (
    includes(rule.verbs, verb) &&
    includes(rule.apiGroups, group) &&
    (includes(resources, resource) ||
      (subresource !== undefined && resources.includes(`*/${subresource}`))) &&
    (!rule.resourceNames?.length ||
      (name !== undefined && rule.resourceNames.includes(name)))
  );
}

function allowsPath(rule: PolicyRule, verb: string, path: string): boolean {
  const isBelow = (url: string) =>
    url.endsWith('*') ? path.startsWith(url.slice(0, -1)) : path === url;
  return (
    includes(rule.verbs, verb) && (rule.nonResourceURLs ?? []).some(isBelow)
  );
}

function includes(list: string[] | undefined, value: string): boolean {
  return list !== undefined && (list.includes('*') || list.includes(value));
}
