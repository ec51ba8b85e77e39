import { DnsChange } from '@hostmaster/backstage-plugin-hostnames-node';

/** Changes of one subject that go into one batch together or not at all. */
export interface PlannedSubmission {
  /** Rises with every submission of a zone. */
  order: number;
  namespace: string;
  priority: 'high' | 'normal';
  changes: DnsChange[];
}

/** What one ChangeResourceRecordSets may hold (Route 53 guide, "Quotas"). */
export interface BatchLimits {
  /** ResourceRecord elements; an alias counts as one. */
  elements: number;
  /** Characters of all values. */
  characters: number;
  /** Whether the name of an alias's target counts as characters. The documentation leaves it open. */
  aliasNamesCount: boolean;
}

export const ROUTE53_BATCH_LIMITS: BatchLimits = {
  elements: 1000,
  characters: 32_000,
  aliasNamesCount: false,
};

/** What is sent now, in this order, and what stays for the next batch. */
export interface BatchPlan<T> {
  batch: T[];
  rest: T[];
}

/**
 * Chooses what goes into the next batch: urgent first, then in turn between namespaces, oldest first within one. A
 * submission is never split, and one that touches a name of an earlier one waits until that has its answer.
 *
 * The same submissions in any order give the same plan.
 *
 * ```
 * waiting                               batch      rest
 * a1(x) a2(y) b1(z), all fit            a1 b1 a2
 * a1(x) b1(x)                           a1         b1      (same name)
 * a1(900 elements) a2(200) b1(50)       a1 b1      a2      (limit)
 * ```
 */
export function planBatch<T extends PlannedSubmission>(
  waiting: T[],
  limits: BatchLimits,
): BatchPlan<T> {
  const batch: T[] = [];
  const rest: T[] = [];
  const taken = new Set<string>();
  const left = { elements: limits.elements, characters: limits.characters };
  for (const submission of inTurn(waiting)) {
    const size = sizeOf(submission.changes, limits);
    const names = submission.changes.map(({ record }) => record.name);
    const isFree = names.every(name => !taken.has(name));
    const fits =
      size.elements <= left.elements && size.characters <= left.characters;
    // Also what stays behind keeps its names: nothing may overtake it there.
    for (const name of names) taken.add(name);
    if (!isFree || !fits) {
      rest.push(submission);
      continue;
    }
    batch.push(submission);
    left.elements -= size.elements;
    left.characters -= size.characters;
  }
  return { batch, rest };
}

/** Elements and characters of the values, as Route 53 counts them for CREATE and DELETE. */
export function sizeOf(
  changes: DnsChange[],
  limits: Pick<BatchLimits, 'aliasNamesCount'>,
): { elements: number; characters: number } {
  let elements = 0;
  let characters = 0;
  for (const { record } of changes) {
    elements += record.alias ? 1 : Math.max(1, record.values?.length ?? 0);
    for (const value of record.values ?? []) characters += value.length;
    if (record.alias && limits.aliasNamesCount) {
      characters += record.alias.dnsName.length + 1;
    }
  }
  return { elements, characters };
}

/**
 * Urgent first, then one of each namespace in turn. Submissions for the same name keep the order they came in: an urgent one
 * does not overtake what it may be the answer to.
 */
function inTurn<T extends PlannedSubmission>(waiting: T[]): T[] {
  const byAge = [...waiting].sort((left, right) => left.order - right.order);
  const turns = new Map<string, number>();
  const latestOfName = new Map<string, Rank>();
  const ranked = byAge.map((submission, age) => {
    const lane = `${submission.priority} ${submission.namespace}`;
    const turn = turns.get(lane) ?? 0;
    turns.set(lane, turn + 1);
    const names = submission.changes.map(({ record }) => record.name);
    const earlier = names.flatMap(name => latestOfName.get(name) ?? []);
    const own = { urgency: submission.priority === 'high' ? 0 : 1, turn };
    const rank = earlier.reduce(laterOf, own);
    for (const name of names) latestOfName.set(name, rank);
    return { submission, age, rank };
  });
  return ranked
    .sort(
      (left, right) => compare(left.rank, right.rank) || left.age - right.age,
    )
    .map(({ submission }) => submission);
}

interface Rank {
  urgency: number;
  turn: number;
}

function compare(left: Rank, right: Rank): number {
  return left.urgency - right.urgency || left.turn - right.turn;
}

function laterOf(left: Rank, right: Rank): Rank {
  return compare(left, right) < 0 ? right : left;
}
