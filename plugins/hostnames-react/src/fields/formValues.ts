import type { AvailabilityQuestion } from '../api/HostnamesApi';

/**
 * Which property of the form answers which part of a question. The defaults are the names that the shipped templates
 * use; a template with other names says so in `ui:options`.
 *
 * @public
 */
export interface FormFieldNames {
  hostname?: string;
  profile?: string;
  environment?: string;
  visibility?: string;
  entity?: string;
  zoneId?: string;
  namespace?: string;
  repository?: string;
}

/** The value of a form property, found by the configured or the usual name; empty texts count as not there. */
export function textOf(
  formData: unknown,
  names: FormFieldNames | undefined,
  part: keyof FormFieldNames,
): string | undefined {
  if (typeof formData !== 'object' || formData === null) return undefined;
  const value = (formData as Record<string, unknown>)[names?.[part] ?? part];
  return typeof value === 'string' && value.trim() !== ''
    ? value.trim()
    : undefined;
}

/** What the form asks about a hostname, from the values filled in so far. */
export function questionFrom(
  hostname: string | undefined,
  formData: unknown,
  names: FormFieldNames | undefined,
): AvailabilityQuestion {
  const visibility = textOf(formData, names, 'visibility');
  return {
    hostname: (hostname ?? '').trim(),
    profile: textOf(formData, names, 'profile'),
    environment: textOf(formData, names, 'environment'),
    visibility:
      visibility === 'internal' || visibility === 'internet-facing'
        ? visibility
        : undefined,
    entity: textOf(formData, names, 'entity'),
    zoneId: textOf(formData, names, 'zoneId'),
  };
}
