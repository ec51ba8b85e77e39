import { AwsError } from '../core/AwsError';

/** Every error of ELBv2 the emulator gives, with its text. */
export const elbErrors = {
  throttling: () => new AwsError('Throttling', 'Rate exceeded'),
  invalidAction: (name: string) =>
    new AwsError(
      'InvalidAction',
      `The action ${name} is not valid for this web service.`,
    ),
  missing: (name: string) =>
    new AwsError('ValidationError', `'${name}' must be specified`),
  validation: (text: string) => new AwsError('ValidationError', text),
  loadBalancersNotFound: () =>
    new AwsError(
      'LoadBalancerNotFound',
      'One or more load balancers not found',
    ),
  loadBalancerNamesNotFound: (names: string[]) =>
    new AwsError(
      'LoadBalancerNotFound',
      `Load balancers '[${names.join(', ')}]' not found`,
    ),
  listenersNotFound: () =>
    new AwsError('ListenerNotFound', 'One or more listeners not found'),
  rulesNotFound: () =>
    new AwsError('RuleNotFound', 'One or more rules not found'),
  targetGroupsNotFound: () =>
    new AwsError('TargetGroupNotFound', 'One or more target groups not found'),
  resourceNotFound: (arn: string) =>
    new AwsError('ResourceNotFound', `'${arn}' not found`),
  duplicateLoadBalancer: (name: string) =>
    new AwsError(
      'DuplicateLoadBalancerName',
      `A load balancer with the same name '${name}' exists, but with different settings`,
    ),
  duplicateListener: (arn: string) =>
    new AwsError(
      'DuplicateListener',
      `A listener already exists on this port for this load balancer '${arn}'`,
    ),
  duplicateTargetGroup: (name: string) =>
    new AwsError(
      'DuplicateTargetGroupName',
      `A target group with the same name '${name}' exists, but with different settings`,
    ),
  duplicateTagKeys: () =>
    new AwsError('DuplicateTagKeys', 'A tag key was specified more than once'),
  tooManyLoadBalancers: () =>
    new AwsError(
      'TooManyLoadBalancers',
      'The maximum number of load balancers has been reached',
    ),
  tooManyListeners: () =>
    new AwsError(
      'TooManyListeners',
      'The maximum number of listeners has been reached',
    ),
  tooManyRules: () =>
    new AwsError(
      'TooManyRules',
      'The maximum number of rules has been reached',
    ),
  tooManyTargetGroups: () =>
    new AwsError(
      'TooManyTargetGroups',
      'The maximum number of target groups has been reached',
    ),
  tooManyGroupsOfLoadBalancer: () =>
    new AwsError(
      'TooManyUniqueTargetGroupsPerLoadBalancer',
      'The maximum number of unique target groups associated with a load balancer has been reached',
    ),
  tooManyTargets: () =>
    new AwsError(
      'TooManyTargets',
      'The maximum number of targets has been reached',
    ),
  tooManyTags: () =>
    new AwsError('TooManyTags', 'The maximum number of tags has been reached'),
  tooManyCertificates: () =>
    new AwsError(
      'TooManyCertificates',
      'The maximum number of certificates has been reached',
    ),
  oneCertificateOnly: (count: number) =>
    new AwsError(
      'ValidationError',
      `Up to '1' certificate ARNs can be specified, but '${count}' were specified`,
    ),
  certificateNotFound: (arn: string) =>
    new AwsError('CertificateNotFound', `Certificate '${arn}' not found`),
  unsupportedCertificate: (arn: string) =>
    new AwsError(
      'UnsupportedCertificate',
      `The certificate '${arn}' must have a fully-qualified domain name, a supported signature, and a supported key size.`,
    ),
  certificateNeeded: () =>
    new AwsError(
      'ValidationError',
      'A certificate must be specified for HTTPS listeners',
    ),
  certificateNotAllowed: (protocol: string) =>
    new AwsError(
      'ValidationError',
      `A certificate cannot be specified for ${protocol} listeners`,
    ),
  removesDefault: () =>
    new AwsError(
      'OperationNotPermitted',
      'The default certificate of a listener cannot be removed; modify the listener to replace it',
    ),
  sslPolicyNotFound: (name: string) =>
    new AwsError('SSLPolicyNotFound', `SSL policy '${name}' not found`),
  priorityInUse: (priority: number) =>
    new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`),
  defaultRule: () =>
    new AwsError(
      'OperationNotPermitted',
      `Default rule cannot be deleted or given a priority`,
    ),
  deletionProtected: (arn: string) =>
    new AwsError(
      'OperationNotPermitted',
      `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
    ),
  targetGroupInUse: (arn: string) =>
    new AwsError(
      'ResourceInUse',
      `Target group '${arn}' is currently in use by a listener or a rule`,
    ),
  associationLimit: (arn: string) =>
    new AwsError(
      'TargetGroupAssociationLimit',
      `The following target groups cannot be associated with more than one load balancer: ${arn}`,
    ),
  invalidTarget: (text: string) => new AwsError('InvalidTarget', text),
};
