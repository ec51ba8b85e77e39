import { AwsError } from '../core/AwsError';

/** Every error of ACM the emulator gives, with its text. All have HTTP status 400. */
export const acmErrors = {
  throttling: () => new AwsError('ThrottlingException', 'Rate exceeded'),
  validation: (text: string) => new AwsError('ValidationException', text),
  /** One field breaks a constraint of the API's model. */
  constraint: (value: unknown, field: string, rule: string) =>
    new AwsError(
      'ValidationException',
      `1 validation error detected: Value ${quoted(
        value,
      )} at '${field}' failed to satisfy constraint: ${rule}`,
    ),
  serialization: () =>
    new AwsError(
      'SerializationException',
      'The request body is not a JSON object.',
    ),
  unknownOperation: (name: string) =>
    new AwsError('UnknownOperationException', `Unknown operation ${name}.`),
  notFound: (arn: string, accountId: string) =>
    new AwsError(
      'ResourceNotFoundException',
      `Could not find certificate ${arn} in account ${accountId}.`,
    ),
  invalidArn: (arn: string) =>
    new AwsError('InvalidArnException', `The ARN ${arn} is not valid.`),
  invalidParameter: (text: string) =>
    new AwsError('InvalidParameterException', text),
  invalidArgs: (text: string) => new AwsError('InvalidArgsException', text),
  invalidState: (text: string) => new AwsError('InvalidStateException', text),
  invalidValidationOptions: (text: string) =>
    new AwsError('InvalidDomainValidationOptionsException', text),
  inProgress: (arn: string) =>
    new AwsError(
      'RequestInProgressException',
      `Certificate request ${arn} is still in progress. The certificate is not ready yet.`,
    ),
  inUse: (arn: string, accountId: string) =>
    new AwsError(
      'ResourceInUseException',
      `Certificate ${arn} in account ${accountId} is in use.`,
    ),
  tooManyNames: () =>
    new AwsError('LimitExceededException', 'Certificate has too many domains.'),
  tooManyCertificates: () =>
    new AwsError(
      'LimitExceededException',
      'Cannot request more certificates in this account. Contact Customer Service for details.',
    ),
  yearlyQuota: (limit: number) =>
    new AwsError(
      'LimitExceededException',
      `Error: you have reached your limit of ${limit} certificates in the last year.`,
    ),
  invalidTag: (text: string) => new AwsError('InvalidTagException', text),
  tooManyTags: () =>
    new AwsError(
      'TooManyTagsException',
      'A certificate can have at most 50 tags.',
    ),
  conflict: (text: string) => new AwsError('ConflictException', text),
  notEmulated: (what: string) =>
    new AwsError(
      'InvalidParameterException',
      `The emulator does not have ${what}.`,
    ),
};

function quoted(value: unknown): string {
  return value === undefined || value === null ? 'null' : `'${String(value)}'`;
}
