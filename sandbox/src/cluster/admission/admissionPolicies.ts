import { celValue } from '../cel/celValue';
import { compileExpression, evaluationProblem } from '../cel/compileExpression';
import { forbidden, StatusError } from '../errors/StatusError';
import { ClusterContext } from '../operations/ClusterContext';
import { asServed, groupVersion, objectKey } from '../resources/ServedResource';
import { matchesLabelSelector } from '../selectors/labelSelector';
import { ClusterObject } from '../types';
import { AdmissionCheck, AdmissionReview } from './AdmissionCheck';
import { matchesRequest, namespaceOf } from './matchesRequest';
import { Policy, PolicyBinding } from './policies';

const GROUP = 'admissionregistration.k8s.io';
const POLICIES = `validatingadmissionpolicies.${GROUP}`;
const BINDINGS = `validatingadmissionpolicybindings.${GROUP}`;
const CODES: Record<string, number> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
  Invalid: 422,
};

/** What a validation found. */
interface Finding {
  policy: Policy;
  binding: PolicyBinding;
  message: string;
  reason: string;
  /** A binding that cannot be used refuses whatever its actions are. */
  misconfigured?: true;
}

/**
 * Holds writes against the stored ValidatingAdmissionPolicies: match constraints, match conditions, parameters, variables and
 * validations; Deny refuses, Warn warns, Audit is not recorded. `authorizer` is not there.
 *
 * @internal
 */
export function admissionPolicies(context: ClusterContext): AdmissionCheck {
  return review => {
    if (review.resource.group === GROUP) return [];
    const bindings = [
      ...context.storage.table(BINDINGS).values(),
    ] as unknown as PolicyBinding[];
    const findings = bindings.flatMap(binding =>
      evaluateBinding(context, binding, review),
    );
    const denied = findings.find(
      ({ binding, misconfigured }) =>
        misconfigured || binding.spec.validationActions?.includes('Deny'),
    );
    if (denied) throw denial(review, denied);
    return findings
      .filter(({ binding }) => binding.spec.validationActions?.includes('Warn'))
      .map(
        ({ policy, binding, message }) =>
          `Validation failed for ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}': ${message}`,
      );
  };
}

function evaluateBinding(
  context: ClusterContext,
  binding: PolicyBinding,
  review: AdmissionReview,
): Finding[] {
  const policy = context.storage
    .table(POLICIES)
    .get(binding.spec.policyName) as unknown as Policy | undefined;
  if (!policy) return [];
  if (!matchesRequest(policy.spec.matchConstraints ?? {}, review, context))
    return [];
  if (!matchesRequest(binding.spec.matchResources, review, context)) return [];
  const fail = (message: string): Finding[] =>
    policy.spec.failurePolicy === 'Ignore'
      ? []
      : [{ policy, binding, message, reason: 'Invalid' }];
  const params = paramsOf(context, policy, binding, review);
  if (typeof params === 'string')
    return fail(params).map(finding => ({ ...finding, misconfigured: true }));
  return params.flatMap(parameter => {
    const variables = variablesOf(context, policy, review, parameter);
    const unmet = unmetCondition(policy, variables);
    if (unmet === true) return [];
    if (unmet !== undefined) return fail(unmet);
    return (policy.spec.validations ?? []).flatMap(validation => {
      try {
        if (compileExpression(validation.expression)(variables) === true)
          return [];
      } catch (error) {
        return fail(
          `expression '${
            validation.expression
          }' resulted in error: ${evaluationProblem(error)}`,
        );
      }
      const message = messageOf(validation, variables);
      return [
        { policy, binding, message, reason: validation.reason ?? 'Invalid' },
      ];
    });
  });
}

/** `true` when a condition is not met; a text when one could not be evaluated. */
function unmetCondition(
  policy: Policy,
  variables: Record<string, unknown>,
): true | string | undefined {
  for (const { expression } of policy.spec.matchConditions ?? []) {
    try {
      if (compileExpression(expression)(variables) !== true) return true;
    } catch (error) {
      return `expression '${expression}' resulted in error: ${evaluationProblem(
        error,
      )}`;
    }
  }
  return undefined;
}

/** The parameters a policy is evaluated with, once each; one without parameters; none; or why that cannot be said. */
function paramsOf(
  context: ClusterContext,
  policy: Policy,
  binding: PolicyBinding,
  review: AdmissionReview,
): Array<ClusterObject | undefined> | string {
  const { paramKind } = policy.spec;
  const { paramRef } = binding.spec;
  if (!paramKind || !paramRef) return [undefined];
  const resource = context.registry.findKind(
    paramKind.apiVersion,
    paramKind.kind,
  );
  if (!resource) {
    return `failed to configure binding: failed to find resource referenced by paramKind: '${paramKind.apiVersion}, Kind=${paramKind.kind}'`;
  }
  const namespace = resource.namespaced
    ? paramRef.namespace ?? review.namespace
    : undefined;
  if (resource.namespaced && !namespace) {
    return 'failed to configure binding: cannot use namespaced paramRef in policy binding that matches cluster-scoped resources';
  }
  const table = context.storage.table(resource.table);
  const found = paramRef.name
    ? [table.get(objectKey(resource, namespace, paramRef.name))]
    : [...table.values()].filter(
        object =>
          (!namespace || object.metadata.namespace === namespace) &&
          matchesLabelSelector(paramRef.selector, object.metadata.labels),
      );
  const params = found
    .filter(object => object !== undefined)
    .map(object => asServed(resource, object));
  if (params.length > 0) return params;
  return paramRef.parameterNotFoundAction === 'Deny'
    ? 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction'
    : [];
}

function variablesOf(
  context: ClusterContext,
  policy: Policy,
  review: AdmissionReview,
  params: ClusterObject | undefined,
): Record<string, unknown> {
  const value = (object: object | undefined) =>
    object ? celValue(object, undefined) : null;
  const scope: Record<string, unknown> = {
    object: value(review.object),
    oldObject: value(review.old),
    params: value(params),
    namespaceObject: value(namespaceOf(review, context)),
    request: value(requestOf(review)),
  };
  const variables: Record<string, unknown> = {};
  for (const { name, expression } of policy.spec.variables ?? []) {
    let result: { value: unknown } | undefined;
    Object.defineProperty(variables, name, {
      enumerable: true,
      get: () => {
        result ??= { value: compileExpression(expression)(scope) };
        return result.value;
      },
    });
  }
  scope.variables = variables;
  return scope;
}

function requestOf({ resource, ...review }: AdmissionReview): object {
  const { group, version, kind, plural } = resource;
  return {
    kind: { group, version, kind },
    resource: { group, version, resource: plural },
    requestKind: { group, version, kind },
    requestResource: { group, version, resource: plural },
    subResource: review.subresource ?? '',
    name: review.name,
    namespace: review.namespace ?? '',
    operation: review.operation,
    userInfo: {
      username: review.user.name,
      groups: review.user.groups,
      uid: review.user.uid ?? '',
      extra: {},
    },
    dryRun: review.dryRun,
    apiVersion: groupVersion(resource),
  };
}

function messageOf(
  validation: {
    expression: string;
    message?: string;
    messageExpression?: string;
  },
  variables: Record<string, unknown>,
): string {
  if (validation.messageExpression) {
    try {
      const message = compileExpression(validation.messageExpression)(
        variables,
      );
      if (
        typeof message === 'string' &&
        message.trim() &&
        !message.includes('\n')
      )
        return message.trim();
    } catch {
      // the fixed message below is used instead
    }
  }
  return (
    validation.message?.trim() ||
    `failed expression: ${validation.expression.trim()}`
  );
}

function denial(
  review: AdmissionReview,
  { policy, binding, message, reason }: Finding,
): StatusError {
  const text = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${message}`;
  const error = forbidden(review.resource, review.name, text, [
    { message: text },
  ]);
  return new StatusError(
    CODES[reason] ?? 422,
    reason,
    error.message,
    error.details,
  );
}
