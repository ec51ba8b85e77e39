import { LabelSelector } from '../selectors/labelSelector';
import { ClusterObject } from '../types';

/** A rule that says which requests are meant. @internal */
export interface ResourceRule {
  apiGroups?: string[];
  apiVersions?: string[];
  operations?: string[];
  resources?: string[];
  resourceNames?: string[];
  scope?: string;
}

/** `matchConstraints` of a policy, `matchResources` of a binding. @internal */
export interface MatchResources {
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  resourceRules?: ResourceRule[];
  excludeResourceRules?: ResourceRule[];
}

/** @internal */
export interface NamedExpression {
  name: string;
  expression: string;
}

/** @internal */
export interface Policy {
  metadata: ClusterObject['metadata'];
  spec: {
    failurePolicy?: 'Fail' | 'Ignore';
    paramKind?: { apiVersion: string; kind: string };
    matchConstraints?: MatchResources;
    matchConditions?: NamedExpression[];
    variables?: NamedExpression[];
    validations?: Array<{
      expression: string;
      message?: string;
      messageExpression?: string;
      reason?: string;
    }>;
  };
}

/** @internal */
export interface PolicyBinding {
  metadata: ClusterObject['metadata'];
  spec: {
    policyName: string;
    validationActions?: Array<'Deny' | 'Warn' | 'Audit'>;
    matchResources?: MatchResources;
    paramRef?: {
      name?: string;
      namespace?: string;
      selector?: LabelSelector;
      parameterNotFoundAction?: 'Allow' | 'Deny';
    };
  };
}
