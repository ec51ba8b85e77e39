import { Judgement } from '../Judgement';
import { Subject } from '../Subject';

/**
 * What the hostname should point at.
 *
 * @internal
 */
export function expectedTargets(subject: Subject): string[] {
  const values = (subject.records ?? [])
    .filter(({ purpose }) => purpose === 'alias')
    .flatMap(({ expected }) => (expected ? [expected] : []));
  return [...new Set(values)];
}

/**
 * The alias records, expected and detected.
 *
 * @internal
 */
export function comparisonsOf(subject: Subject): Judgement['comparisons'] {
  const rows = (subject.records ?? [])
    .filter(({ purpose }) => purpose === 'alias')
    .map(({ relativeName, type, expected, provider, authoritative }) => ({
      label: `${relativeName} ${type}`,
      ...(expected === undefined ? {} : { expected }),
      ...(authoritative ?? provider
        ? { detected: authoritative ?? provider }
        : {}),
    }));
  return rows.length ? rows : undefined;
}

/**
 * Whether a record's value is addresses rather than a name.
 *
 * @internal
 */
export function isAddress(value: string): boolean {
  return /^[0-9.]+$|:/.test(value.split(',')[0].trim());
}
