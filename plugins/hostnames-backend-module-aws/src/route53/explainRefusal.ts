import {
  DnsChange,
  DnsRecord,
  DnsRefusal,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { readRecordName } from './recordNames';
import {
  Fault,
  PATTERNS,
  PROTECTED,
  TOO_LARGE,
  ZONE_FULL,
} from './refusalTexts';

/** One submission of a refused batch. */
interface RefusedSubmission {
  changes: DnsChange[];
}

/** What an InvalidChangeBatch says about the submissions of the batch. */
export type RefusalExplanation<T> =
  /** These are at fault, and all others are not. */
  | { kind: 'attributed'; refusals: Map<T, DnsRefusal> }
  /** The zone cannot hold what the batch as a whole adds. */
  | { kind: 'zoneFull'; message: string }
  /** More elements or characters than allowed: smaller batches are needed. */
  | { kind: 'tooLarge'; message: string }
  /** No submission could be recognised. */
  | { kind: 'unknown'; message: string };

/**
 * Reads the texts of an `InvalidChangeBatch` (several faults at once arrive as `[m1, m2]`, with commas inside the messages as
 * well) and finds the submissions they are about. The texts are public only by reports; what is not recognised is looked
 * through for the names of records.
 */
export function explainRefusal<T extends RefusedSubmission>(
  text: string,
  batch: T[],
): RefusalExplanation<T> {
  const tooLarge = text.match(TOO_LARGE)?.[0];
  if (tooLarge) return { kind: 'tooLarge', message: tooLarge };
  const { faults, rest } = faultsIn(text);
  const named = namesIn(rest);
  const refusals = new Map<T, DnsRefusal>();
  for (const submission of batch) {
    const refusal =
      refusalOf(submission, faults) ?? refusalByName(submission, rest, named);
    if (refusal) refusals.set(submission, refusal);
  }
  if (refusals.size > 0) return { kind: 'attributed', refusals };
  const full = text.match(ZONE_FULL)?.[0];
  return full
    ? { kind: 'zoneFull', message: full }
    : { kind: 'unknown', message: plainText(text) };
}

/** A refusal of a single submission whose text told nothing more. */
export function plainRefusal(
  submission: RefusedSubmission,
  text: string,
): DnsRefusal {
  const isFull = ZONE_FULL.test(text);
  const isProtected = PROTECTED.test(text);
  return {
    kind: 'refused',
    reason: (isFull && 'zoneFull') || (isProtected && 'protected') || 'invalid',
    message: plainText(text),
    records: submission.changes.map(({ record }) => pick(record)),
  };
}

/** Finds all messages that are known; `rest` is what remains of the text. */
function faultsIn(text: string): { faults: Fault[]; rest: string } {
  const faults: Fault[] = [];
  let rest = text;
  for (const { pattern, fault } of PATTERNS) {
    for (const match of rest.matchAll(pattern)) {
      faults.push({ ...fault(match), message: plainText(match[0]) });
    }
    rest = rest.replace(pattern, '');
  }
  return { faults, rest };
}

function refusalOf(
  submission: RefusedSubmission,
  faults: Fault[],
): DnsRefusal | undefined {
  const found = faults.flatMap(fault =>
    submission.changes
      .filter(change => fault.isAbout(change))
      .map(({ record }) => ({ fault, record })),
  );
  if (found.length === 0) return undefined;
  return {
    kind: 'refused',
    reason: found[0].fault.reason,
    message: [...new Set(found.map(({ fault }) => fault.message))].join('; '),
    records: found.map(({ record }) => pick(record)),
  };
}

/** Messages of a kind not known here still name the record they are about. */
function refusalByName(
  submission: RefusedSubmission,
  text: string,
  names: Set<string>,
): DnsRefusal | undefined {
  const named = submission.changes.filter(({ record }) =>
    names.has(record.name),
  );
  if (named.length === 0) return undefined;
  const message = messageAbout(text, named[0].record);
  return {
    kind: 'refused',
    reason: PROTECTED.test(message) ? 'protected' : 'invalid',
    message,
    records: named.map(({ record }) => pick(record)),
  };
}

/** Everything in a text that could be the name of a record; the zone a message mentions is not what it is about. */
function namesIn(text: string): Set<string> {
  const words =
    text.replace(/ zone:? \S+/g, '').match(/[\w\\*][\w\\*\-.]*/g) ?? [];
  return new Set(words.map(readRecordName));
}

/** The one message of `[m1, m2]` that names the record, as far as it can be told apart. */
function messageAbout(text: string, record: DnsRecord): string {
  const pieces = plainText(text).split(/, (?=[A-Z])/);
  const about = pieces.filter(piece => namesIn(piece).has(record.name));
  return (about.length > 0 ? about : pieces).join('; ');
}

function pick({ name, type }: DnsRecord) {
  return { name, type };
}

/** Without the brackets around, with single spaces, and names as people write them. */
function plainText(text: string): string {
  return text
    .replace(/^\[(.*)\]$/s, '$1')
    .replace(/\\052/g, '*')
    .replace(/\s+/g, ' ')
    .replace(/^[,\s]+|[,\s]+$/g, '');
}
