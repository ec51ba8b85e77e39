import {
  assessName,
  NameAssessment,
  NameZone,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { AvailabilityQuestion } from '../service/HostnamesService';
import { ServiceSettings } from '../service/ServiceSettings';

/**
 * The rules' answer to a question that may leave profile, environment and visibility open: accepted when there is a choice
 * with which it would be, else the refusal of the most telling choice.
 */
export function assessQuestion(
  question: AvailabilityQuestion,
  owner: string[],
  settings: Pick<ServiceSettings, 'policy' | 'environments'>,
  zones: NameZone[],
): NameAssessment {
  const profiles = question.profile
    ? [question.profile]
    : settings.policy.profiles.map(({ name }) => name);
  const environments = question.environment
    ? [question.environment]
    : settings.environments;
  let refusal: NameAssessment | undefined;

  for (const profile of orPlaceholder(profiles)) {
    for (const environment of orPlaceholder(environments)) {
      for (const asker of owner.length > 0 ? owner : [undefined]) {
        const assessment = assessName(
          {
            hostname: question.hostname,
            zoneId: question.zoneId,
            environment,
            profile,
            visibility: question.visibility ?? 'internet-facing',
            owner: asker,
          },
          settings.policy,
          zones,
        );
        if (assessment.kind === 'accepted') return assessment;
        refusal = moreTelling(refusal, assessment);
      }
    }
  }
  return refusal!;
}

/** A refusal about what the asker left open says less than one about the name itself. */
function moreTelling(
  left: NameAssessment | undefined,
  right: NameAssessment,
): NameAssessment {
  if (!left || left.kind === 'accepted' || right.kind === 'accepted')
    return left ?? right;
  const weight = (field: string) =>
    field === 'environment' || field === 'profile' ? 0 : 1;
  return weight(right.field) > weight(left.field) ? right : left;
}

function orPlaceholder(values: string[]): string[] {
  return values.length > 0 ? values : [''];
}
