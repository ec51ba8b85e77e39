/** Counts checks of all kinds, so that one line can tell how a run went. */
export class Tally {
  passed = 0;
  failed = 0;
  skipped = 0;

  constructor(private readonly print: (line: string) => void) {}

  add(counts: { passed?: number; failed?: number; skipped?: number }): void {
    this.passed += counts.passed ?? 0;
    this.failed += counts.failed ?? 0;
    this.skipped += counts.skipped ?? 0;
  }

  /** One check that is not counted by a test runner. */
  check(name: string, ok: boolean, detail = ''): void {
    this.add(ok ? { passed: 1 } : { failed: 1 });
    this.print(
      `${ok ? 'ok  ' : 'FAIL'} ${name}${ok || !detail ? '' : `\n${detail}`}`,
    );
  }

  skip(name: string, why: string, count = 1): void {
    this.add({ skipped: count });
    this.print(`SKIP ${name}: ${why}`);
  }

  /** `N passed, N failed`, and how many were skipped where any were. */
  line(): string {
    return `${this.passed} passed, ${this.failed} failed${
      this.skipped ? `, ${this.skipped} skipped` : ''
    }`;
  }
}
