import { allScenarios, Scenario, scenarios } from '../scenarios';
import { WorldKind } from '../preparedWorld';
import { Outcome, runScenario } from '../runScenario';

/** One thing that is tried. `run` answers what was wrong, undefined when nothing was. */
export interface Point {
  id: string;
  run: () => Promise<PointOutcome>;
}

export type PointOutcome =
  | { kind: 'ok' }
  /** The run ended before the fault could happen. */
  | { kind: 'notReached' }
  | { kind: 'failed'; what: string };

/** A class of faults with all its points. */
export interface Part {
  id: string;
  title: string;
  /** Points of `./dev explore` and of its share in `./dev test`; `--all` runs every one. */
  budget: { explore: number; test: number };
  points: (traces: Traces) => Promise<Point[]>;
}

/** By world and scenario. */
export type KnownTraces = Map<string, Promise<Outcome>>;

/** The runs without faults that a part asks for. */
export class Traces {
  private readonly asked = new Set<Promise<Outcome>>();
  /** Parts of the ids of points that are asked for: worlds and scenarios they do not speak of are left out. */
  private readonly words: string[];

  /** `prefix`: with which the ids of all points begin that are asked for; `known`: those that have been made already. */
  constructor(
    prefix: string = '',
    private readonly known: KnownTraces = new Map(),
  ) {
    this.words = prefix.split(':').slice(1);
  }

  isWanted(scenario: Scenario, world: WorldKind): boolean {
    const fits = (word: string, all: string[]) =>
      !this.words.some(each => all.includes(each)) || this.words.includes(word);
    return (
      (scenario.worlds ?? [world]).includes(world) &&
      fits(world, ['memory', 'emulated']) &&
      fits(
        scenario.name,
        allScenarios.map(({ name }) => name),
      )
    );
  }

  /** @throws Error when something is wrong without any fault */
  of(scenario: Scenario, world: WorldKind): Promise<Outcome> {
    const key = `${world} ${scenario.name}`;
    let trace = this.known.get(key);
    if (!trace) {
      trace = faultless(scenario, world);
      this.known.set(key, trace);
    }
    this.asked.add(trace);
    return trace;
  }

  /** Calls of all runs that were asked for. */
  async length(): Promise<number> {
    const all = await Promise.all(this.asked);
    return all.reduce((sum, { calls }) => sum + calls.length, 0);
  }
}

async function faultless(
  scenario: Scenario,
  world: WorldKind,
): Promise<Outcome> {
  const trace = await runScenario(scenario, { world, idleLooks: 100 });
  if (trace.violations.length > 0)
    throw new Error(
      `${
        scenario.name
      } in the ${world} world without any fault: ${trace.violations.join(
        '; ',
      )}`,
    );
  return trace;
}

/** Every scenario that is asked for with its trace. */
export async function tracesOf(
  traces: Traces,
  world: WorldKind,
  chosen: Scenario[] = scenarios,
): Promise<Array<{ scenario: Scenario; trace: Outcome }>> {
  const result = [];
  for (const scenario of chosen)
    if (traces.isWanted(scenario, world))
      result.push({ scenario, trace: await traces.of(scenario, world) });
  return result;
}
