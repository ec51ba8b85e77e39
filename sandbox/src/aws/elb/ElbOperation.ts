import { QueryInput, queryText, queryTexts } from '../core/query';
import { XmlContent } from '../core/xml';
import { elbErrors } from './errors';
import { ElbState } from './ElbState';

/** One operation of ELBv2: the content of its result element. @public */
export type ElbOperation = (input: QueryInput, state: ElbState) => XmlContent;

const LARGEST_PAGE = 400;

/** @throws AwsError ValidationError when the parameter is missing */
export function requiredText(input: QueryInput, name: string): string {
  const value = queryText(input, name);
  if (value === undefined || value === '') throw elbErrors.missing(name);
  return value;
}

/** @throws AwsError ValidationError when the list is missing or empty */
export function requiredTexts(input: QueryInput, name: string): string[] {
  const values = queryTexts(input, name);
  if (values === undefined || values.length === 0)
    throw elbErrors.missing(name);
  return values;
}

/** A whole number between bounds; undefined when the parameter is missing. @throws AwsError ValidationError */
export function wholeNumber(
  input: QueryInput,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const text = queryText(input, name);
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most) {
    throw elbErrors.validation(
      `${name} '${text}' must be from ${least} to ${most}`,
    );
  }
  return Number(text);
}

/** A page of a describe operation. @throws AwsError ValidationError */
export function pageOf<T>(
  all: readonly T[],
  input: QueryInput,
  usual = LARGEST_PAGE,
): { items: T[]; nextMarker?: string } {
  const size = wholeNumber(input, 'PageSize', 1, LARGEST_PAGE) ?? usual;
  const marker = queryText(input, 'Marker');
  const start = marker === undefined || marker === '' ? 0 : readMarker(marker);
  const end = start + size;
  return {
    items: all.slice(start, end),
    nextMarker: end < all.length ? writeMarker(end) : undefined,
  };
}

function writeMarker(position: number): string {
  return Buffer.from(`at ${position}`).toString('base64url');
}

function readMarker(marker: string): number {
  const match = /^at (\d+)$/.exec(
    Buffer.from(marker, 'base64url').toString('utf8'),
  );
  if (!match) throw elbErrors.validation(`Marker '${marker}' is not valid`);
  return Number(match[1]);
}
