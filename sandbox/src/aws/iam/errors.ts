import { AwsError } from '../core/AwsError';

/** Every error of IAM the emulator gives, with its text. */
export const iamErrors = {
  throttling: () => new AwsError('Throttling', 'Rate exceeded'),
  invalidAction: (name: string) =>
    new AwsError(
      'InvalidAction',
      `Could not find operation ${name} for version 2010-05-08`,
    ),
  validation: (text: string) => new AwsError('ValidationError', text),
  noSuchUser: (name: string) =>
    new AwsError(
      'NoSuchEntity',
      `The user with name ${name} cannot be found.`,
      { status: 404 },
    ),
  noSuchKey: (id: string) =>
    new AwsError(
      'NoSuchEntity',
      `The Access Key with id ${id} cannot be found.`,
      { status: 404 },
    ),
  noSuchPolicy: (name: string) =>
    new AwsError(
      'NoSuchEntity',
      `The user policy with name ${name} cannot be found.`,
      { status: 404 },
    ),
  userExists: (name: string) =>
    new AwsError(
      'EntityAlreadyExists',
      `User with name ${name} already exists.`,
      { status: 409 },
    ),
  deleteKeysFirst: () =>
    new AwsError(
      'DeleteConflict',
      'Cannot delete entity, must delete access keys first.',
      { status: 409 },
    ),
  deletePoliciesFirst: () =>
    new AwsError(
      'DeleteConflict',
      'Cannot delete entity, must delete policies first.',
      { status: 409 },
    ),
  tooManyKeys: (limit: number) =>
    new AwsError(
      'LimitExceeded',
      `Cannot exceed quota for AccessKeysPerUser: ${limit}`,
      { status: 409 },
    ),
  tooManyTags: (limit: number) =>
    new AwsError(
      'LimitExceeded',
      `Cannot exceed quota for TagsPerUser: ${limit}`,
      { status: 409 },
    ),
  policyTooLong: (limit: number) =>
    new AwsError(
      'LimitExceeded',
      `Maximum policy size of ${limit} bytes exceeded for user`,
      { status: 409 },
    ),
  malformedPolicy: (text: string) =>
    new AwsError('MalformedPolicyDocument', text),
};
