import type { NextStep } from '../schema/openapi/generated/models';

/** @internal */
export const waitFor = (text: string): NextStep => ({ kind: 'wait', text });

/** @internal */
export const checkAgain = (text = 'Check again'): NextStep => ({
  kind: 'button',
  action: 'check-again',
  text,
});

/** @internal */
export const copy = (text: string, value: string): NextStep => ({
  kind: 'copy',
  text,
  value,
});

/** @internal */
export const pullRequest = (text: string): NextStep => ({
  kind: 'pull-request',
  text,
});

/** @internal */
export const link = (text: string, url?: string): NextStep => ({
  kind: 'link',
  text,
  ...(url ? { url } : {}),
});

/** A template of the suite, with what is known filled in. @internal */
export const template = (
  text: string,
  name: 'request-hostname' | 'add-route' | 'remove-hostname',
  formData?: Record<string, string>,
): NextStep => ({
  kind: 'template',
  text,
  template: name,
  ...(formData ? { formData } : {}),
});
