import { listed } from './listed';
import { NamePolicy, NameQuestion, NameRefusal } from './NamePolicy';

/**
 * Whether the profile exists and is for the environment.
 *
 * @internal
 */
export function allowedEnvironment(
  question: NameQuestion,
  policy: NamePolicy,
): NameRefusal | undefined {
  const { environment } = question;
  const profile = policy.profiles.find(({ name }) => name === question.profile);
  if (!profile) {
    return {
      kind: 'refused',
      field: 'profile',
      reason: 'ProfileUnknown',
      message: policy.profiles.length
        ? `There is no profile "${question.profile}". Use ${listed(
            policy.profiles.map(({ name }) => name),
          )}.`
        : `There is no profile "${question.profile}": none is configured. Ask the platform team to configure one.`,
    };
  }
  if (environment === '') {
    return {
      kind: 'refused',
      field: 'environment',
      reason: 'EnvironmentNotAllowed',
      message: 'The environment is empty. Write one, such as prod.',
    };
  }
  if (!profile.environments || profile.environments.includes(environment)) {
    return undefined;
  }
  return {
    kind: 'refused',
    field: 'environment',
    reason: 'EnvironmentNotAllowed',
    message: profile.environments.length
      ? `Profile "${
          profile.name
        }" is not for environment "${environment}", but for ${listed(
          profile.environments,
        )}. Choose another profile or environment.`
      : `Profile "${profile.name}" is for no environment at present. Choose another profile.`,
  };
}
