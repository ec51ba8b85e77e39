import type { ApiHolder } from '@backstage/core-plugin-api';
import {
  parseHostname,
  type Availability,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { describeFailure } from '../../api/failure';
import { hostnamesApiRef } from '../../api/hostnamesApiRef';
import { normal } from '../../hooks/useAvailability';
import { questionFrom, type FormFieldNames } from '../formValues';

/** The part of the scaffolder's validation context that is used here. @public */
export interface HostnameValidationContext {
  apiHolder: ApiHolder;
  formData?: unknown;
  uiSchema?: { 'ui:options'?: { fields?: FormFieldNames } };
}

/** What is refused even where the answer names no problem. A name that cools down, or cannot be judged, is left to the controller. */
const refused: Array<Availability['verdict']> = [
  'held',
  'reserved',
  'no-zone',
  'not-allowed',
  'invalid',
  'record-exists',
];

/**
 * The check of the field, once more when the form is submitted; the controller checks again. Problems with other fields
 * that concern the name are told here as well, since the name is what is refused.
 *
 * @public
 */
export async function validateHostnameField(
  value: string | undefined,
  field: { addError(message: string): void },
  context: HostnameValidationContext,
): Promise<void> {
  if (!value?.trim()) return;
  const parsed = parseHostname(value.trim());
  if (parsed.kind === 'invalid') {
    field.addError(parsed.message);
    return;
  }
  const api = context.apiHolder.get(hostnamesApiRef);
  if (!api) {
    field.addError(
      'The name could not be checked: this app has no hostnames API. Install the hostnames plugin.',
    );
    return;
  }
  const names = context.uiSchema?.['ui:options']?.fields;
  const question = normal(
    questionFrom(parsed.hostname, context.formData, names),
  );

  let answer: Availability;
  try {
    answer = await api.checkAvailability(question);
  } catch (error) {
    field.addError(
      `The name could not be checked: ${
        describeFailure(error).message
      }. Try again.`,
    );
    return;
  }
  for (const message of problemsOf(answer)) field.addError(message);
}

function problemsOf(answer: Availability): string[] {
  if (answer.problems.length > 0)
    return [...new Set(answer.problems.map(({ message }) => message))];
  if (!refused.includes(answer.verdict)) return [];
  return [
    answer.sentence ??
      `${answer.hostname} cannot be had (${answer.verdict}). Choose another name.`,
  ];
}
