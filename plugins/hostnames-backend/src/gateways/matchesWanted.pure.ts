/**
 * Whether everything that is wanted is there: objects may have more fields (defaults of the API server, other writers'), lists
 * must agree element by element.
 */
export function matchesWanted(wanted: unknown, actual: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(actual) &&
      actual.length === wanted.length &&
      wanted.every((each, index) => matchesWanted(each, actual[index]))
    );
  }
  if (typeof wanted === 'object' && wanted !== null) {
    if (typeof actual !== 'object' || actual === null) return false;
    const fields = wanted as Record<string, unknown>;
    for (const field of Object.keys(fields)) {
      const value = fields[field];
      if (value === undefined) continue;
      if (!matchesWanted(value, (actual as Record<string, unknown>)[field]))
        return false;
    }
    return true;
  }
  return wanted === actual;
}
