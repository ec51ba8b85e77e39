import { ClusterContext } from '../operations/ClusterContext';
import { matchesLabelSelector } from '../selectors/labelSelector';
import { ClusterObject } from '../types';
import { AdmissionReview } from './AdmissionCheck';
import { MatchResources, ResourceRule } from './policies';

/** Whether a policy or a binding is about a request. Without rules a binding is about what its policy is about. @internal */
export function matchesRequest(
  match: MatchResources | undefined,
  review: AdmissionReview,
  context: ClusterContext,
): boolean {
  if (!match) return true;
  const { resourceRules: rules, excludeResourceRules: excluded = [] } = match;
  if (
    rules &&
    rules.length > 0 &&
    !rules.some(rule => matchesRule(rule, review, context))
  )
    return false;
  if (excluded.some(rule => matchesRule(rule, review, context))) return false;
  const isInNamespace =
    review.resource.namespaced || review.resource.table === 'namespaces';
  return (
    (!isInNamespace ||
      matchesLabelSelector(
        match.namespaceSelector,
        namespaceLabels(review, context),
      )) &&
    [review.object, review.old].some(
      object =>
        object &&
        matchesLabelSelector(match.objectSelector, object.metadata.labels),
    )
  );
}

function matchesRule(
  rule: ResourceRule,
  review: AdmissionReview,
  context: ClusterContext,
): boolean {
  const { resource, subresource, operation, name } = review;
  const plural = subresource
    ? `${resource.plural}/${subresource}`
    : resource.plural;
  const served = context.registry
    .all()
    .filter(other => other.table === resource.table);
  const includes = (list: string[] | undefined, value: string) =>
    list === undefined || list.includes('*') || list.includes(value);
  const isMeant = (entry: string) =>
    entry === plural ||
    entry === '*/*' ||
    (entry === '*' && !subresource) ||
    (entry === `${resource.plural}/*` && subresource !== undefined) ||
    (entry === `*/${subresource}` && subresource !== undefined);
  return (
    includes(rule.operations, operation) &&
    served.some(
      other =>
        includes(rule.apiGroups, other.group) &&
        includes(rule.apiVersions, other.version),
    ) &&
    (rule.resources ?? []).some(isMeant) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(name)) &&
    (rule.scope === undefined ||
      rule.scope === '*' ||
      (rule.scope === 'Namespaced') === resource.namespaced)
  );
}

/** Labels of the request's namespace; a namespace itself counts with its own. */
function namespaceLabels(
  review: AdmissionReview,
  context: ClusterContext,
): Record<string, string> {
  if (review.resource.table === 'namespaces')
    return (review.object ?? review.old)?.metadata.labels ?? {};
  return namespaceOf(review, context)?.metadata.labels ?? {};
}

/** The namespace object of a request. @internal */
export function namespaceOf(
  review: AdmissionReview,
  context: ClusterContext,
): ClusterObject | undefined {
  return review.namespace
    ? context.storage.table('namespaces').get(review.namespace)
    : undefined;
}
