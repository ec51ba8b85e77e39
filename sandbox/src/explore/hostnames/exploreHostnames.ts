import fc from 'fast-check';
import { PartResult, PointResult } from '../PartResult';
import { isEnough, isSelected, Selection } from '../Selection';
import { NameOracle } from './NameOracle';
import { NameSource, SOURCES } from './nameSources';

/** More failures than this say nothing new. */
const MOST_FAILURES = 50;

/**
 * R19: names as people, manifests and attackers write them, each read by the hostname rules and by an independent reference.
 * A point's id is `R19:<seed>:<source>:<number>`; with `only` that one name is examined again, whatever `seed` says.
 *
 * @param options.count names to generate beside the listed ones (vectors, code points, public suffixes: about 69,000)
 */
export async function exploreHostnames(
  options: Selection & { seed: number; count?: number },
): Promise<PartResult> {
  return (await surveyHostnames(options)).result;
}

/** The same, with what was counted on the way: names accepted, refused, different from the reference by which rule. */
export async function surveyHostnames(
  options: Selection & {
    seed: number;
    count?: number;
    /** Names of sources; all by default. */
    sources?: string[];
  },
): Promise<{ result: PartResult; counts: Record<string, number> }> {
  const { seed, count = 60_000, only } = options;
  const oracle = new NameOracle();
  const failures: PointResult[] = [];
  const result: PartResult = { part: 'R19', trace: 0, points: 0, failures };
  for (const { id, text } of only
    ? onlyName(only, count)
    : allNames(seed, count, options.sources)) {
    if (!isSelected(id, options)) continue;
    result.points += 1;
    const what = oracle.examine(text);
    if (what)
      failures.push({
        id,
        ok: false,
        what: `${JSON.stringify(text)}: ${what}`,
      });
    if (failures.length >= MOST_FAILURES || isEnough(result, options)) break;
  }
  result.trace = result.points;
  return { result, counts: oracle.counts };
}

interface Name {
  id: string;
  text: string;
}

function* allNames(
  seed: number,
  count: number,
  sources?: string[],
): Iterable<Name> {
  for (const source of SOURCES) {
    if (sources && !sources.includes(source.name)) continue;
    const names = namesOf(source, seed, count);
    for (const [at, text] of names.entries()) {
      yield { id: `R19:${seed}:${source.name}:${at}`, text };
    }
  }
}

function onlyName(id: string, count: number): Name[] {
  const [part, seed, name, at] = id.split(':');
  const source = SOURCES.find(each => each.name === name);
  if (part !== 'R19' || !source || !/^\d+$/.test(at ?? '')) {
    throw new Error(
      `"${id}" is no point of R19. Write R19:<seed>:<source>:<number> with a source of ${SOURCES.map(
        each => each.name,
      ).join(', ')}.`,
    );
  }
  // Generated names depend on the seed and their number alone, not on how many are generated.
  const text = namesOf(source, Number(seed), Math.max(count, Number(at) * 100))[
    Number(at)
  ];
  if (text === undefined) {
    throw new Error(`"${id}" is no point of R19: ${name} has fewer names.`);
  }
  return [{ id, text }];
}

function namesOf(source: NameSource, seed: number, count: number): string[] {
  if (source.kind === 'listed') return source.names();
  return fc.sample(source.names, {
    seed,
    numRuns: Math.ceil((count * source.share) / 100),
  });
}
