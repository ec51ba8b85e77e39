import { reasons } from '@hostmaster/backstage-plugin-hostnames-common';

/** A reason as a label: one of the vocabulary, or `Other`, so that the number of series has an end. */
export function knownReason(reason: string): string {
  if (reason === '' || Object.hasOwn(reasons, reason)) return reason;
  return 'Other';
}
