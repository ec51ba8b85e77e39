const SUFFIXES: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const SYNTAX =
  /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/;

/** An amount such as `500m` or `1Gi`. @internal */
export class Quantity {
  constructor(readonly value: number) {}

  static canParse(this: void, text: string): boolean {
    return SYNTAX.test(text);
  }

  /** @throws Error for a text that is not a quantity. */
  static parse(text: string): Quantity {
    const match = SYNTAX.exec(text);
    if (!match)
      throw new Error(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    return new Quantity(
      Number(match[1] + (match[2] ?? '')) * SUFFIXES[match[3] ?? ''],
    );
  }

  compareTo(other: Quantity): number {
    return Math.sign(this.value - other.value);
  }
}
