import { Outcome } from './runScenario';

/** How a run differs from the one without faults; undefined: in nothing that counts. */
export function difference(
  faultFree: Outcome,
  run: Outcome,
): string | undefined {
  const found = [
    ...run.violations,
    ...linesThatDiffer('end state', faultFree.state, run.state),
    ...linesThatDiffer('writes', faultFree.ledger, run.ledger),
  ];
  return found.length > 0 ? found.slice(0, 6).join('; ') : undefined;
}

function linesThatDiffer(
  what: string,
  expected: string[],
  got: string[],
): string[] {
  const has = new Set(got);
  const wants = new Set(expected);
  return [
    ...expected
      .filter(line => !has.has(line))
      .map(line => `${what} lacks ${shortened(line)}`),
    ...got
      .filter(line => !wants.has(line))
      .map(line => `${what} has ${shortened(line)}`),
  ];
}

function shortened(line: string): string {
  return line.length > 400 ? `${line.slice(0, 400)}…` : line;
}
